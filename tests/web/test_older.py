"""`/ws/downloads` speaks October's words, and only those."""

import pytest

from aniworldd import events
from aniworldd.bus import Bus
from aniworldd.model.download import Download, DownloadState
from aniworldd.web.aniworld import older
from tests.fake_clock import FakeClock
from tests.web.conftest import Client
from tests.web.sockets import eventually, tell
from tests.web.test_socket import stream_of, ticked
from tests.web.worlds import AT, HOUR, make_download, make_failed, make_speed

_DONE = make_download(
    state=DownloadState.COMPLETED, started_at=AT, ended_at=AT + HOUR, file="Harbour Lights/1.mp4"
)


@pytest.mark.parametrize(
    "event, kind, data",
    [
        (
            events.DownloadStarted(make_download()),
            "download_started",
            {"queue_item_id": "d1", "anime_title": "Harbour Lights", "episode": "S01E01"},
        ),
        (
            events.DownloadFinished(_DONE),
            "download_completed",
            {
                "queue_item_id": "d1",
                "anime_title": "Harbour Lights",
                "episode": "S01E01",
                "total_time_seconds": 3600,
                "file_path": "Harbour Lights/1.mp4",
            },
        ),
        (
            events.DownloadFailed(make_failed()),
            "download_error",
            {
                "queue_item_id": "d1",
                "anime_title": "Harbour Lights",
                "episode": "S01E01",
                "error_message": "the file ended early",
                "error_code": "DOWNLOAD_ERROR",
                "final": True,
            },
        ),
    ],
)
def test_an_event_in_october_s_words(
    event: events.Event, kind: str, data: dict[str, object]
) -> None:
    told = older.told(event)

    assert told is not None
    assert told.type == kind
    assert told.data == data


@pytest.mark.parametrize(
    "event",
    [events.DownloadQueued(make_download()), events.ConfigLoaded(0), events.QueueStarted()],
)
def test_october_has_no_words_for_the_rest(event: events.Event) -> None:
    assert older.told(event) is None


async def test_a_download_is_told_from_its_start_to_its_end(
    client: Client, bus: Bus, clock: FakeClock
) -> None:
    download: Download = make_download()
    async with client.ws_connect("/ws/downloads") as ws:
        assert (await tell(ws))["type"] == "connected"
        bus.publish(events.ConfigLoaded(0))
        bus.publish(events.DownloadQueued(download))
        bus.publish(events.DownloadStarted(download))
        bus.publish(events.DownloadProgressed(make_speed()))
        await ticked(clock)
        bus.publish(events.DownloadFinished(_DONE))
        told = [await tell(ws) for _ in range(3)]

    assert [one["type"] for one in told] == [
        "download_started",
        "download_progress",
        "download_completed",
    ]
    assert told[1]["data"] == {
        "queue_item_id": "d1",
        "progress_percent": 50.0,
        "downloaded_bytes": 6 * 2**20,
        "total_bytes": 12 * 2**20,
        "speed_mbps": 2.0,
    }


async def test_a_stranger_hears_nothing_until_he_says_who_he_is(
    client: Client, stranger: Client, bus: Bus
) -> None:
    async with stranger.ws_connect("/ws/downloads") as ws:
        assert (await tell(ws))["type"] == "connected"
        bus.publish(events.DownloadStarted(make_download()))
        token = client.session.headers["Authorization"].removeprefix("Bearer ")
        await ws.send_json({"type": "auth", "token": token})
        assert (await tell(ws))["type"] == "system_info"

    await eventually(lambda: len(stream_of(stranger)) == 0)


async def test_the_status_says_who_listens_and_to_what(client: Client, stranger: Client) -> None:
    async with client.ws_connect("/ws/downloads"), client.ws_connect("/ws/connect"):
        await eventually(lambda: len(stream_of(client)) == 2)
        answer = await (await client.get("/ws/status")).json()

    assert answer["status"] == "operational"
    assert answer["active_connections"] == 2
    assert {"download_progress", "queue_started", "pong", "error"} <= set(
        answer["supported_message_types"]
    )
    assert (await stranger.get("/ws/status")).status == 200
