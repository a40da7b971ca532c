"""The sockets of the real daemon, while it downloads."""

import asyncio

import orjson
from aiohttp import ClientWebSocketResponse

from aniworldd.demo.faults import Faults
from aniworldd.web.aniworld import queue_shapes as shapes
from tests.api.conftest import Api
from tests.api.likeness import SOME, TIME, UUID, Like, unlike
from tests.daemon.conftest import KETTLE

NAMES = {
    1: "Der Ruf des Wasserkochers",
    2: "Zwei Stück Zucker für den König",
    3: "Wer stahl die Untertasse?",
}


async def until(ws: ClientWebSocketResponse, kind: str) -> dict[str, object]:
    """What the next message of this kind says."""
    async with asyncio.timeout(60):
        while True:
            told = orjson.loads(await ws.receive_str())
            if told["type"] == kind:
                data = told["data"]
                assert isinstance(data, dict)
                return data


async def test_a_download_is_told_in_the_words_of_both_editions(api: Api) -> None:
    token = api.token()
    newest = await api.socket(f"/ws/connect?token={token}&room=downloads")
    october = await api.socket(f"/ws/downloads?token={token}")

    api.wish(KETTLE, "download: true\nseasons: [1]\n")

    added = await until(newest, "download_added")
    started = await until(october, "download_started")
    complete = await until(newest, "download_complete")
    completed = await until(october, "download_completed")
    assert (await until(newest, "queue_status"))["total_items"]
    assert added["key"] == complete["key"] == KETTLE
    for told in (added, complete):  # the first by the pass that has just chosen the folder
        item = shapes.Item.model_validate(told["item"])
        assert told["folder"] == item.serie_folder == "Die Teekesselritter (2021)"
        assert item.episode.title == NAMES[item.episode.episode]
    assert started["queue_item_id"] == added["download_id"]
    assert completed["file_path"] == complete["file_path"]
    assert (api.stage.library / str(complete["file_path"])).is_file()


NEWEST = {
    "type": "download_progress",
    "timestamp": TIME,
    "data": {
        "download_id": UUID,
        "key": KETTLE,
        "folder": "Die Teekesselritter (2021)",
        "percent": 45.2,
        "speed_mbps": 2.5,
        "eta_seconds": None,  # 180, once it is measured
    },
}
OCTOBERS: dict[str, dict[str, object]] = {
    "download_started": {
        "queue_item_id": UUID,
        "anime_title": "Die Teekesselritter",
        "episode": "S01E01",
    },
    "download_progress": {
        "queue_item_id": UUID,
        "progress_percent": 45,
        "downloaded_bytes": 500_000_000,
        "total_bytes": 1_100_000_000,
        "speed_mbps": 5.5,
    },
    "download_completed": {
        "queue_item_id": UUID,
        "total_time_seconds": 300,
        "file_path": SOME,
    },
    "download_error": {
        "queue_item_id": UUID,
        "error_message": SOME,
        "error_code": Like("(DOWNLOAD|PROVIDER)_ERROR"),
    },
}


async def test_every_message_that_the_documents_show_is_like_that(api: Api) -> None:
    api.shelf.drip = 400_000
    newest = await api.socket(f"/ws/connect?token={api.token()}&room=downloads")
    october = await api.socket(f"/ws/downloads?token={api.token()}")
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")
    where = "/anime/stream/die-teekesselritter/staffel-1/episode-2"
    api.shelf.mishaps[where] = [Faults(status=404)] * 50

    body = {"anime_id": KETTLE, "episodes": ["S01E01", "S01E02"], "priority": "normal"}
    await api.post("/api/queue/add", body)

    waited = set(OCTOBERS)
    seen: list[str] = []
    async with asyncio.timeout(60):
        while waited:
            told = orjson.loads(await october.receive_str())
            if told["type"] in waited:
                waited.discard(told["type"])
                example = {"timestamp": TIME, "data": OCTOBERS[told["type"]]}
                seen += unlike(example, told, told["type"])
        told = {"type": ""}
        while told["type"] != "download_progress" or not told["data"]["percent"]:
            told = orjson.loads(await newest.receive_str())
    assert seen == []
    assert list(unlike(NEWEST, told, "it")) == []


async def test_stopping_the_queue_and_starting_it_is_told(api: Api) -> None:
    ws = await api.socket(f"/ws/connect?token={api.token()}&room=downloads")
    text = api.stage.config.read_text("utf-8")

    api.stage.config.write_text(f"{text}downloads: {{running: false}}\n", "utf-8")
    stopped = await until(ws, "queue_stopped")
    api.stage.config.write_text(text, "utf-8")
    started = await until(ws, "queue_started")

    assert stopped == {"message": "Queue processing stopped"}
    assert started == {"message": "Queue processing started"}


async def test_events_come_as_a_stream_too(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.token()}"}
    async with api.session.get(f"{api.daemon.address}api/events", headers=headers) as stream:
        await api.post("/api/anime/rescan")
        async with asyncio.timeout(60):
            while b"scan_complete" not in await stream.content.readline():
                pass
