import asyncio
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from aniworldd import events
from aniworldd.bus import Bus
from aniworldd.web.aniworld.announcer import TICK
from aniworldd.web.aniworld.talk import STREAM
from aniworldd.web.keys import Limits
from aniworldd.web.stream import Stream
from tests.fake_clock import FakeClock
from tests.web.conftest import Client, Serve
from tests.web.sockets import Told, connected, eventually, stalled, tell
from tests.web.worlds import FakeReads, make_download, make_now, make_speed


def stream_of(client: Client) -> Stream:
    assert client.app is not None
    return client.app[STREAM]


async def ticked(clock: FakeClock) -> None:
    await eventually(lambda: clock.sleeping > 0)
    await clock.advance(TICK)


async def test_connected_comes_first(client: Client) -> None:
    async with client.ws_connect("/ws/connect") as ws:
        told = await tell(ws)

    assert told["type"] == "connected"
    assert told["timestamp"] == "2026-05-01T12:00:00.000Z"
    assert told["data"] == {
        "message": "Connected",
        "connection_id": "1",
        "version": "1.2.3",
        "rooms": ["downloads"],
    }


@pytest.mark.parametrize("ping", [{"type": "ping"}, {"action": "ping"}, {"action": "ping", "x": 1}])
async def test_a_ping_in_either_spelling_is_answered(
    client: Client, ping: dict[str, object]
) -> None:
    async with connected(client) as ws:
        await ws.send_json(ping)

        assert (await tell(ws))["type"] == "pong"


@pytest.mark.parametrize("join", [{"data": {"room": "downloads"}}, {"room": "downloads"}])
async def test_only_who_joined_the_room_hears_of_downloads(
    client: Client, bus: Bus, join: dict[str, object]
) -> None:
    async with connected(client, join=False) as inside, connected(client, join=False) as outside:
        await inside.send_json({"action": "join", **join})
        await tell(inside)

        bus.publish(events.DownloadQueued(make_download()))
        bus.publish(events.ConfigLoaded(0))

        assert (await tell(inside))["type"] == "download_added"
        assert (await tell(outside))["type"] == "system_info"


async def test_who_left_the_room_hears_of_downloads_no_more(client: Client, bus: Bus) -> None:
    async with connected(client) as ws:
        await ws.send_json({"action": "leave", "data": {"room": "downloads"}})
        await tell(ws)

        bus.publish(events.DownloadQueued(make_download()))
        bus.publish(events.ConfigLoaded(0))

        assert (await tell(ws))["data"] == {"message": "Configuration read, 0 problems"}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nonsense",
        "[]",
        '"ping"',
        "null",
        "{}",
        '{"action": "shutdown"}',
        '{"action": ["ping"]}',
        '{"action": "join"}',
        '{"action": "join", "data": {"room": "attic"}}',
        '{"action": "join", "data": {"room": {}}}',
        '{"action": "leave", "data": ["downloads"]}',
        "[" * 5000,
        "x" * (64 * 1024 + 1),
    ],
    ids=lambda said: said[:40] or "empty",
)
async def test_what_is_not_understood_is_answered_with_an_error(client: Client, said: str) -> None:
    async with connected(client) as ws:
        await ws.send_str(said)
        told = await tell(ws)
        await ws.send_json({"type": "ping"})

        assert told["type"] == "error"
        assert (await tell(ws))["type"] == "pong"


async def test_bytes_are_answered_with_an_error(client: Client) -> None:
    async with connected(client) as ws:
        await ws.send_bytes(b'{"type":"ping"}')

        assert (await tell(ws))["type"] == "error"


async def test_a_message_far_too_large_ends_the_socket(client: Client) -> None:
    async with connected(client) as ws:
        await ws.send_str("x" * (256 * 1024 + 1))
        message = await ws.receive(10)

    assert message.type is WSMsgType.CLOSE
    assert message.data == 1009


async def test_of_progress_only_the_newest_is_told_once_a_tick(
    client: Client, bus: Bus, clock: FakeClock
) -> None:
    async with connected(client) as ws:
        for done in range(1, 200):
            bus.publish(events.DownloadProgressed(make_speed(1, done)))
            bus.publish(events.DownloadProgressed(make_speed(2, done)))
        await ticked(clock)
        bus.publish(events.ConfigLoaded(0))

        told = [await tell(ws) for _ in range(3)]

    assert [one["type"] for one in told] == ["download_progress"] * 2 + ["system_info"]
    assert [field(one, "downloaded_bytes") for one in told[:2]] == [199, 199]
    assert field(told[0], "folder") == "Harbour Lights (2021)"


async def test_no_progress_is_told_after_the_end(
    client: Client, bus: Bus, clock: FakeClock
) -> None:
    async with connected(client) as ws:
        bus.publish(events.DownloadProgressed(make_speed(1)))
        bus.publish(events.DownloadFinished(make_download(1)))
        await ticked(clock)

        assert (await tell(ws))["type"] == "download_complete"
        assert (await tell(ws))["type"] == "queue_status"


async def test_a_burst_of_changes_asks_for_the_queue_once(
    client: Client, bus: Bus, clock: FakeClock, reads: FakeReads
) -> None:
    async with connected(client) as ws:
        for number in range(50):
            bus.publish(events.DownloadQueued(make_download(number)))
        await ticked(clock)
        told = [await tell(ws) for _ in range(51)]

    assert [one["type"] for one in told] == ["download_added"] * 50 + ["queue_status"]
    assert reads.asked == 1


async def test_a_title_nobody_knows_has_no_folder(
    client: Client, bus: Bus, reads: FakeReads
) -> None:
    reads.page = make_now(titles=(), missing=())
    async with connected(client) as ws:
        bus.publish(events.DownloadQueued(make_download()))

        assert field(await tell(ws), "folder") == ""


async def test_a_folder_that_a_pass_pinned_is_told(
    client: Client, bus: Bus, reads: FakeReads
) -> None:
    known, reads.page = reads.page, make_now(titles=(), missing=())
    async with connected(client) as ws:
        bus.publish(events.DownloadQueued(make_download()))
        reads.page = known
        bus.publish(events.PassFinished(1, 1, 0, 1, 0))
        bus.publish(events.DownloadQueued(make_download()))

        folders = [field(await tell(ws), "folder") for _ in range(3)]

    assert folders == ["", None, "Harbour Lights (2021)"]


async def test_without_listeners_nothing_is_put_together(
    client: Client, bus: Bus, clock: FakeClock, reads: FakeReads
) -> None:
    bus.publish(events.DownloadQueued(make_download()))
    bus.publish(events.DownloadProgressed(make_speed()))

    assert clock.sleeping == 0
    assert reads.asked == 0


async def test_a_fault_while_telling_does_not_end_the_telling(
    client: Client, bus: Bus, clock: FakeClock, reads: FakeReads
) -> None:
    async with connected(client) as ws:
        reads.broken = True
        bus.publish(events.DownloadQueued(make_download()))
        await ticked(clock)
        reads.broken = False
        bus.publish(events.DownloadQueued(make_download()))
        await ticked(clock)

        types = [(await tell(ws))["type"] for _ in range(3)]

    assert types == ["download_added", "download_added", "queue_status"]


async def test_a_plain_request_is_told_to_upgrade(client: Client) -> None:
    answer = await client.get("/ws/connect")

    assert answer.status == 426
    assert answer.headers["Upgrade"] == "websocket"


async def test_there_may_be_only_so_many_sockets(serve: Serve) -> None:
    client = await serve(Limits(sockets=2))
    async with connected(client), connected(client):
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect("/ws/connect")

    assert refused.value.status == 503
    await eventually(lambda: len(stream_of(client)) == 0)
    async with connected(client):
        assert len(stream_of(client)) == 1


async def test_a_client_that_went_away_is_forgotten(client: Client) -> None:
    peer = await stalled(client)
    await eventually(lambda: len(stream_of(client)) == 1)

    peer.close()

    await eventually(lambda: len(stream_of(client)) == 0)


async def test_clients_that_do_not_read_slow_nobody_and_are_cut_off(serve: Serve, bus: Bus) -> None:
    client = await serve(Limits(patience=0.5))
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(connected(client)) for _ in range(40)]
        peers = [stack.enter_context(await stalled(client)) for _ in range(10)]
        await eventually(lambda: len(stream_of(client)) == 50)

        for start in range(0, 800, 100):
            for number in range(start, start + 100):
                bus.publish(events.DownloadQueued(make_download(number)))
            told = await asyncio.gather(*(read(ws, 100) for ws in readers))

            assert all(ids == [f"d{n}" for n in range(start, start + 100)] for ids in told)

        await eventually(lambda: len(stream_of(client)) == 40)
        assert len(peers) == 10


async def test_the_daemons_end_is_told_even_when_one_does_not_read(
    client: Client, bus: Bus
) -> None:
    async with connected(client) as ws:
        peer = await stalled(client)
        await eventually(lambda: len(stream_of(client)) == 2)
        for _ in range(4):
            for number in range(200):
                bus.publish(events.DownloadQueued(make_download(number)))
            await read(ws, 200)

        async with asyncio.timeout(5):
            closing = asyncio.ensure_future(client.server.close())
            message = await ws.receive()
            await closing

    assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
    peer.close()


async def read(ws: ClientWebSocketResponse, count: int) -> list[object]:
    return [field(await tell(ws), "download_id") for _ in range(count)]


def field(told: Told, name: str) -> object:
    data = told["data"]
    assert isinstance(data, dict)
    return data.get(name)
