"""What stays is left out by the collector, and what stays no longer is freed and given back."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from aniworldd.daemon import memory
from aniworldd.events import DownloadFailed, DownloadFinished, DownloadStarted, DownloadWithdrawn
from aniworldd.library import slack
from tests.factories import make_download
from tests.fake_clock import FakeClock


class Thing:
    """What the collector walks over."""

    def __init__(self) -> None:
        self.other: Thing | None = None


@pytest.fixture(autouse=True)
def settled() -> Iterator[None]:
    gc.collect()
    gc.freeze()  # what the tests before left behind is not counted
    memory.settle()
    yield
    gc.callbacks.pop()
    gc.unfreeze()


class Given:
    """What `GivingBack` does, and whether something still runs."""

    def __init__(self) -> None:
        self.times = 0
        self.busy = False

    def give(self) -> None:
        self.times += 1


@asynccontextmanager
async def giving(clock: FakeClock) -> AsyncIterator[tuple[Given, memory.GivingBack]]:
    given = Given()
    back = memory.GivingBack(clock, busy=lambda: given.busy, give=given.give)
    task = asyncio.create_task(back.run())
    yield given, back
    task.cancel()


@pytest.mark.parametrize("ended", [DownloadFinished, DownloadFailed, DownloadWithdrawn])
async def test_memory_is_given_back_a_moment_after_the_last_download(
    ended: type[DownloadFinished | DownloadFailed | DownloadWithdrawn],
) -> None:
    clock = FakeClock()
    async with giving(clock) as (given, back):
        back.hear(ended(make_download()))
        back.hear(ended(make_download()))
        await clock.advance(1)
        at_once = given.times
        await clock.advance(60)

    assert (at_once, given.times) == (0, 1)


async def test_memory_is_kept_while_something_runs_or_nothing_ends() -> None:
    clock = FakeClock()
    async with giving(clock) as (given, back):
        back.hear(DownloadStarted(make_download()))
        await clock.advance(60)
        given.busy = True
        back.hear(DownloadFinished(make_download()))
        await clock.advance(60)
        during = given.times
        given.busy = False
        back.hear(DownloadFinished(make_download()))
        await clock.advance(60)

    assert (during, given.times) == (0, 1)


def test_giving_back_is_harmless_at_any_time() -> None:
    slack.give_back()


def test_what_stays_is_left_out_when_it_is_much() -> None:
    before = gc.get_freeze_count()
    few = [Thing() for _ in range(1000)]
    gc.collect()
    with_few = gc.get_freeze_count() - before
    many = [Thing() for _ in range(30_000)]
    gc.collect()

    assert with_few < len(few)
    assert gc.get_freeze_count() - before > len(many)
    assert len(gc.get_objects(generation=2)) < 1000


def test_what_was_left_out_is_freed_when_nobody_holds_it() -> None:
    many = [Thing() for _ in range(30_000)]
    one = weakref.ref(many[0])
    gc.collect()

    many.clear()

    assert one() is None


def test_circles_that_close_later_are_found_in_the_end() -> None:
    many = [Thing() for _ in range(30_000)]
    one = weakref.ref(many[0])
    gc.collect()
    many[0].other, many[1].other = many[1], many[0]

    for _ in range(101):
        many = [Thing() for _ in range(30_000)]
        gc.collect()

    assert one() is None
