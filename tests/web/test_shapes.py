from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest

from aniworldd import events
from aniworldd.model.download import DownloadState, Progress, Speed
from aniworldd.model.title import ItemKey
from aniworldd.overview.records import Label
from aniworldd.web.aniworld import shapes
from aniworldd.web.aniworld.shapes import Message, told
from tests.api.documented import NOT_BEGUN
from tests.web.worlds import (
    AT,
    make_download,
    make_failed,
    make_speed,
    make_tally,
)

DOWNLOAD = make_download()


def label_of(item: ItemKey) -> Label:
    return Label(f"Folder of {item.title}", "Morning")


def test_times_are_utc_with_milliseconds_and_a_z() -> None:
    at = datetime(2026, 5, 1, 14, 0, 0, 123_987, timezone(timedelta(hours=2)))

    assert shapes.stamp(at) == "2026-05-01T12:00:00.123Z"


def test_an_envelope_has_type_timestamp_and_data() -> None:
    body = orjson.loads(shapes.envelope(Message("pong", {"a": 1}), AT))

    assert body == {"type": "pong", "timestamp": "2026-05-01T12:00:00.000Z", "data": {"a": 1}}


@pytest.mark.parametrize(
    "event, kind, room",
    [
        (events.ConfigLoaded(1), "system_info", ""),
        (events.TitleRefreshed("l", ("a",)), "scan_progress", ""),
        (events.ProviderFailed("l", "demo", "it is down", AT), "system_info", ""),
        (events.ProviderRecovered("l", "demo"), "system_info", ""),
        (events.LibraryScanned(4, 1), "scan_progress", ""),
        (events.LibraryWentAway("no mark"), "system_info", ""),
        (events.LibraryCameBack("/srv"), "system_info", ""),
        (events.LibraryShrank(9, 10), "system_info", ""),
        (events.PassFinished(7, 12, 10, 2, 0, scanned=True), "scan_complete", ""),
        (events.PassFinished(7, 12, 10, 2, 0), "system_info", ""),
        (events.DownloadQueued(DOWNLOAD), "download_added", "downloads"),
        (events.DownloadStarted(DOWNLOAD), "download_progress", "downloads"),
        (events.DownloadProgressed(make_speed()), "download_progress", "downloads"),
        (events.DownloadFinished(DOWNLOAD), "download_complete", "downloads"),
        (events.DownloadFailed(DOWNLOAD), "download_failed", "downloads"),
        (events.DownloadWithdrawn(DOWNLOAD), "download_removed", "downloads"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else None,
)
def test_an_event_has_the_documents_type(event: events.Event, kind: str, room: str) -> None:
    message = told(event, label_of)

    assert (message.type, message.room) == (kind, room)
    assert orjson.dumps(message.data)


def test_progress_has_the_keys_of_all_editions() -> None:
    message = shapes.progress(make_speed(done=6 * 2**20), label_of)

    assert message.slot == "progress d1"
    assert message.data == {
        "download_id": "d1",
        "queue_item_id": "d1",
        "key": "lights",
        "folder": "Folder of lights",
        "episode": "S01E01",
        "percent": 50.0,
        "progress_percent": 50.0,
        "downloaded_mb": 6.0,
        "total_mb": 12.0,
        "downloaded_bytes": 6 * 2**20,
        "total_bytes": 12 * 2**20,
        "speed_mbps": 2.0,
        "eta_seconds": 3,
        "text": {"amount": "50 % of 12.0 MiB", "rate": "2.0 MiB/s", "left": "3 s left"},
    }


def test_progress_without_a_known_end_has_nulls() -> None:
    data = shapes.progress(Speed("d1", ItemKey("lights", 1, 1), Progress(5)), label_of).data

    assert (data["percent"], data["total_mb"], data["total_bytes"]) == (0.0, None, None)
    assert data["eta_seconds"] is None


def test_a_download_is_told_with_the_documents_item() -> None:
    data = told(events.DownloadQueued(DOWNLOAD), label_of).data

    assert data["message"] == "Queued Harbour Lights S01E01"
    assert data["item"] == {
        "id": "d1",
        "serie_id": "lights",
        "serie_folder": "Folder of lights",
        "serie_name": "Harbour Lights",
        "episode": {"season": 1, "episode": 1, "title": "Morning"},
        **NOT_BEGUN,
        "added_at": "2026-05-01T12:00:00.000Z",
    }


def test_a_finished_download_says_how_long_it_took_and_where_the_file_is() -> None:
    download = replace(
        DOWNLOAD,
        state=DownloadState.COMPLETED,
        started_at=AT,
        ended_at=AT + timedelta(seconds=75),
        file="Harbour Lights/1.mp4",
    )

    data = told(events.DownloadFinished(download), label_of).data

    assert (data["total_time_seconds"], data["file_path"]) == (75, "Harbour Lights/1.mp4")
    assert data["message"] == "Finished Harbour Lights S01E01"


def test_a_failure_that_is_tried_again_is_not_final() -> None:
    download = replace(DOWNLOAD, error="it broke", retry_at=datetime(2026, 5, 1, 13, tzinfo=UTC))

    data = told(events.DownloadFailed(download), label_of).data

    assert (data["error"], data["error_message"]) == ("it broke", "it broke")
    assert data["error_code"] == "DOWNLOAD_ERROR"
    assert (data["final"], data["retry_at"]) == (False, "2026-05-01T13:00:00.000Z")


def test_a_failure_that_is_given_up_is_final() -> None:
    data = told(events.DownloadFailed(make_failed()), label_of).data

    assert (data["final"], data["retry_at"]) == (True, None)


def test_a_pass_tells_its_counts() -> None:
    data = told(events.PassFinished(7, 12, 10, 2, 1), label_of).data

    assert data == {
        "sequence": 7,
        "wanted": 12,
        "here": 10,
        "missing": 2,
        "queued": 2,
        "withdrawn": 1,
        "message": "10 of 12 wanted are here",
    }


def test_the_queue_is_told_in_the_keys_of_all_editions() -> None:
    message = shapes.queue_status(make_tally(failed=3))

    statistics = {
        "total_items": 6,
        "pending_count": 1,
        "active_count": 1,
        "completed_count": 1,
        "failed_count": 3,
        "total_downloaded_mb": 100.0,
        "average_speed_mbps": 2.5,
        "estimated_time_remaining": 90,
    }
    assert (message.type, message.slot) == ("queue_status", "queue_status")
    assert message.data == {
        "status": {"is_running": True, "is_paused": False},
        "statistics": statistics,
        "total_items": 6,
        "pending": 1,
        "downloading": 1,
        "completed": 1,
        "failed": 3,
        "total_size_bytes": 24 * 2**20,
        "download_speed_mbps": 2.5,
    }


def test_a_stopped_queue_does_not_run_and_an_end_that_is_not_known_is_null() -> None:
    data = shapes.queue_status(make_tally(running=False, left=None)).data

    assert data["status"] == {"is_running": False, "is_paused": True}
    statistics = data["statistics"]
    assert isinstance(statistics, dict)
    assert statistics["estimated_time_remaining"] is None


def test_tokens_in_a_link_are_not_told() -> None:
    url = "https://me:secret@cdn.example/film.mp4?token=abc#k=1"

    item = shapes.item(replace(DOWNLOAD, source_url=url), "", "")

    assert item["source_url"] == "https://cdn.example/film.mp4"


def test_what_runs_says_how_far_it_is_and_what_is_whole_how_large() -> None:
    running = shapes.item(DOWNLOAD, "", "Morning", make_speed())
    done = replace(DOWNLOAD, state=DownloadState.COMPLETED, size=3 * 2**20)

    assert running["progress"] == {
        "percent": 50.0,
        "downloaded_mb": 6.0,
        "total_mb": 12.0,
        "speed_mbps": 2.0,
        "eta_seconds": 3,
    }
    assert running["episode"] == {"season": 1, "episode": 1, "title": "Morning"}
    assert shapes.item(done, "")["progress"] == {
        "percent": 100.0,
        "downloaded_mb": 3.0,
        "total_mb": 3.0,
        "speed_mbps": 0.0,
        "eta_seconds": 0,
    }
    assert shapes.item(replace(done, size=0), "")["progress"] is None


def test_what_has_only_just_begun_is_at_its_beginning() -> None:
    begun = shapes.item(replace(DOWNLOAD, state=DownloadState.DOWNLOADING), "")
    waiting = shapes.item(DOWNLOAD, "")

    assert begun["progress"] == {
        "percent": 0.0,
        "downloaded_mb": 0.0,
        "total_mb": None,
        "speed_mbps": 0.0,
        "eta_seconds": None,
    }
    assert waiting["progress"] is None
