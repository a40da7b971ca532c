"""`/api/events`: the same messages as server-sent events."""

import asyncio

import orjson
import pytest
from aiohttp import ClientResponse

from aniworldd import events
from aniworldd.bus import Bus
from aniworldd.web.keys import Limits
from tests.web.conftest import Client, Serve
from tests.web.doors import HERE, House
from tests.web.sockets import Told, eventually
from tests.web.test_socket import stream_of
from tests.web.worlds import make_download


async def event(stream: ClientResponse) -> tuple[str, Told]:
    """The next one: its id, and what it says."""
    id = ""
    while True:
        line = (await asyncio.wait_for(stream.content.readline(), 10)).decode()
        assert line, "the stream ended"
        name, _, text = line.rstrip("\n").partition(": ")
        if name == "id":
            id = text
        elif name == "data":
            told = orjson.loads(text)
            assert isinstance(told, dict)
            return id, told


async def test_events_are_those_of_the_sockets(client: Client, bus: Bus) -> None:
    async with client.get("/api/events") as stream:
        assert stream.status == 200
        assert stream.content_type == "text/event-stream"
        assert stream.headers["Cache-Control"] == "no-store"
        await eventually(lambda: len(stream_of(client)) == 1)
        bus.publish(events.DownloadQueued(make_download()))
        bus.publish(events.LibraryCameBack("/srv"))
        first, second = await event(stream), await event(stream)

    assert first[1]["type"] == "download_added"
    assert second[1]["type"] == "system_info"
    assert first[0] == first[1]["id"]
    assert first[0] != second[0]


async def test_who_comes_back_is_told_what_he_missed(client: Client, bus: Bus) -> None:
    async with client.get("/api/events") as stream:
        await eventually(lambda: len(stream_of(client)) == 1)
        bus.publish(events.DownloadQueued(make_download(1)))
        last, _ = await event(stream)
    await eventually(lambda: len(stream_of(client)) == 0)
    bus.publish(events.DownloadQueued(make_download(2)))

    async with client.get("/api/events", headers={"Last-Event-ID": last}) as stream:
        told = [(await event(stream))[1] for _ in range(3)]

    assert [one["type"] for one in told] == ["download_added", "download_progress", "queue_status"]


async def test_a_stranger_is_refused(stranger: Client) -> None:
    answer = await stranger.get("/api/events")

    assert answer.status == 401


async def test_it_ends_with_the_login(client: Client, house: House) -> None:
    async with client.get("/api/events") as stream:
        await eventually(lambda: len(stream_of(client)) == 1)
        token = client.session.headers["Authorization"].removeprefix("Bearer ")
        caller = house.door.caller(token)
        assert caller is not None
        await house.door.logout(caller, HERE)
        rest = await asyncio.wait_for(stream.content.read(), 10)

    assert b"data:" not in rest
    await eventually(lambda: len(stream_of(client)) == 0)


async def test_when_nothing_happens_it_says_that_it_is_still_there(serve: Serve) -> None:
    client = await serve(Limits(heartbeat=0.05))

    async with client.get("/api/events") as stream:
        said = await asyncio.wait_for(stream.content.readuntil(b"still here\n"), 10)

    assert said.startswith(b"retry: ")


async def test_there_may_be_only_so_many(serve: Serve) -> None:
    client = await serve(Limits(sockets=1))

    async with client.get("/api/events"):
        await eventually(lambda: len(stream_of(client)) == 1)
        refused = await client.get("/api/events")

    assert refused.status == 503
    assert refused.headers["Retry-After"] == "30"


@pytest.mark.parametrize("method", ["HEAD"])
async def test_asking_for_its_head_ends(client: Client, method: str) -> None:
    answer = await client.request(method, "/api/events")

    assert answer.status == 200
    await eventually(lambda: len(stream_of(client)) == 0)
