"""One pass at a time; requests made meanwhile are merged; nobody waits for nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from aniworldd.errors import StoreError, Unavailable
from aniworldd.events import Event, PassFinished
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.state import Desired, Enqueue, Observed, Plan
from tests.factories import make_desired, make_download, make_item, make_listing, make_observed
from tests.fake_clock import FakeClock


class Sides:
    """Both sides as values; `gate` holds a pass up inside its observation."""

    def __init__(self) -> None:
        self.wanted = make_desired()
        self.seen = make_observed()
        self.scans: list[bool] = []
        self.applied: list[Plan] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.errors: list[Exception] = []

    def desired(self) -> Desired:
        return self.wanted

    async def observed(self, *, scan: bool) -> Observed:
        self.scans.append(scan)
        await self.gate.wait()
        return self.seen

    async def apply(self, result: Plan) -> None:
        if self.errors:
            raise self.errors.pop()
        self.applied.append(result)
        for action in result.actions:
            if isinstance(action, Enqueue):
                download = make_download(action.item)
                self.seen = replace(self.seen, downloads={action.item: download})


class World:
    def __init__(self) -> None:
        self.sides = Sides()
        self.clock = FakeClock()
        self.events: list[Event] = []
        self.reconciler = Reconciler(self.sides, self.clock, self.events.append)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    task = asyncio.create_task(world.reconciler.run())
    await world.clock.advance(0)
    yield world
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_start_is_a_pass_with_a_scan(world: World) -> None:
    assert world.sides.scans[0] is True
    assert world.reconciler.sequence == 1
    assert world.events == [PassFinished(1, wanted=1, here=0, queued=1, withdrawn=0, scanned=True)]


async def test_what_was_done_is_seen_at_once(world: World) -> None:
    [verdict] = world.reconciler.latest.verdicts

    assert verdict.download == "d1"


async def test_a_second_pass_does_nothing_twice(world: World) -> None:
    await world.reconciler.settle()

    assert [len(plan.actions) for plan in world.sides.applied] == [1, 0]


async def test_requests_made_during_a_pass_become_one(world: World) -> None:
    world.sides.gate.clear()
    world.reconciler.request()
    await world.clock.advance(0)
    for _ in range(5):
        world.reconciler.request(scan=True)
    world.sides.gate.set()
    await world.clock.advance(0)

    assert world.reconciler.sequence == 3
    assert world.sides.scans[-1] is True


async def test_settle_waits_for_a_pass_that_began_after_it(world: World) -> None:
    world.sides.gate.clear()
    world.reconciler.request()
    await world.clock.advance(0)
    settled = asyncio.create_task(world.reconciler.settle())
    await world.clock.advance(0)
    world.sides.seen = make_observed(make_listing([]))
    world.sides.gate.set()
    await settled

    assert world.reconciler.latest.verdicts == ()


async def test_time_alone_starts_the_pass_that_it_makes_due(world: World) -> None:
    item = make_item(released_at=world.clock.now() + timedelta(hours=1))
    world.sides.seen = make_observed(make_listing([item]))
    await world.reconciler.settle()
    before = len(world.sides.applied[-1].actions)

    await world.clock.advance(3601)

    assert before == 0
    assert len(world.sides.applied[-1].actions) == 1


async def test_a_clock_that_jumps_ahead_is_noticed_within_five_minutes(world: World) -> None:
    item = make_item(released_at=world.clock.now() + timedelta(days=30))
    world.sides.seen = make_observed(make_listing([item]))
    await world.reconciler.settle()
    await world.clock.advance(1)
    world.clock.set(world.clock.now() + timedelta(days=31))
    await world.clock.advance(298)
    before = len(world.sides.applied[-1].actions)

    await world.clock.advance(2)

    assert before == 0
    assert len(world.sides.applied[-1].actions) == 1


async def test_a_state_that_cannot_be_written_is_tried_again(world: World) -> None:
    world.sides.seen = make_observed(make_listing([make_item(number=2)]))
    world.sides.errors.append(StoreError("no space left"))
    with pytest.raises(StoreError, match="no space left"):
        await world.reconciler.settle()
    before = len(world.sides.applied)

    await world.clock.advance(31)

    assert len(world.sides.applied) == before + 1
    assert len(world.sides.applied[-1].actions) == 1


async def test_a_pass_that_fails_unexpectedly_is_told_and_logged_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    since = world.clock.now()
    world.sides.errors += [RuntimeError("odd")] * 1000

    with pytest.raises(Unavailable, match="odd"):
        await world.reconciler.settle()
    await world.clock.advance(3600)

    failure = world.reconciler.failure
    assert failure is not None
    assert (failure.since, failure.what.endswith("RuntimeError: odd")) == (since, True)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert len(world.sides.errors) == 1000 - 1 - 120


async def test_a_pass_that_fails_in_another_way_is_logged_anew(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.sides.errors += [RuntimeError("odd"), StoreError("full"), StoreError("full")]
    world.reconciler.request()

    await world.clock.advance(60)

    assert len(caplog.records) == 2


async def test_a_pass_that_succeeds_ends_the_failure(world: World) -> None:
    world.sides.errors.append(RuntimeError("odd"))
    world.reconciler.request()
    await world.clock.advance(0)
    before = world.reconciler.failure

    await world.clock.advance(30)

    assert before is not None
    assert world.reconciler.failure is None
    await world.reconciler.settle()


async def test_a_disk_read_that_a_failed_pass_owes_is_made_up_for(world: World) -> None:
    world.sides.errors.append(RuntimeError("odd"))
    world.reconciler.request(scan=True)
    await world.clock.advance(0)
    before = len(world.sides.scans)

    await world.clock.advance(30)
    await world.reconciler.settle()

    assert world.sides.scans[before:] == [True, False]


async def test_a_verdict_that_is_due_now_is_looked_at_once_a_second_at_most(world: World) -> None:
    item = make_item(released_at=world.clock.now() + timedelta(microseconds=1))
    world.sides.seen = make_observed(make_listing([item]))
    await world.reconciler.settle()
    before = world.reconciler.sequence

    await world.clock.advance(0.9)

    assert world.reconciler.sequence == before


async def test_a_pass_counts_as_late_only_until_it_ends(world: World) -> None:
    world.sides.gate.clear()
    world.reconciler.request()
    await world.clock.advance(7)
    during = world.reconciler.late
    world.sides.gate.set()
    await world.clock.advance(7)

    assert (during, world.reconciler.late) == (7.0, 0.0)


async def test_a_disk_that_was_read_is_not_read_again_unasked(world: World) -> None:
    await world.reconciler.settle(scan=True)
    before = len(world.sides.scans)

    await world.reconciler.settle()

    assert world.sides.scans[before:] == [False]
