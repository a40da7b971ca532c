"""The life sign stops when the loop, the scheduler or the writer does; all else is told."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.daemon.service import Service
from aniworldd.daemon.systemd import Manager
from aniworldd.events import ConfigLoaded
from aniworldd.store import Store
from aniworldd.triggers.timetable import Every, Timetable
from tests.daemon.test_systemd import Ear
from tests.fake_clock import FakeClock

WITHIN = 90.0  # seconds: WatchdogSec of the unit


class Unit:
    """A service with parts that tests hold up."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.ear = Ear(str(folder / "notify"))
        self.store = Store.open(folder / "state", now=self.clock.now)
        self.timetable = Timetable(self.clock, {"scan": lambda: None}, self.store.table("jobs"))
        self.timetable.plan("scan", Every(600))
        self.status = "nothing to download"
        self.reloads = 0
        self.service = Service(
            Manager(self.ear.address, self.clock, WITHIN),
            self.clock,
            status=lambda: self.status,
            ticked_at=lambda: self.timetable.ticked_at,
            writer_moves=self.store.answers,
            reload=self._reload,
        )
        self._scheduler: asyncio.Task[None] | None = None

    def _reload(self) -> None:
        self.reloads += 1

    def begin_scheduler(self) -> None:
        self._scheduler = asyncio.create_task(self.timetable.run())

    def end_scheduler(self) -> None:
        if self._scheduler is not None:
            self._scheduler.cancel()

    async def signs(self, seconds: float) -> int:
        """How many life signs are given in that time of the fake clock."""
        self.ear.heard()
        for _ in range(int(seconds // 10)):
            await self.clock.advance(10)
            await asyncio.sleep(0.02)  # the writer is a real thread
        return self.ear.heard().count("WATCHDOG=1")


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Unit]:
    unit = Unit(tmp_path)
    yield unit
    unit.ear.close()
    unit.store.close()


async def test_it_is_ready_says_how_it_is_and_that_it_stops(unit: Unit) -> None:
    unit.begin_scheduler()
    with unit.service.up():
        await unit.clock.advance(1)
        heard = unit.ear.heard()
        unit.status = "1 of 2; next scan 03:00"
        await unit.clock.advance(30)
        later = unit.ear.heard()
    last = unit.ear.heard()
    unit.end_scheduler()

    assert heard[0] == "READY=1"
    assert "STATUS=nothing to download" in heard
    assert later.count("STATUS=1 of 2; next scan 03:00") == 1  # only when it changes
    assert last == ["STOPPING=1"]


async def test_the_life_sign_comes_well_within_its_time(unit: Unit) -> None:
    unit.begin_scheduler()
    with unit.service.up():
        assert await unit.signs(3 * WITHIN) in range(6, 11)
    unit.end_scheduler()


async def test_a_scheduler_that_stands_still_starves_the_watchdog(unit: Unit) -> None:
    unit.begin_scheduler()
    with unit.service.up():
        assert await unit.signs(WITHIN) > 0
        unit.end_scheduler()
        await unit.signs(WITHIN)

        assert await unit.signs(3 * WITHIN) == 0


async def test_a_writer_that_stands_still_starves_the_watchdog(unit: Unit) -> None:
    go_on = threading.Event()
    unit.begin_scheduler()
    with unit.service.up():
        assert await unit.signs(WITHIN) > 0
        assert unit.store._writer is not None
        unit.store._writer.pool.submit(go_on.wait)  # a disk that does not answer
        await unit.signs(WITHIN)

        assert await unit.signs(3 * WITHIN) == 0

        go_on.set()
        assert await unit.signs(WITHIN) > 0
    unit.end_scheduler()


def test_a_loop_that_stands_still_starves_the_watchdog(tmp_path: Path) -> None:
    ear, going_on, blocked = Ear(str(tmp_path / "notify")), threading.Event(), threading.Event()

    async def nothing() -> None: ...

    async def life() -> None:
        clock = SystemClock()
        service = Service(
            Manager(ear.address, clock, 0.09),
            clock,
            status=lambda: "",
            ticked_at=clock.monotonic,
            writer_moves=nothing,
            reload=lambda: None,
        )
        with service.up():
            while "WATCHDOG=1" not in ear.heard():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            blocked.set()
            going_on.wait(20)

    thread = threading.Thread(target=asyncio.run, args=(life(),))
    thread.start()
    assert blocked.wait(20)
    ear.heard()
    assert not going_on.wait(0.5)
    starved = ear.heard()
    going_on.set()
    thread.join(20)
    ear.close()

    assert starved == []


async def test_a_writer_check_that_bursts_is_no_life_sign_and_ends_nothing(unit: Unit) -> None:
    fails: list[bool] = [True]
    real = unit.store.answers

    async def sometimes() -> None:
        if fails[0]:
            raise RuntimeError("a bug")
        await real()

    moves: Callable[[], Awaitable[None]] = sometimes
    unit.service._writer_moves = moves
    unit.begin_scheduler()
    with unit.service.up():
        assert await unit.signs(WITHIN) == 0
        fails[0] = False
        assert await unit.signs(WITHIN) > 0
    unit.end_scheduler()


async def test_a_reload_by_signal_is_told_until_it_is_over(unit: Unit) -> None:
    unit.begin_scheduler()
    with unit.service.up():
        await unit.clock.advance(1)
        unit.ear.heard()
        unit.service.hear(ConfigLoaded(0))  # of somebody who saved a file
        assert unit.ear.heard() == []

        unit.service.reload_asked()
        begun = unit.ear.heard()
        unit.status = "1 problem in the files"
        unit.service.hear(ConfigLoaded(1))

        assert begun[0].startswith("RELOADING=1\nMONOTONIC_USEC=")
        assert unit.reloads == 1
        assert unit.ear.heard() == ["READY=1", "STATUS=1 problem in the files"]
    unit.end_scheduler()
