"""A plan carried out: whole, durable, and as it says."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aniworldd.catalogue import Catalogue
from aniworldd.downloads.queue import Queue
from aniworldd.events import Event
from aniworldd.model.download import AskedBy
from aniworldd.model.watch import Priority
from aniworldd.reconcile.apply import Memory, apply
from aniworldd.reconcile.state import (
    Absent,
    Action,
    Amend,
    Enqueue,
    Forget,
    Leave,
    Notice,
    Pin,
    Return,
    Withdraw,
)
from aniworldd.store import Store
from tests.factories import LINK, NOW, make_item, make_title
from tests.fake_clock import FakeClock

KEY = make_item().key
ENQUEUE = Enqueue(KEY, "The Lamp Post", ("German Dub",), Priority.HIGH, "wanted")


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[Event] = []
        self.store = Store.open(folder, now=FakeClock().now)
        self.queue = self.make_queue(self.store)
        self.memory = Memory(self.store)
        self.catalogue = Catalogue(self.store)

    def make_queue(self, store: Store) -> Queue:
        return Queue(
            store.table("downloads"),
            clock=FakeClock(),
            new_id=lambda: "d1",
            publish=self.events.append,
        )

    async def apply(self, *actions: Action) -> None:
        await apply(
            actions,
            store=self.store,
            catalogue=self.catalogue,
            queue=self.queue,
            memory=self.memory,
            now=NOW,
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


async def test_what_is_enqueued_is_in_the_queue_and_on_the_disk(world: World) -> None:
    await world.apply(ENQUEUE)

    [kept] = world.make_queue(Store.read(world.folder)).downloads()
    assert [kept] == list(world.queue.downloads())
    assert (kept.item, kept.title) == (KEY, "The Lamp Post")
    assert (kept.languages, kept.priority) == (("German Dub",), Priority.HIGH)
    assert kept.asked_by is AskedBy.PLAN


async def test_a_whole_plan_is_one_change_of_the_state(world: World) -> None:
    before = world.store.sequence
    await world.apply(ENQUEUE, Pin("lamp-post", "The Lamp Post (2024)", "once"), Notice(LINK))

    assert world.store.sequence == before + 1


async def test_a_very_large_plan_leaves_room_for_others(world: World) -> None:
    before, turns = world.store.sequence, 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await world.apply(*(Notice(f"{LINK}/{number}") for number in range(1000)))
    task.cancel()

    assert len(world.memory.wished_at) == 1000
    assert world.store.sequence - before == 5
    assert turns >= 5


async def test_a_waiting_download_is_amended(world: World) -> None:
    await world.apply(ENQUEUE)
    await world.apply(Amend("d1", KEY, Priority.LOW, ("German Sub",), "its wish says so"))

    amended = world.queue.get("d1")
    assert (amended.priority, amended.languages) == (Priority.LOW, ("German Sub",))


async def test_what_is_withdrawn_is_gone(world: World) -> None:
    await world.apply(ENQUEUE)
    await world.apply(Withdraw("d1", KEY, "nobody wants it"))

    assert world.queue.downloads() == ()


async def test_folders_and_first_sights_are_remembered(world: World) -> None:
    await world.apply(Pin("lamp-post", "The Lamp Post (2024)", "once"), Notice(LINK))

    again = Memory(Store.read(world.folder))
    assert again.pins == {"lamp-post": "The Lamp Post (2024)"}
    assert again.wished_at == {LINK: NOW}


async def test_an_empty_plan_writes_nothing(world: World) -> None:
    before = world.store.sequence
    await world.apply()

    assert world.store.sequence == before


async def test_a_clock_that_is_not_set_says_not_when_a_wish_came(world: World) -> None:
    unset = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    world.memory.wish(LINK, unset)
    world.store.table("wished").put("https://x.example/old", {"at": unset.isoformat()})

    assert world.memory.wished_at == {}
    assert Memory(world.store).wished_at == {}

    world.memory.wish(LINK, NOW)
    assert Memory(world.store).wished_at == {LINK: NOW}


GONE = Absent(link=LINK)


async def test_what_nobody_wishes_for_is_remembered_until_it_returns(world: World) -> None:
    title = Absent(title="lamp-post")
    await world.apply(Leave(GONE, "gone"), Leave(title, "gone"))
    assert Memory(Store.read(world.folder)).left_at == {GONE: NOW, title: NOW}

    await world.apply(Return(GONE, "back"))

    assert Memory(Store.read(world.folder)).left_at == world.memory.left_at == {title: NOW}


async def test_a_clock_that_is_not_set_says_not_when_something_was_left(world: World) -> None:
    world.memory.leave(GONE, datetime(1970, 1, 1, 0, 1, tzinfo=UTC))

    assert Memory(world.store).left_at == {}


async def test_what_is_forgotten_leaves_its_folder_and_everything_of_others(world: World) -> None:
    other = f"{LINK}/2"
    kettle = (make_title("kettle"), [make_item(title="kettle")])
    world.catalogue.answered(LINK, "demo", [(make_title(), [make_item(), make_item(1, 2)])], NOW)
    world.catalogue.answered(other, "demo", [kettle], NOW)
    await world.apply(
        *(Notice(LINK), Notice(other), Pin("lamp-post", "The Lamp Post", "once")),
        Leave(GONE, "gone"),
    )

    number = world.memory.numbers.of("lamp-post", LINK)
    await world.apply(Forget(GONE, ("lamp-post",), NOW, "files stay"))

    kept = Store.read(world.folder)
    for catalogue in (world.catalogue, Catalogue(kept)):
        assert (list(catalogue.sources), list(catalogue.listings)) == ([other], ["kettle"])
    assert list(kept.table("items").ids()) == ["kettle/1/1"]
    for memory in (world.memory, Memory(kept)):
        assert (memory.left_at, list(memory.wished_at)) == ({}, [other])
        assert memory.pins == {"lamp-post": "The Lamp Post"}
        assert memory.numbers.find("lamp-post") == number
    assert world.memory.numbers.of("another", other) == number + 1


async def test_what_is_not_there_any_more_is_forgotten_all_the_same(world: World) -> None:
    await world.apply(Leave(GONE, "gone"))

    await world.apply(Forget(GONE, ("lamp-post",), NOW, "files stay"))

    assert world.memory.left_at == {}
