"""Writing a batch in a thread while the next one arrives."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import LONG, Disk
from aniworldd.downloaders.part import Origin, Part
from aniworldd.downloaders.writer import BATCH, Writer
from aniworldd.errors import Unavailable
from tests.fake_clock import FakeClock

URL = "https://files.example/film.mp4"
A, B, C = (bytes([number]) * BATCH for number in b"abc")


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Part]:
    part = Part.open(tmp_path, URL)
    part.start_over(Origin(URL, '"one"', 3 * BATCH))
    yield part
    part.close()


@pytest.fixture
def disk() -> Disk:
    return Disk(SystemClock())


async def test_batches_are_written_in_order(part: Part, disk: Disk, tmp_path: Path) -> None:
    writer = Writer(part, disk)
    for chunk in (A, B, C[:10]):
        await writer.add(chunk)

    await writer.close()

    assert (tmp_path / "media.part").read_bytes() == A + B + C[:10]


async def test_a_cancellation_leaves_no_gap(part: Part, tmp_path: Path) -> None:
    busy = threading.Event()
    disk = Disk(SystemClock(), threads=1)
    waiting = disk.start(busy.wait)  # the write of A waits for its thread when B is cancelled
    writer = Writer(part, disk)
    await writer.add(A)
    task = asyncio.create_task(writer.add(B))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    busy.set()
    assert await waiting

    await writer.close()

    assert (tmp_path / "media.part").read_bytes() == A + B


async def test_what_is_dropped_is_not_written(part: Part, disk: Disk, tmp_path: Path) -> None:
    writer = Writer(part, disk)
    await writer.add(A)
    await writer.add(B[:10])

    await writer.drop()
    await writer.close()

    assert (tmp_path / "media.part").read_bytes() == A


async def test_after_a_failed_write_nothing_follows(part: Part, disk: Disk, tmp_path: Path) -> None:
    writer = Writer(part, disk)
    await writer.add(A)
    await writer.flush()
    write = part.write
    part.write = _broken  # type: ignore[method-assign]
    await writer.add(B)
    with pytest.raises(Unavailable):
        await writer.add(C)
    part.write = write  # type: ignore[method-assign]

    await writer.close()

    assert (tmp_path / "media.part").read_bytes() == A


def _broken(chunks: object) -> None:
    raise Unavailable("the disk is broken")


async def test_a_write_that_hangs_lets_its_download_end(part: Part, tmp_path: Path) -> None:
    clock, door = FakeClock(), threading.Event()
    disk = Disk(clock)
    write = part.write
    part.write = lambda chunks: hang(door)  # type: ignore[method-assign]
    writer = Writer(part, disk)
    await writer.add(A)
    closing = asyncio.create_task(writer.close())
    while not closing.done():  # the thread may not have begun yet
        await asyncio.sleep(0.005)
        await clock.advance(LONG + 1)
        disk.judge()

    await closing
    assert (tmp_path / "media.part").read_bytes() == b""
    door.set()
    part.write = write  # type: ignore[method-assign]


def hang(door: threading.Event) -> None:
    assert door.wait(60)
