"""What is on its way, and in which order."""

import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.downloads.queue import Queue
from aniworldd.errors import NotFound, StoreError
from aniworldd.events import (
    DownloadFailed,
    DownloadFinished,
    DownloadQueued,
    DownloadStarted,
    DownloadWithdrawn,
    Event,
)
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.title import ItemKey
from aniworldd.model.watch import Priority
from aniworldd.store import StateTable, Store
from tests.downloads.stand_ins import item, make_queue, make_release
from tests.fake_clock import FakeClock

TITLE = "The Lamp Post"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    store = Store.open(tmp_path / "state", now=clock.now)
    yield store
    store.close()


@pytest.fixture
def table(store: Store) -> StateTable:
    return store.table("queue")


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def queue(clock: FakeClock, table: StateTable, events: list[Event]) -> Queue:
    return make_queue(clock, table, events.append)


def numbers(queue: Queue) -> list[int]:
    return [download.item.number for download in queue.downloads()]


def test_an_added_item_waits_for_its_turn(queue: Queue, events: list[Event]) -> None:
    download = queue.add(item(1), title=TITLE, languages=["German Dub"])

    assert download.state is DownloadState.PENDING
    assert download.languages == ("German Dub",)
    assert queue.downloads() == (download,)
    assert events == [DownloadQueued(download)]


def test_the_same_item_again_is_the_one_that_is_there(queue: Queue, events: list[Event]) -> None:
    first = queue.add(item(1), title=TITLE)

    second = queue.add(item(1), title="Another name", priority=Priority.HIGH)

    assert second is first
    assert len(queue.downloads()) == 1
    assert len(events) == 1


async def test_a_thousand_concurrent_adds_of_fifty_items_give_fifty_downloads(
    queue: Queue, table: StateTable
) -> None:
    async def add(key: ItemKey) -> str:
        await asyncio.sleep(0)
        return queue.add(key, title=TITLE, asked_by=random.choice(list(AskedBy))).id

    answers = await asyncio.gather(*(add(item(number % 50)) for number in range(1000)))

    assert len(set(answers)) == len(queue.downloads()) == len(table.ids()) == 50


def test_a_persons_wish_for_an_item_of_the_plan_counts_more(queue: Queue) -> None:
    first = queue.add(item(1), title=TITLE)

    second = queue.add(item(1), title=TITLE, priority=Priority.HIGH, asked_by=AskedBy.PERSON)

    assert second.id == first.id
    assert (second.asked_by, second.priority) == (AskedBy.PERSON, Priority.HIGH)


def test_a_persons_wish_revives_what_was_given_up(queue: Queue) -> None:
    id = queue.add(item(1), title=TITLE).id
    queue.start(id)
    queue.give_up(id, "no")

    revived = queue.add(item(1), title=TITLE, languages=["English Sub"], asked_by=AskedBy.PERSON)

    assert (revived.id, revived.state, revived.tries) == (id, DownloadState.PENDING, 0)
    assert revived.languages == ("English Sub",)


def test_the_plan_does_not_revive_what_was_given_up(queue: Queue) -> None:
    id = queue.add(item(1), title=TITLE).id
    given_up = queue.give_up(id, "no")

    assert queue.add(item(1), title=TITLE) is given_up


def test_the_order_is_by_priority_then_by_arrival(queue: Queue) -> None:
    queue.add(item(1), title=TITLE)
    queue.add(item(2), title=TITLE, priority=Priority.LOW)
    queue.add(item(3), title=TITLE, priority=Priority.HIGH)
    queue.add(item(4), title=TITLE)

    assert numbers(queue) == [3, 1, 4, 2]


def test_another_priority_changes_the_order(queue: Queue) -> None:
    ids = [queue.add(item(number), title=TITLE).id for number in (1, 2)]

    queue.amend(ids[1], priority=Priority.HIGH, languages=())

    assert numbers(queue) == [2, 1]


@pytest.mark.parametrize("act", ["withdraw", "amend"])
def test_the_plan_may_speak_of_what_is_gone_by_now(queue: Queue, act: str) -> None:
    if act == "withdraw":
        queue.withdraw("gone")
    else:
        queue.amend("gone", priority=Priority.HIGH, languages=())

    assert queue.downloads() == ()


def test_the_first_that_is_due_is_taken(queue: Queue, clock: FakeClock) -> None:
    first, second = (queue.add(item(number), title=TITLE).id for number in (1, 2))
    queue.failed_try(first, "x", retry_at=clock.now() + timedelta(seconds=60), counted=True)

    due = queue.first_due()

    assert due is not None
    assert due.id == second


async def test_a_waiting_one_is_due_when_its_time_has_come(queue: Queue, clock: FakeClock) -> None:
    id = queue.add(item(1), title=TITLE).id
    at = clock.now() + timedelta(seconds=60)
    queue.failed_try(id, "x", retry_at=at, counted=True)
    before = queue.first_due(), queue.next_due_at()

    await clock.advance(60)

    assert before == (None, at)
    assert queue.first_due() is not None
    assert queue.next_due_at() is None


def test_a_time_that_only_a_wrong_clock_can_have_set_has_come(
    queue: Queue, clock: FakeClock
) -> None:
    id = queue.add(item(1), title=TITLE).id
    queue.failed_try(id, "x", retry_at=clock.now() + timedelta(days=3000), counted=True)

    assert queue.first_due() is not None


def test_what_runs_waits_no_more(queue: Queue, events: list[Event], clock: FakeClock) -> None:
    id = queue.add(item(1), title=TITLE).id

    started = queue.start(id)

    assert (started.state, started.started_at) == (DownloadState.DOWNLOADING, clock.now())
    assert queue.first_due() is None
    assert events[-1] == DownloadStarted(started)


def test_a_failed_try_is_counted_or_not(queue: Queue, events: list[Event]) -> None:
    id = queue.add(item(1), title=TITLE).id

    queue.failed_try(id, "first", retry_at=None, counted=True)
    failed = queue.failed_try(id, "second", retry_at=None, counted=False)

    assert (failed.tries, failed.error, failed.state) == (1, "second", DownloadState.PENDING)
    assert events[-1] == DownloadFailed(failed)


def test_what_is_given_up_stays_and_is_not_taken(queue: Queue, clock: FakeClock) -> None:
    id = queue.add(item(1), title=TITLE).id

    failed = queue.give_up(id, "gone")

    assert (failed.state, failed.error, failed.ended_at) == (
        DownloadState.FAILED,
        "gone",
        clock.now(),
    )
    assert queue.first_due() is None


def test_what_was_given_up_can_be_tried_again_at_once(queue: Queue) -> None:
    ids = [queue.add(item(number), title=TITLE).id for number in (1, 2, 3)]
    queue.give_up(ids[0], "x")
    queue.give_up(ids[2], "x")

    revived = queue.retry([ids[0], ids[2]])

    assert [download.id for download in revived] == [ids[0], ids[2]]
    assert {download.state for download in queue.downloads()} == {DownloadState.PENDING}
    assert {download.tries for download in queue.downloads()} == {0}


def test_a_waiting_one_can_be_tried_at_once(queue: Queue, clock: FakeClock) -> None:
    id = queue.add(item(1), title=TITLE).id
    queue.failed_try(id, "x", retry_at=clock.now() + timedelta(hours=1), counted=True)

    queue.retry([id])

    assert queue.first_due() is not None


def test_trying_again_counts_as_asked_for_by_a_person(queue: Queue) -> None:
    id = queue.add(item(1), title=TITLE).id
    queue.give_up(id, "x")

    [revived] = queue.retry([id])

    assert revived.asked_by is AskedBy.PERSON


def test_trying_again_leaves_a_running_one_alone(queue: Queue) -> None:
    id = queue.add(item(1), title=TITLE).id
    running = queue.start(id)

    assert queue.retry([id]) == ()
    assert queue.get(id) == running


def test_a_cancelled_one_stays_so_that_the_plan_does_not_queue_it_again(
    queue: Queue, events: list[Event]
) -> None:
    id = queue.add(item(1), title=TITLE).id

    queue.cancel(id)

    cancelled = queue.add(item(1), title=TITLE)
    assert cancelled.state is DownloadState.CANCELLED
    assert queue.first_due() is None
    assert events[-1] == DownloadWithdrawn(cancelled)


def test_withdrawing_takes_it_out(queue: Queue, table: StateTable, events: list[Event]) -> None:
    download = queue.add(item(1), title=TITLE)

    queue.withdraw(download.id)

    assert queue.downloads() == ()
    assert queue.by_item(item(1)) is None
    assert not table.ids()
    assert events[-1] == DownloadWithdrawn(download)


def test_a_person_is_told_that_there_is_no_such_download(queue: Queue) -> None:
    with pytest.raises(NotFound, match="there is no download 'd9' in the queue"):
        queue.get("d9")


def test_a_completed_one_leaves(queue: Queue, table: StateTable, events: list[Event]) -> None:
    download = queue.start(queue.add(item(1), title=TITLE).id)

    queue.finished(download)

    assert queue.downloads() == ()
    assert not table.ids()
    assert events[-1] == DownloadFinished(download)


def test_one_that_was_withdrawn_meanwhile_completes_all_the_same(
    queue: Queue, events: list[Event]
) -> None:
    download = queue.start(queue.add(item(1), title=TITLE).id)
    queue.withdraw(download.id)

    queue.finished(download)

    assert events[-1] == DownloadFinished(download)


def test_everything_survives_a_restart(
    queue: Queue, clock: FakeClock, store: Store, tmp_path: Path
) -> None:
    ids = [queue.add(item(n), title=TITLE, languages=["German Dub"]).id for n in range(1, 6)]
    queue.chose(ids[0], make_release(1, language="German Dub"))
    queue.failed_try(ids[1], "x", retry_at=clock.now() + timedelta(seconds=9), counted=True)
    queue.give_up(ids[2], "y")
    queue.amend(ids[3], priority=Priority.LOW, languages=())
    store.close()

    opened = Store.open(tmp_path / "state", now=clock.now)
    again = make_queue(clock, opened.table("queue"))
    opened.close()

    assert again.downloads() == queue.downloads()


def test_after_a_restart_nothing_says_that_it_is_downloading(
    queue: Queue, clock: FakeClock, table: StateTable
) -> None:
    id = queue.add(item(1), title=TITLE).id
    queue.start(id)
    again = make_queue(clock, table)

    again.recover()

    assert again.get(id).state is DownloadState.PENDING
    assert again.get(id).started_at is None
    assert again.first_due() is not None
    assert table.documents()[id]["state"] == "pending"


def test_reading_a_queue_writes_nothing(clock: FakeClock, table: StateTable) -> None:
    first = make_queue(clock, table)
    id = first.add(item(1), title=TITLE).id
    first.start(id)

    again = make_queue(clock, table)

    assert again.get(id).state is DownloadState.DOWNLOADING
    assert table.documents()[id]["state"] == "downloading"


def test_ids_that_come_after_a_restart_are_last(clock: FakeClock, table: StateTable) -> None:
    make_queue(clock, table).add(item(2), title=TITLE)
    again = make_queue(clock, table)

    again.add(item(1), title=TITLE)

    assert numbers(again) == [2, 1]


def test_a_record_that_cannot_be_read_is_told(clock: FakeClock, table: StateTable) -> None:
    table.put("d1", {"id": "d1", "state": "flying"})

    with pytest.raises(StoreError, match="the stored download 'd1' cannot be read"):
        make_queue(clock, table)


def test_what_does_not_differ_is_not_written(queue: Queue, store: Store) -> None:
    id = queue.add(item(1), title=TITLE).id
    before = store.sequence

    queue.amend(id, priority=Priority.NORMAL, languages=())

    assert store.sequence == before


def test_whoever_waits_hears_of_every_change(queue: Queue) -> None:
    id = queue.add(item(1), title=TITLE).id
    heard: list[bool] = []

    for act in (queue.start, queue.put_back, queue.cancel, queue.withdraw):
        queue.changed.clear()
        act(id)
        heard.append(queue.changed.is_set())

    assert heard == [True] * 4


def test_random_use_never_loses_or_doubles_an_item(clock: FakeClock, table: StateTable) -> None:
    dice = random.Random(7)
    queue = make_queue(clock, table)
    for _ in range(1000):
        key = item(dice.randrange(20))
        known = queue.by_item(key)
        if known is None or dice.random() < 0.3:
            queue.add(key, title=TITLE, asked_by=dice.choice(list(AskedBy)))
        else:
            _act(queue, known, dice, clock)

        again = make_queue(clock, table)
        assert again.downloads() == queue.downloads()
        keys = [download.item for download in queue.downloads()]
        assert len(keys) == len(set(keys))


def _act(queue: Queue, known: Download, dice: random.Random, clock: FakeClock) -> None:
    acts: list[Callable[[], object]] = [
        lambda: queue.start(known.id),
        lambda: queue.put_back(known.id),
        lambda: queue.failed_try(known.id, "x", retry_at=clock.now(), counted=True),
        lambda: queue.give_up(known.id, "x"),
        lambda: queue.withdraw(known.id),
        lambda: queue.retry([known.id]),
        lambda: queue.amend(known.id, priority=dice.choice(list(Priority)), languages=()),
        lambda: queue.finished(known),
    ]
    dice.choice(acts)()


def test_people_arrange_what_waits(queue: Queue, events: list[Event]) -> None:
    for number in (1, 2, 3, 4):
        queue.add(item(number), title=TITLE)

    queue.arrange(["d3", "d1"])

    assert numbers(queue) == [3, 1, 2, 4]


def test_what_is_put_before_a_higher_priority_is_taken_as_if_it_had_it(queue: Queue) -> None:
    low = queue.add(item(1), title=TITLE, priority=Priority.LOW)
    high = queue.add(item(2), title=TITLE, priority=Priority.HIGH)
    queue.add(item(3), title=TITLE)

    queue.arrange([low.id])
    queue.add(item(4), title=TITLE, priority=Priority.HIGH)

    assert numbers(queue) == [1, 2, 4, 3]
    assert queue.get(low.id).priority is Priority.LOW
    assert queue.get(high.id).lifted is None


def test_an_order_is_kept_over_a_restart(queue: Queue, clock: FakeClock, table: StateTable) -> None:
    for number, priority in enumerate(Priority, 1):
        queue.add(item(number), title=TITLE, priority=priority)
    queue.arrange(["d1", "d3", "d2"])

    assert numbers(make_queue(clock, table)) == [1, 3, 2]


def test_arranging_what_is_in_that_order_writes_nothing(queue: Queue, store: Store) -> None:
    for number in (1, 2, 3):
        queue.add(item(number), title=TITLE)
    before = store.sequence

    queue.arrange(["d1", "d2"])
    queue.arrange([])

    assert store.sequence == before


def test_an_order_with_an_unknown_one_changes_nothing(queue: Queue) -> None:
    for number in (1, 2):
        queue.add(item(number), title=TITLE)

    with pytest.raises(NotFound, match="d9"):
        queue.arrange(["d2", "d9"])

    assert numbers(queue) == [1, 2]


def test_what_was_given_up_is_cancelled_too_once_and_only_a_person_brings_it_back(
    queue: Queue, events: list[Event]
) -> None:
    given_up = queue.add(item(1), title=TITLE)
    queue.give_up(given_up.id, "it broke")
    before = len(events)

    for id in (given_up.id, given_up.id, "d9"):
        queue.cancel(id)

    assert [type(event) for event in events[before:]] == [DownloadWithdrawn]
    assert queue.add(item(1), title=TITLE).state is DownloadState.CANCELLED
    assert queue.add(item(1), title=TITLE, asked_by=AskedBy.PERSON).state is DownloadState.PENDING
