"""Wishes come at once and leave slowly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aniworldd.model.watch import Watch
from aniworldd.reconcile.wants import Wants
from aniworldd.watchlist.watchlist import Wishes
from tests.factories import make_watch
from tests.fake_clock import FakeClock

TEN = [
    make_watch(id=f"{number:02}.yaml", link=f"https://x.example/{number}") for number in range(10)
]


class World:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.wants = Wants(self.clock)

    def read(self, *watches: Watch, available: bool = True) -> None:
        self.wants.update(Wishes(watches=watches, available=available))

    async def later(self, seconds: float) -> None:
        await self.clock.advance(seconds)


@pytest.fixture
def world() -> World:
    return World()


def test_a_wish_that_is_held_downloads_nothing_by_itself(world: World) -> None:
    world.read(make_watch(download=True), TEN[0])

    with world.wants.hold(make_watch().link):
        held = world.wants.in_force()

    assert set(held) == {TEN[0], make_watch(download=False)}
    assert set(world.wants.in_force()) == {TEN[0], make_watch(download=True)}


def test_a_new_wish_is_in_force_at_once(world: World) -> None:
    world.read(make_watch())

    assert world.wants.in_force() == (make_watch(),)


async def test_a_wish_whose_file_is_gone_stays_ten_seconds(world: World) -> None:
    world.read(make_watch())
    world.read()
    await world.later(9)
    before = world.wants.in_force()
    await world.later(2)

    assert before == (make_watch(),)
    assert world.wants.in_force() == ()


async def test_reading_again_does_not_lengthen_the_ten_seconds(world: World) -> None:
    world.read(make_watch())
    world.read()
    await world.later(6)
    world.read()
    await world.later(6)

    assert world.wants.in_force() == ()


async def test_a_file_that_comes_back_was_never_away(world: World) -> None:
    world.read(make_watch())
    world.read()
    await world.later(5)
    world.read(make_watch())
    await world.later(60)

    assert world.wants.in_force() == (make_watch(),)


def test_a_renamed_file_is_one_wish(world: World) -> None:
    world.read(make_watch(id="a.yaml"))
    world.read(make_watch(id="b.yaml"))

    assert world.wants.in_force() == (make_watch(id="b.yaml"),)


async def test_a_folder_that_is_not_there_takes_nothing_away(world: World) -> None:
    world.read(*TEN[:2])
    world.read(available=False)
    await world.later(3600)

    assert world.wants.in_force() == tuple(TEN[:2])


async def test_a_folder_that_is_not_there_at_the_start_leaves_the_last_good_wishes(
    world: World,
) -> None:
    world.read(*TEN[:2], available=False)
    await world.later(3600)

    assert world.wants.in_force() == tuple(TEN[:2])


async def test_a_file_that_left_before_its_folder_did_leaves_all_the_same(world: World) -> None:
    world.read(*TEN[:2])
    world.read(TEN[0])
    world.read(*TEN[:2], available=False)
    await world.later(11)

    assert world.wants.in_force() == (TEN[0],)


async def test_what_vanished_while_nobody_looked_is_a_question(world: World) -> None:
    world.wants = Wants(world.clock, TEN)
    world.read()
    await world.later(60)

    assert world.wants.question is not None
    assert world.wants.in_force() == tuple(TEN)


async def test_a_file_that_vanished_while_nobody_looked_leaves_slowly(world: World) -> None:
    world.wants = Wants(world.clock, TEN)
    world.read(*TEN[1:])
    before = world.wants.in_force()
    await world.later(11)

    assert before == tuple(TEN)
    assert world.wants.in_force() == tuple(TEN[1:])


def test_a_clock_that_jumps_ahead_takes_no_wish_away(world: World) -> None:
    world.read(make_watch())
    world.read()
    world.clock.set(world.clock.now() + timedelta(days=365))

    assert world.wants.in_force() == (make_watch(),)


async def test_a_clock_that_goes_back_keeps_no_wish(world: World) -> None:
    world.read(make_watch())
    world.read()
    world.clock.set(world.clock.now() - timedelta(days=365))
    await world.later(11)

    assert world.wants.in_force() == ()


def test_time_alone_answers_no_question_in_a_moment(world: World) -> None:
    asked: list[bool] = []
    world.wants.accepted = lambda: asked.append(world.wants.asking)
    world.read(*TEN)
    world.read()
    while_asking = (world.wants.leaving, world.wants.asking)
    world.wants.accept()

    assert while_asking == (False, True)
    assert (world.wants.leaving, world.wants.asking) == (True, False)
    assert asked == [False]


async def test_many_wishes_that_vanish_at_once_are_a_question(world: World) -> None:
    world.read(*TEN)
    world.read(*TEN[:3])
    await world.later(3600)

    assert world.wants.in_force() == tuple(TEN)
    assert world.wants.question is not None

    world.wants.accept()
    assert world.wants.in_force() == tuple(TEN[:3])


async def test_a_few_that_vanish_are_none(world: World) -> None:
    world.read(*TEN)
    world.read(*TEN[:6])
    await world.later(11)

    assert world.wants.in_force() == tuple(TEN[:6])


def test_a_list_that_got_another_name_is_no_question(world: World) -> None:
    old = [
        make_watch(id=f"old.txt x.example/{it}", link=f"https://x.example/{it}")
        for it in "abcdefgh"
    ]
    new = [replace(watch, id=watch.id.replace("old", "new")) for watch in old]
    world.read(*old)

    world.read(*new)

    assert world.wants.question is None
    assert world.wants.in_force() == tuple(new)
    assert not world.wants.leaving


async def test_a_list_that_vanishes_is_a_question(world: World) -> None:
    world.read(*(make_watch(id=f"a.txt {it}", link=f"https://x.example/{it}") for it in "abcdefgh"))

    world.read()
    await world.later(60)

    assert world.wants.question is not None
    assert len(world.wants.in_force()) == 8


async def test_a_list_that_was_away_for_a_moment_left_nothing(world: World) -> None:
    wishes = [make_watch(id=f"a.txt {it}", link=f"https://x.example/{it}") for it in "abcdefgh"]
    world.read(*wishes)
    world.read()
    await world.later(5)
    world.read(*wishes)
    await world.later(60)

    assert world.wants.question is None
    assert world.wants.in_force() == tuple(wishes)
