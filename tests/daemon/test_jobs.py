"""The timetable in the running daemon: when the next scan is, and when the last one was."""

from datetime import UTC, datetime, time, timedelta

from aniworldd.daemon.jobs import SCAN
from aniworldd.triggers.timetable import Entry
from tests.daemon.conftest import KETTLE, World


def scan(world: World) -> Entry:
    return next(one for one in world.daemon.parts.timetable.entries() if one.name == SCAN)


async def test_the_start_is_a_scan_and_the_next_one_is_at_three(world: World) -> None:
    begun = datetime.now(UTC)
    world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: scan(world).last_at)

    entry = scan(world)
    assert entry.last_at is not None
    assert entry.next_at is not None
    assert begun <= entry.last_at <= datetime.now(UTC)
    assert entry.next_at.astimezone().time() == time(3)
    await world.sees(lambda: "Next scan" in world.now().headline)


async def test_the_last_scan_is_known_after_a_restart(world: World) -> None:
    await world.start()
    last_at = await world.sees(lambda: scan(world).last_at)
    await world.stop()
    world.stage.library.rename(world.stage.library.with_name("elsewhere"))

    await world.start()
    await world.sees(lambda: world.daemon.parts.reconciler.sequence)

    assert scan(world).last_at == last_at


async def test_a_change_of_the_times_is_in_force_without_a_restart(world: World) -> None:
    world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: "Next scan" in world.now().headline)
    line = "scheduler: {auto_download_after_rescan: true}"
    every = "scheduler: {schedule_time: null, interval_minutes: 7}"

    world.configure((line, every))
    await world.sees(lambda: _within(scan(world), minutes=7))
    world.configure((every, "scheduler: {enabled: false}"))
    await world.sees(lambda: scan(world).next_at is None)

    assert "Next scan" not in world.now().headline


def _within(entry: Entry, *, minutes: int) -> bool:
    soon = datetime.now(UTC) + timedelta(minutes=minutes)
    return entry.next_at is not None and entry.next_at <= soon
