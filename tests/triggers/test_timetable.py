"""Passes by interval, whatever the wall clock does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from aniworldd.triggers.timetable import Timetable
from tests.fake_clock import FakeClock


class Runs:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.count = 0
        self.timetable = Timetable(self.clock, self._due)

    def _due(self) -> None:
        self.count += 1


@pytest.fixture
async def runs() -> AsyncIterator[Runs]:
    runs = Runs()
    runs.timetable.every(60)
    task = asyncio.create_task(runs.timetable.run())
    await runs.clock.advance(0)
    yield runs
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_it_is_due_once_an_interval(runs: Runs) -> None:
    await runs.clock.advance(3599)
    before = runs.count
    await runs.clock.advance(2)

    assert (before, runs.count) == (0, 1)

    await runs.clock.advance(2 * 3600)
    assert runs.count == 3


@pytest.mark.parametrize("years", [-10, 10])
async def test_a_jump_of_the_wall_clock_neither_skips_nor_adds_a_run(
    runs: Runs, years: int
) -> None:
    runs.clock.set(runs.clock.now() + timedelta(days=365 * years))
    await runs.clock.advance(3601)

    assert runs.count == 1


async def test_the_next_run_is_known(runs: Runs) -> None:
    await runs.clock.advance(600)

    assert runs.timetable.next_at == runs.clock.now() + timedelta(minutes=50)


async def test_a_new_interval_is_in_force_at_once(runs: Runs) -> None:
    runs.timetable.every(1)
    await runs.clock.advance(61)

    assert runs.count == 1


async def test_none_ends_it(runs: Runs) -> None:
    runs.timetable.every(None)
    await runs.clock.advance(7200)

    assert (runs.count, runs.timetable.next_at) == (0, None)
