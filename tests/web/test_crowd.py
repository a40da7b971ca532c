"""Connections: how many, how long, and who gives way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiohttp import web

from aniworldd.clock import SystemClock
from aniworldd.web.crowd import Bounds, Crowd
from aniworldd.web.listener import Listener, bind
from tests.web.sockets import eventually

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


@dataclass
class Shop:
    """A server whose answers are held back until the test lets them go."""

    port: int
    crowd: Crowd
    gate: asyncio.Event
    writers: list[asyncio.StreamWriter]
    asked: int = 0

    async def connect(self, said: bytes = b"") -> Streams:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        writer.write(said)
        return reader, writer

    async def ask(self) -> bytes:
        """The first line of an answer to a whole request."""
        reader, _ = await self.connect(HEAD + b"Connection: close\r\n\r\n")
        return await asyncio.wait_for(reader.readline(), 10)


Open = Callable[..., Awaitable[Shop]]


@pytest.fixture
async def open_shop() -> AsyncIterator[Open]:
    async with contextlib.AsyncExitStack() as stack:

        async def open_shop(**bounds: float) -> Shop:
            wanted = Bounds(**{"all": 100, "each": 100, "header": 60.0, "stalled": 60.0, **bounds})  # type: ignore[arg-type]
            crowd, gate = Crowd(lambda: wanted, SystemClock()), asyncio.Event()
            stack.callback(crowd.close)
            gate.set()

            async def answer(_: web.Request) -> web.Response:
                shop.asked += 1
                await gate.wait()
                return web.Response(text="well")

            async def large(_: web.Request) -> web.Response:
                return web.Response(body=b"x" * 20_000_000)

            app = web.Application(middlewares=[crowd.middleware])
            app.router.add_get("/", answer)
            app.router.add_get("/large", large)
            runner = web.AppRunner(app, shutdown_timeout=1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            server, listening = runner.server, bind("127.0.0.1", 0)[0]
            assert server is not None
            port = listening.getsockname()[1]
            stack.callback(Listener(listening, server, crowd).close)
            shop = Shop(port, crowd, gate, [])
            stack.push_async_callback(leave, shop)
            return shop

        yield open_shop


async def leave(shop: Shop) -> None:
    for writer in shop.writers:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def closed(streams: Streams) -> bool:
    """Whether the other side has ended it."""
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(streams[0].read(), 10) == b""
    return True


async def test_an_answer_comes_through(open_shop: Open) -> None:
    assert b" 200 " in await (await open_shop()).ask()


async def test_several_requests_come_through_one_connection(open_shop: Open) -> None:
    shop = await open_shop()
    reader, writer = await shop.connect()
    for _ in range(3):
        writer.write(HEAD + b"\r\n")
        assert b" 200 " in await reader.readuntil(b"well")
    writer.close()

    await eventually(lambda: len(shop.crowd) == 0)


async def test_of_too_many_the_one_that_waits_longest_gives_way(open_shop: Open) -> None:
    shop = await open_shop(all=8)
    idle = [await shop.connect(HEAD) for _ in range(8)]
    await eventually(lambda: len(shop.crowd) == 8)

    assert b" 200 " in await shop.ask()

    assert await closed(idle[0])
    assert not idle[1][0].at_eof()


async def test_who_is_being_answered_does_not_give_way(open_shop: Open) -> None:
    shop = await open_shop(all=4)
    shop.gate.clear()
    busy = [await shop.connect(HEAD + b"\r\n") for _ in range(4)]
    await eventually(lambda: shop.asked == 4)

    late = await shop.connect(HEAD + b"\r\n")
    assert await closed(late)
    shop.gate.set()

    for reader, _ in busy:
        assert b" 200 " in await reader.readline()


async def test_a_crowd_of_half_open_connections_shuts_nobody_out(open_shop: Open) -> None:
    shop = await open_shop(all=20)
    for _ in range(200):
        await shop.connect(HEAD)

    async with asyncio.timeout(5):
        for _ in range(5):
            assert b" 200 " in await shop.ask()

    assert len(shop.crowd) <= 21


@pytest.mark.parametrize("said", [b"", b"G", HEAD], ids=["nothing", "a letter", "half a head"])
async def test_a_head_that_does_not_come_is_not_waited_for(open_shop: Open, said: bytes) -> None:
    shop = await open_shop(header=0.2)

    assert await closed(await shop.connect(said))


async def test_a_head_that_drips_is_not_waited_for_either(open_shop: Open) -> None:
    shop = await open_shop(header=0.3)
    streams = await shop.connect(HEAD)

    async def drip() -> None:
        while True:
            streams[1].write(b"X: y\r\n")
            await asyncio.sleep(0.02)

    dripping = asyncio.ensure_future(drip())
    assert await closed(streams)
    dripping.cancel()


async def test_a_connection_may_rest_between_two_requests(open_shop: Open) -> None:
    shop = await open_shop(header=0.2)
    reader, writer = await shop.connect(HEAD + b"\r\n")
    await reader.readuntil(b"well")
    other = await shop.connect()
    assert await closed(other)  # so much time has passed

    writer.write(HEAD + b"\r\n")

    assert b" 200 " in await reader.readuntil(b"well")


async def test_half_a_second_head_is_not_waited_for(open_shop: Open) -> None:
    shop = await open_shop(header=0.2)
    reader, writer = await shop.connect(HEAD + b"\r\n")
    await reader.readuntil(b"well")

    writer.write(HEAD)

    assert await closed((reader, writer))


async def test_who_takes_no_answer_is_cut_off(open_shop: Open) -> None:
    shop = await open_shop(stalled=0.3)
    _, writer = await shop.connect(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")

    await eventually(lambda: len(shop.crowd) == 0)

    writer.close()


async def test_one_client_has_only_so_many(open_shop: Open) -> None:
    """Everybody at this machine has the same address, so they are not counted together."""
    shop = await open_shop(each=4)
    crowd = shop.crowd
    lines = [crowd.come("10.0.0.1") for _ in range(4)]

    assert all(lines)
    assert crowd.come("10.0.0.1") is None  # none of them can give way yet
    assert crowd.come("10.0.0.2") is not None
    assert crowd.come("") is not None
    crowd.gone(lines[0])  # type: ignore[arg-type]
    assert crowd.come("10.0.0.1") is not None
