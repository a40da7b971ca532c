"""The sockets of the real daemon, while it downloads."""

import asyncio

import orjson
from aiohttp import ClientWebSocketResponse

from aniworldd.web.aniworld import queue_shapes as shapes
from tests.api.conftest import Api
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
        api.wish(KETTLE)
        async with asyncio.timeout(60):
            while b"scan_complete" not in await stream.content.readline():
                pass
