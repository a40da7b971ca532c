"""How fast bytes come: within the rates, evenly, and the same for all who share them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.net.throttle import DOWNLOAD, Rates, Throttle
from tests.fake_clock import FakeClock
from tests.faults.answers import made
from tests.faults.server import FaultyServer

KIB = 1024


class Readers:
    """Downloads that take whatever they are given."""

    def __init__(self, throttle: Throttle) -> None:
        self.throttle = throttle
        self.read: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, *, connections: int = 1) -> None:
        self.read[name] = 0
        self._tasks += [asyncio.create_task(self._take(name)) for _ in range(connections)]

    async def _take(self, name: str) -> None:
        DOWNLOAD.set(name)
        while True:
            piece = self.throttle.piece or 100 * KIB
            await self.throttle.pay(piece)
            self.read[name] += piece
            await asyncio.sleep(0)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def readers(clock: FakeClock) -> AsyncIterator[Readers]:
    readers = Readers(Throttle(clock))
    yield readers
    await readers.stop()


async def test_one_download_is_held_to_the_whole(readers: Readers, clock: FakeClock) -> None:
    readers.throttle.rates = Rates(total=800 * KIB)
    readers.start("a")

    await clock.advance(20)

    assert readers.read["a"] == pytest.approx(20 * 800 * KIB, rel=0.01)


async def test_downloads_share_the_whole_whatever_connections_they_have(
    readers: Readers, clock: FakeClock
) -> None:
    readers.throttle.rates = Rates(total=800 * KIB)
    readers.start("a")
    readers.start("b", connections=8)
    readers.start("c", connections=3)

    await clock.advance(30)

    assert sum(readers.read.values()) == pytest.approx(30 * 800 * KIB, rel=0.02)
    assert max(readers.read.values()) - min(readers.read.values()) <= 4 * 100 * KIB


async def test_who_comes_later_gets_its_share_and_not_more(
    readers: Readers, clock: FakeClock
) -> None:
    readers.throttle.rates = Rates(total=800 * KIB)
    readers.start("a")
    await clock.advance(60)
    before = readers.read["a"]

    readers.start("b")
    await clock.advance(10)

    assert readers.read["a"] - before == pytest.approx(readers.read["b"], rel=0.1)


async def test_each_is_held_to_its_own_rate(readers: Readers, clock: FakeClock) -> None:
    readers.throttle.rates = Rates(each=400 * KIB)
    readers.start("a", connections=4)
    readers.start("b")

    await clock.advance(20)

    for count in readers.read.values():
        assert count == pytest.approx(20 * 400 * KIB, rel=0.02)


async def test_what_one_may_not_take_the_others_get(readers: Readers, clock: FakeClock) -> None:
    readers.throttle.rates = Rates(total=800 * KIB, each=100 * KIB)
    readers.start("a")

    await clock.advance(20)

    assert readers.read["a"] == pytest.approx(20 * 100 * KIB, rel=0.02)


async def test_a_new_rate_holds_at_once(readers: Readers, clock: FakeClock) -> None:
    readers.throttle.rates = Rates(total=KIB)
    readers.start("a")
    await clock.advance(10)
    slow = readers.read["a"]

    readers.throttle.rates = Rates(total=1000 * KIB)
    await clock.advance(10)

    assert slow <= 11 * KIB
    assert readers.read["a"] - slow >= 8 * 1000 * KIB


async def test_without_a_rate_nobody_waits(clock: FakeClock) -> None:
    throttle = Throttle(clock)

    for _ in range(100):
        await throttle.pay(1 << 30)

    assert throttle.piece is None
    assert clock.sleeping == 0


async def test_who_gives_up_holds_nobody_up(readers: Readers, clock: FakeClock) -> None:
    readers.throttle.rates = Rates(total=8 * KIB)
    for name in "abcdef":
        readers.start(name)
    await clock.advance(1)
    await readers.stop()
    readers.start("g")

    await clock.advance(10)

    assert readers.read["g"] == pytest.approx(10 * 8 * KIB, rel=0.2)


@pytest.mark.parametrize(
    "rates, share",
    [
        (Rates(), None),
        (Rates(total=900), 1024),
        (Rates(total=9000 * KIB, at_once=3), 3000 * KIB),
        (Rates(total=9000 * KIB, each=100 * KIB, at_once=3), 100 * KIB),
        (Rates(each=100 * KIB, at_once=3), 100 * KIB),
    ],
)
def test_a_program_gets_a_rate_of_its_own(rates: Rates, share: int | None) -> None:
    assert rates.of_a_program == share


async def test_a_stream_obeys(clock: FakeClock) -> None:
    throttle = Throttle(clock, Rates(total=80 * KIB))
    client = Client(
        policy=AddressPolicy(["127.0.0.0/8"]),
        pace=Pace(clock, delay=0.0),
        cache=None,
        clock=clock,
        throttle=throttle,
    )
    body = bytearray()

    async def read(url: str) -> None:
        async with client.stream(url) as stream:
            async for chunk in stream.chunks():
                body.extend(chunk)

    async with FaultyServer() as server:
        task = asyncio.create_task(read(server.url(f"/file?size={400 * KIB}")))
        await server.until(lambda: clock.sleeping > 0)
        start = clock.monotonic()
        while not task.done():
            before = len(body)
            await clock.advance(0.125)
            await server.until(lambda: task.done() or clock.sleeping > 0)
            assert len(body) - before <= 20 * KIB
        await task
    await client.close()

    assert bytes(body) == made(400 * KIB)
    assert clock.monotonic() - start == pytest.approx(5, abs=0.5)
