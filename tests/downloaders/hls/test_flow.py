"""Pieces side by side: their order, their number, their memory, their failures."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest

from aniworldd.downloaders.hls import flow
from aniworldd.downloaders.hls.flow import Flow, Mark
from aniworldd.downloaders.hls.playlist import Piece
from aniworldd.errors import DownloadError

AGAIN = DownloadError("not now", retry_after=5.0)


class Source:
    """Gives each piece in chunks; stops where it is told to."""

    def __init__(self, chunks: int = 3) -> None:
        self.chunks = chunks
        self.begun: list[int] = []
        self.running: set[int] = set()
        self.most_running = 0
        self.given = 0
        self.size = 1000  # bytes of a chunk
        self.gates: dict[int, asyncio.Event] = {}
        self.failures: dict[int, list[tuple[int, Exception]]] = {}  # after so many chunks

    async def read(self, piece: Piece) -> AsyncGenerator[bytes, None]:
        number = int(piece.url)
        self.begun.append(number)
        self.running.add(number)
        self.most_running = max(self.most_running, len(self.running))
        failures = self.failures.get(number)
        after, error = failures.pop(0) if failures else (-1, AGAIN)
        try:
            for chunk in range(self.chunks):
                if chunk == after:
                    raise error
                if number in self.gates:
                    await self.gates[number].wait()
                await asyncio.sleep(0)
                self.given += self.size
                yield b"%d.%d " % (number, chunk) + bytes(self.size)
        finally:
            self.running.discard(number)


@asynccontextmanager
async def flowing(source: Source, count: int, at_once: int = 4) -> AsyncIterator[Flow]:
    pieces = [Piece(str(number), 1.0, 0) for number in range(count)]
    made = Flow(source.read, pieces, at_once=at_once)
    try:
        yield made
    finally:
        await made.aclose()


async def taken(flowing: Flow, count: int) -> list[list[str]]:
    """What each piece consisted of, void beginnings left out."""
    pieces: list[list[str]] = [[]]
    while len(pieces) <= count:
        batch = await flowing.take()
        if batch.mark is Mark.AGAIN:
            pieces[-1] = []
        pieces[-1] += [chunk.split(b" ")[0].decode() for chunk in batch.chunks]
        if batch.mark is Mark.END:
            pieces.append([])
    return pieces[:-1]


def whole(count: int) -> list[list[str]]:
    return [[f"{number}.{chunk}" for chunk in range(3)] for number in range(count)]


async def test_pieces_come_in_their_order() -> None:
    async with flowing(Source(), 30) as pieces:
        assert await taken(pieces, 30) == whole(30)


async def test_no_more_than_so_many_are_fetched_at_once() -> None:
    source = Source()
    async with flowing(source, 30, at_once=3) as pieces:
        await taken(pieces, 30)

    assert source.most_running == 3


async def test_a_slow_one_holds_none_of_the_others_up() -> None:
    source = Source()
    source.gates[0] = asyncio.Event()
    async with flowing(source, 12) as pieces:
        first = asyncio.ensure_future(taken(pieces, 12))
        while len(source.begun) < 10:  # noqa: ASYNC110
            await asyncio.sleep(0)
        source.gates[0].set()

        assert await first == whole(12)


async def test_not_without_end_is_fetched_ahead() -> None:
    source = Source()
    source.gates[0] = asyncio.Event()
    async with flowing(source, 1000) as pieces:
        first = asyncio.ensure_future(pieces.take())
        for _ in range(3000):
            await asyncio.sleep(0)
        first.cancel()

    assert len(source.begun) == 16


async def test_large_pieces_wait_for_their_turn() -> None:
    source = Source(chunks=100)
    source.size = 1024 * 1024
    source.gates[0] = asyncio.Event()
    async with flowing(source, 50) as pieces:
        first = asyncio.ensure_future(pieces.take())
        for _ in range(3000):
            await asyncio.sleep(0)
        first.cancel()

    assert source.given <= flow.HELD + 4 * source.size


async def test_a_large_one_in_front_waits_for_who_takes() -> None:
    source = Source(chunks=100)
    source.size = 1024 * 1024
    async with flowing(source, 50) as pieces:
        await pieces.take()
        for _ in range(3000):
            await asyncio.sleep(0)

    assert source.given <= flow.HELD + 6 * source.size


async def test_a_piece_that_breaks_off_is_fetched_again() -> None:
    source = Source()
    source.failures = {3: [(2, AGAIN)], 5: [(0, AGAIN), (1, AGAIN)]}
    async with flowing(source, 9) as pieces:
        assert await taken(pieces, 9) == whole(9)

    assert source.begun.count(5) == 3


async def test_what_was_handed_out_of_it_is_void() -> None:
    source = Source()
    source.failures = {0: [(2, AGAIN)]}
    async with flowing(source, 1) as pieces:
        marks = []
        while Mark.END not in marks:
            marks.append((await pieces.take()).mark)

    assert marks.count(Mark.AGAIN) == 1


async def test_after_a_failure_fewer_are_fetched_at_once() -> None:
    source = Source()
    source.failures = {0: [(0, AGAIN), (0, AGAIN)]}
    async with flowing(source, 40) as pieces:
        await taken(pieces, 8)
        source.most_running = 0
        await taken(pieces, 20)

    assert source.most_running == 1


async def test_one_that_fails_again_and_again_ends_it_after_those_before_it() -> None:
    source = Source()
    source.failures = {5: [(0, AGAIN)] * 9}
    async with flowing(source, 40) as pieces:
        assert await taken(pieces, 5) == whole(5)
        with pytest.raises(DownloadError, match="not now"):
            await pieces.take()

    assert source.begun.count(5) == flow.TRIES


@pytest.mark.parametrize("wait", [None, flow.PATIENCE + 1])
async def test_one_that_cannot_be_had_soon_is_not_asked_for_again(wait: float | None) -> None:
    source = Source()
    source.failures = {2: [(1, DownloadError("gone", retry_after=wait))]}
    async with flowing(source, 40) as pieces:
        with pytest.raises(DownloadError, match="gone"):
            await taken(pieces, 3)

    assert source.begun.count(2) == 1
    assert max(source.begun) < 20


async def test_a_mistake_of_ours_is_not_waited_for() -> None:
    source = Source()
    source.failures = {2: [(1, ZeroDivisionError("oops"))]}
    async with asyncio.timeout(30), flowing(source, 40) as pieces:
        with pytest.raises(ZeroDivisionError):
            await taken(pieces, 40)


async def test_closed_it_leaves_nothing_running() -> None:
    source = Source()
    source.gates[1] = asyncio.Event()
    async with flowing(source, 40) as pieces:
        await taken(pieces, 1)

    assert source.running == set()
