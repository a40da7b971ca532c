"""The part of the day in which downloads run."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aniworldd.downloads.gate import Cause
from aniworldd.model.download import DownloadState, Progress
from aniworldd.model.hours import Hours
from tests.downloads.stand_ins import Bench, Script, item

HOUR, SOON = timedelta(hours=1), timedelta(seconds=20)
ONE = "https://files.example/1.mp4"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.stop()


def around(now: datetime, begin: timedelta, end: timedelta) -> Hours:
    """From and to so far away from now, by the clock on this machine's wall."""
    local = now.astimezone()
    return Hours((local + begin).time(), (local + end).time())


async def test_nothing_starts_before_they_begin(bench: Bench) -> None:
    bench.settings = replace(bench.settings, hours=around(bench.clock.now(), HOUR, 2 * HOUR))
    bench.add(1)
    bench.start()
    await bench.clock.advance(3590)
    blocked, before = bench.gate.blocked(), list(bench.player.fetched)

    await bench.clock.advance(20)
    await bench.until(lambda: bench.finished)

    assert blocked is not None
    assert blocked.cause is Cause.OUTSIDE_HOURS
    assert before == []


async def test_what_runs_when_they_end_stops_where_it_is_and_goes_on(bench: Bench) -> None:
    bench.settings = replace(bench.settings, hours=around(bench.clock.now(), -HOUR, SOON))
    bench.player.scripts[ONE] = [unfinished(), Script()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    await bench.clock.advance(26)
    await bench.until(lambda: bench.player.closed)
    paused, kept = bench.queued[id], bench.shelves.kept()
    await bench.clock.advance(23 * 3600)
    await bench.until(lambda: bench.finished)

    assert (paused.state, paused.tries, paused.error) == (DownloadState.PENDING, 0, "")
    assert kept == [id]
    assert bench.finished[0].item == item(1)


async def test_what_runs_may_finish_and_nothing_new_starts(bench: Bench) -> None:
    hours = around(bench.clock.now(), -HOUR, SOON)
    bench.settings = replace(bench.settings, hours=hours, concurrent=1, finish_after_hours=True)
    script = unfinished()
    bench.player.scripts[ONE] = [script]
    bench.add(1, 2)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    await bench.clock.advance(40)
    state = bench.queue.downloads()[0].state
    assert script.gate is not None
    script.gate.set()
    await bench.until(lambda: bench.finished)
    await bench.clock.advance(60)

    assert state is DownloadState.DOWNLOADING
    assert len(bench.finished) == 1
    assert bench.player.fetched == [ONE]


async def test_new_hours_hold_at_once(bench: Bench) -> None:
    bench.settings = replace(bench.settings, hours=around(bench.clock.now(), HOUR, 2 * HOUR))
    bench.add(1)
    bench.start()
    await bench.clock.advance(60)

    bench.settings = replace(bench.settings, hours=None)
    bench.worker.wake()

    await bench.until(lambda: bench.finished)


def unfinished() -> Script:
    return Script(gate=asyncio.Event(), steps=[Progress(1, 4)])
