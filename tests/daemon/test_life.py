"""What the daemon notices by itself: a library that goes away and comes back."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.daemon.pulse import Pulse
from aniworldd.downloads.gate import Blocked, Cause
from aniworldd.store import Store
from tests.fake_clock import FakeClock


class Beats:
    """A pulse of a place whose trouble tests set by hand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.cause: Cause | None = None
        self.scans: list[bool] = []
        self.asked = 0
        self.pulse = Pulse(self._ask, self._unusable, self.clock, self._request)

    async def _ask(self) -> None:
        self.asked += 1

    def _unusable(self) -> Blocked | None:
        return Blocked(self.cause, "it is") if self.cause else None

    def _request(self, *, scan: bool = False) -> None:
        self.scans.append(scan)


@pytest.fixture
async def beats() -> AsyncIterator[Beats]:
    beats = Beats()
    task = asyncio.create_task(beats.pulse.run())
    yield beats
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_as_long_as_all_is_well_no_pass_is_asked_for(beats: Beats) -> None:
    await beats.clock.advance(100)

    assert (beats.scans, beats.asked) == ([], 10)


async def test_a_library_that_is_away_is_looked_for_at_each_beat(beats: Beats) -> None:
    """Only a pass opens it anew: what is known of it says "away" for ever."""
    beats.cause = Cause.LIBRARY_AWAY

    await beats.clock.advance(30)

    assert beats.scans == [True, True, True]


async def test_a_library_that_came_back_is_read_once(beats: Beats) -> None:
    beats.cause = Cause.LIBRARY_AWAY
    await beats.clock.advance(10)
    beats.cause = None

    await beats.clock.advance(30)

    assert beats.scans == [True, True]


async def test_a_full_disk_is_a_pass_without_a_scan_and_so_is_its_end(beats: Beats) -> None:
    beats.cause = Cause.DISK_BELOW_FLOOR
    await beats.clock.advance(30)
    beats.cause = None
    await beats.clock.advance(30)

    assert beats.scans == [False, False]


_STUCK = """
import asyncio, os, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from aniworldd.daemon.run import end_at_last
from aniworldd.store import Store

async def life():
    store = Store.open(Path(sys.argv[1]), now=lambda: datetime.now(UTC))
    reading = asyncio.create_task(asyncio.to_thread(threading.Event().wait))
    await asyncio.sleep(0)
    store.table("downloads").put("d1", {"tries": 3})
    end_at_last(store, 0.1, os._exit)
    reading.cancel()

asyncio.run(life())
"""


def test_a_disk_that_never_answers_does_not_hold_the_end_up_and_costs_nothing(
    tmp_path: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _STUCK, str(tmp_path / "state")],
        timeout=20,
        check=False,
        capture_output=True,
        text=True,
    )

    assert (ended.returncode, "ended all the same" in ended.stderr) == (0, True)
    kept = Store.read(tmp_path / "state").table("downloads")
    assert kept.find("d1") == {"tries": 3}
