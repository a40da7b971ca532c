"""Waiting for whichever comes first."""

import asyncio

import pytest

from aniworldd.clock import SystemClock, woken
from tests.fake_clock import FakeClock


async def test_an_event_ends_the_wait() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(woken(event, FakeClock(), 60))
    await asyncio.sleep(0)
    event.set()

    assert await waiting is True


async def test_time_ends_the_wait() -> None:
    clock = FakeClock()
    waiting = asyncio.create_task(woken(asyncio.Event(), clock, 60))
    await clock.advance(61)

    assert await waiting is False


async def test_without_a_time_only_the_event_ends_it() -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(woken(event, FakeClock(), None))
    await asyncio.sleep(0)
    event.set()

    assert await waiting is True


@pytest.mark.parametrize("late", range(5))
async def test_a_cancellation_is_never_swallowed(late: int) -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(woken(event, SystemClock(), 60))
    await asyncio.sleep(0)
    event.set()
    for _ in range(late):
        await asyncio.sleep(0)
    asked = waiting.cancel()  # false when it had ended already
    await asyncio.wait({waiting})

    assert waiting.cancelled() is asked


async def test_nothing_is_left_behind() -> None:
    before = asyncio.all_tasks()
    event = asyncio.Event()
    event.set()
    await woken(event, SystemClock(), 60)

    assert asyncio.all_tasks() == before
