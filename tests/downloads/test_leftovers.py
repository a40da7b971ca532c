"""Parts that nobody needs, and parts that keep everything from going on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.errors import Conflict
from aniworldd.model.download import DownloadState
from tests.downloads.stand_ins import GIB, Bench, Shelves, item

MINUTES = 60.0


class Full(Shelves):
    """A disk of 100 GiB on which each part takes one."""

    others = 97 * GIB

    def free(self) -> int:
        return 100 * GIB - self.others - GIB * len(self.kept())


class Laden(Bench):
    """Its disk's floor is a GiB."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.full = self.shelves = Full(root / "library")
        self.worker = self._worker()

    async def looks(self, count: int) -> None:
        """So many more times, but not so long that what runs would stall."""
        for _ in range(count):
            if not self.worker.speeds() and not self.finished:
                await self.clock.advance(10.0)

    def left(self, *ids: str) -> None:
        for id in ids:
            (self.full.make(id) / "media.part").write_bytes(b"part")


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Laden]:
    bench = Laden(tmp_path)
    yield bench
    await bench.stop()


async def test_a_full_disk_is_no_reason_to_keep_what_belongs_to_nothing(bench: Laden) -> None:
    bench.left("old", "older", "oldest")
    bench.settings = replace(bench.settings, concurrent=1)
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)


async def test_parts_that_fill_the_disk_make_way_for_the_first(bench: Laden) -> None:
    ids = bench.add(1, 2, 3, 4)
    bench.left(*ids)

    bench.start()
    await bench.clock.advance(9 * MINUTES)
    assert bench.full.kept() == ids
    await bench.looks(10)
    await bench.until(lambda: len(bench.finished) == 4)

    assert item(1) in [one.item for one in bench.finished[:2]]  # two run at once


async def test_what_is_given_up_makes_way_first(bench: Laden) -> None:
    bench.shelves.trouble[item(1)] = [Conflict("there is one")]
    [failed] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.queued[failed].state is DownloadState.FAILED)
    [waiting] = bench.add(2)
    bench.left(failed, waiting)
    bench.full.others = 98 * GIB

    await bench.clock.advance(9 * MINUTES)
    await bench.looks(8)
    await bench.until(lambda: bench.finished)

    assert failed not in bench.full.kept()


async def test_a_disk_that_others_fill_for_a_while_costs_no_part(bench: Laden) -> None:
    bench.settings = replace(bench.settings, concurrent=0)
    ids = bench.add(1, 2)
    bench.left(*ids)
    bench.start()

    for _ in range(2):
        bench.full.others = 99 * GIB
        await bench.clock.advance(9 * MINUTES)
        bench.full.others = 0
        await bench.clock.advance(MINUTES)

    assert bench.full.kept() == ids


async def test_a_library_that_is_away_costs_no_part(bench: Laden) -> None:
    ids = bench.add(1, 2)
    bench.left(*ids)
    bench.full.away = "it is not mounted"
    bench.start()

    await bench.clock.advance(30 * MINUTES)

    assert bench.full.kept() == ids
