"""Jobs in their turn, whatever the wall clock does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from aniworldd.store import Store
from aniworldd.triggers.daily import Daily
from aniworldd.triggers.timetable import Every, Timetable
from tests.fake_clock import FakeClock

HOUR = 3600.0
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
THREE = Daily(time(3))


class Runs:
    """A timetable with two jobs; that of the scan is over when a test says so."""

    def __init__(self, folder: Path, now: datetime = NOON) -> None:
        self.clock = FakeClock(now)
        self.store = Store.open(folder, now=self.clock.now)
        self.scans: list[datetime] = []
        self.looks = 0
        self.takes_long = False
        self.timetable = Timetable(
            self.clock,
            {"scan": self._scan, "feeds": self._look},
            self.store.table("jobs"),
            ZoneInfo("UTC"),
        )

    def _scan(self) -> None:
        self.scans.append(self.clock.now())
        if not self.takes_long:
            self.timetable.ended("scan")

    def _look(self) -> None:
        self.looks += 1
        self.timetable.ended("feeds")

    @property
    def count(self) -> int:
        return len(self.scans)

    def set_back(self, hours: float) -> None:
        self.clock.set(self.clock.now() - timedelta(hours=hours))


@pytest.fixture
async def runs(tmp_path: Path) -> AsyncIterator[Runs]:
    runs = Runs(tmp_path)
    task = asyncio.create_task(runs.timetable.run())
    await runs.clock.advance(0)
    yield runs
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    runs.store.close()


async def test_an_interval_comes_round(runs: Runs) -> None:
    runs.timetable.plan("scan", Every(60))
    await runs.clock.advance(HOUR - 1)
    before = runs.count
    await runs.clock.advance(2)

    assert (before, runs.count) == (0, 1)

    await runs.clock.advance(2 * HOUR)
    assert runs.count == 3


@pytest.mark.parametrize("years", [-10, 10])
async def test_a_jump_of_the_wall_clock_neither_skips_nor_adds_an_interval(
    runs: Runs, years: int
) -> None:
    runs.timetable.plan("scan", Every(60))
    await runs.clock.advance(0)
    runs.clock.set(runs.clock.now() + timedelta(days=365 * years))
    await runs.clock.advance(HOUR + 1)

    assert runs.count == 1


async def test_a_time_of_day_comes_once_a_day(runs: Runs) -> None:
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(3 * 24 * HOUR)

    assert runs.scans == [datetime(2026, 5, day, 3, tzinfo=UTC) for day in (2, 3, 4)]


async def test_it_comes_on_its_days_only(runs: Runs) -> None:
    runs.timetable.plan("scan", Daily(time(3), ("sun", "wed")))
    await runs.clock.advance(7 * 24 * HOUR)

    assert [at.strftime("%a") for at in runs.scans] == ["Sun", "Wed"]


async def test_jobs_have_times_of_their_own(runs: Runs) -> None:
    runs.timetable.plan("scan", THREE)
    runs.timetable.plan("feeds", Every(30))
    await runs.clock.advance(24 * HOUR)

    assert (runs.count, runs.looks) == (1, 48)


async def test_times_that_were_missed_while_the_machine_slept_are_made_up_for_once(
    runs: Runs,
) -> None:
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(60)
    runs.clock.set(runs.clock.now() + timedelta(days=3))
    await runs.clock.advance(HOUR)

    assert runs.count == 1
    assert runs.timetable.next_at("scan") == datetime(2026, 5, 5, 3, tzinfo=UTC)


async def test_a_machine_that_slept_a_day_long_runs_at_its_time_again(runs: Runs) -> None:
    """Its monotonic clock stood still meanwhile."""
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(15 * HOUR + 60)
    before = runs.count
    runs.clock.set(runs.clock.now() + timedelta(hours=23))
    await runs.clock.advance(HOUR)

    assert (before, runs.count) == (1, 2)


async def test_making_up_late_for_a_night_does_not_cost_the_next_one(runs: Runs) -> None:
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(60)
    runs.clock.set(datetime(2026, 5, 3, 1, tzinfo=UTC))
    await runs.clock.advance(3 * HOUR)

    assert [at.hour for at in runs.scans] == [1, 3]


@pytest.mark.parametrize("hours", [0.5, 1, 2, 6])
async def test_a_clock_that_is_set_back_repeats_nothing(runs: Runs, hours: float) -> None:
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(15 * HOUR + 60)
    runs.set_back(hours)
    await runs.clock.advance(12 * HOUR)
    before = runs.count
    await runs.clock.advance(24 * HOUR)

    assert (before, runs.count) == (1, 2)


@pytest.mark.parametrize("days", [1, 2, 400, 3650])
async def test_a_clock_that_is_set_back_by_days_stops_nothing(runs: Runs, days: int) -> None:
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(20 * HOUR)
    runs.set_back(24 * days)
    await runs.clock.advance(3 * 24 * HOUR)

    assert runs.count == 4


async def test_a_start_in_1970_that_learns_the_time_later_breaks_nothing(tmp_path: Path) -> None:
    runs = Runs(tmp_path, datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC))
    runs.timetable.plan("scan", THREE)
    runs.timetable.plan("feeds", Every(30))
    task = asyncio.create_task(runs.timetable.run())
    await runs.clock.advance(90)
    runs.clock.set(NOON)
    await runs.clock.advance(14 * HOUR)
    caught_up = runs.count
    await runs.clock.advance(24 * HOUR)

    assert (caught_up, runs.count) == (1, 2)
    assert runs.looks == 76
    assert runs.timetable.next_at("scan") == datetime(2026, 5, 3, 3, tzinfo=UTC)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    runs.store.close()


async def test_steps_of_years_to_and_fro_have_it_run_once_a_day_afterwards(runs: Runs) -> None:
    runs.timetable.plan("scan", THREE)
    for years in (7, -10, 4, -3, 9, -7):
        await runs.clock.advance(HOUR)
        runs.clock.set(runs.clock.now() + timedelta(days=365 * years))
    await runs.clock.advance(24 * HOUR)
    before = runs.count
    await runs.clock.advance(5 * 24 * HOUR)

    assert before <= 4
    assert runs.count == before + 5


async def test_what_still_runs_is_not_started_again(runs: Runs) -> None:
    runs.takes_long = True
    runs.timetable.plan("scan", Every(10))
    await runs.clock.advance(HOUR)
    [entry, _] = runs.timetable.entries()

    assert runs.count == 1
    assert entry.started_at == NOON + timedelta(minutes=10)
    assert entry.last_at is None

    runs.timetable.ended("scan")
    await runs.clock.advance(600)
    assert runs.count == 2


async def test_the_next_run_and_the_last_one_are_known(runs: Runs) -> None:
    runs.timetable.plan("scan", Every(60))
    await runs.clock.advance(HOUR + 600)
    [entry, other] = runs.timetable.entries()

    assert entry.next_at == runs.clock.now() + timedelta(minutes=50)
    assert entry.last_at == runs.clock.now() - timedelta(minutes=10)
    assert (other.next_at, other.last_at) == (None, None)


async def test_the_last_run_is_known_after_a_restart(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    runs.timetable.ended("scan")
    runs.store.close()

    again = Runs(tmp_path, NOON + timedelta(days=1))

    assert again.timetable.entries()[0].last_at == NOON
    again.store.close()


async def test_a_run_that_could_not_do_its_work_is_none(runs: Runs) -> None:
    runs.timetable.ended("scan", done=False)

    assert runs.timetable.entries()[0].last_at is None
    assert runs.store.table("jobs").find("scan") is None


async def test_new_times_are_in_force_at_once(runs: Runs) -> None:
    runs.timetable.plan("scan", THREE)
    await runs.clock.advance(10)
    runs.timetable.plan("scan", Every(1))
    await runs.clock.advance(61)

    assert runs.count == 1


async def test_the_same_times_again_change_nothing(runs: Runs) -> None:
    for _ in range(3):
        runs.timetable.plan("scan", Every(60))
        await runs.clock.advance(1300)

    assert runs.count == 1


async def test_none_ends_it(runs: Runs) -> None:
    runs.timetable.plan("scan", Every(60))
    await runs.clock.advance(0)
    runs.timetable.plan("scan", None)
    await runs.clock.advance(2 * HOUR)

    assert (runs.count, runs.timetable.next_at("scan")) == (0, None)


async def test_a_job_that_bursts_is_due_again_at_its_next_time_and_not_at_once(
    tmp_path: Path,
) -> None:
    clock = FakeClock(NOON)
    store = Store.open(tmp_path, now=clock.now)
    bursts: list[datetime] = []

    def burst() -> None:
        bursts.append(clock.now())
        raise RuntimeError("a bug")

    timetable = Timetable(clock, {"scan": burst}, store.table("jobs"), ZoneInfo("UTC"))
    timetable.plan("scan", Every(10))
    task = asyncio.create_task(timetable.run())
    await clock.advance(1500)

    assert len(bursts) == 2
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    store.close()
