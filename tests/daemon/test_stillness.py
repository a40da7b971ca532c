"""Files are read when they rested, whatever their times of change are worth."""

import asyncio
from collections.abc import Callable

import pytest

from aniworldd.daemon.stillness import still
from tests.fake_clock import FakeClock

TICK = 0.05


class Files:
    """Their last change in seconds of the epoch, `ahead` by another machine's clock."""

    def __init__(self, clock: FakeClock, *, age: float, ahead: float = 0.0) -> None:
        self._clock = clock
        self._ahead = ahead
        self.at = clock.now().timestamp() - age + ahead

    def write(self) -> None:
        self.at = self._clock.now().timestamp() + self._ahead

    def changed_at(self, before: float) -> float:
        return self.at if self.at <= before else 0.0


async def waited(
    clock: FakeClock, files: Files, *, poll: bool = False, busy: Callable[[], bool] = lambda: False
) -> float:
    """Seconds until they are read; `busy` says at each tick whether it writes."""
    begin = clock.monotonic()
    changed = asyncio.Event()
    task = asyncio.create_task(still(changed, clock, files.changed_at, poll=poll))
    while not task.done():
        await asyncio.wait({task}, timeout=0.001)  # it may be in a thread
        if clock.sleeping:
            if busy():
                files.write()
            await clock.advance(TICK)
    await task
    return clock.monotonic() - begin


@pytest.mark.parametrize("age, seconds", [(0.0, 0.3), (0.1, 0.2), (0.3, 0.0), (1.5, 0.0)], ids=str)
async def test_a_rest_counts_from_the_last_change(age: float, seconds: float) -> None:
    clock = FakeClock()

    assert await waited(clock, Files(clock, age=age)) == pytest.approx(seconds, abs=2 * TICK)


@pytest.mark.parametrize("ahead", [-3600.0, -5.0, 5.0, 3600.0], ids=str)
async def test_times_of_another_clock_are_not_believed(ahead: float) -> None:
    clock = FakeClock()

    assert await waited(clock, Files(clock, age=0.0, ahead=ahead)) == pytest.approx(
        0.3, abs=2 * TICK
    )


async def test_where_changes_are_looked_for_the_rest_is_a_second() -> None:
    clock = FakeClock()

    assert await waited(clock, Files(clock, age=0.9), poll=True) == pytest.approx(1.0, abs=2 * TICK)


@pytest.mark.parametrize("ahead", [-3600.0, 0.0, 3600.0], ids=str)
@pytest.mark.parametrize("poll", [False, True])
async def test_what_is_still_being_written_is_waited_for(ahead: float, poll: bool) -> None:
    clock = FakeClock()
    files, writes = Files(clock, age=0.0, ahead=ahead), iter(range(40))

    seconds = await waited(clock, files, poll=poll, busy=lambda: next(writes, None) is not None)

    assert seconds >= 1.9 + (1.0 if poll else 0.3)


async def test_one_that_never_rests_is_read_in_the_end() -> None:
    clock = FakeClock()

    assert await waited(clock, Files(clock, age=0.0), busy=lambda: True) <= 40
