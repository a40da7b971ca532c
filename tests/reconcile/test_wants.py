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
        self.wants = Wants(self.clock.now)

    def read(self, *watches: Watch, available: bool = True) -> None:
        self.wants.update(Wishes(watches=watches, available=available))

    def later(self, seconds: float) -> None:
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))


@pytest.fixture
def world() -> World:
    return World()


def test_a_new_wish_is_in_force_at_once(world: World) -> None:
    world.read(make_watch())

    assert world.wants.in_force() == (make_watch(),)


def test_a_wish_whose_file_is_gone_stays_ten_seconds(world: World) -> None:
    world.read(make_watch())
    world.read()
    world.later(9)
    before = world.wants.in_force()
    world.later(2)

    assert before == (make_watch(),)
    assert world.wants.in_force() == ()


def test_reading_again_does_not_lengthen_the_ten_seconds(world: World) -> None:
    world.read(make_watch())
    world.read()
    world.later(6)
    world.read()
    world.later(6)

    assert world.wants.in_force() == ()


def test_a_file_that_comes_back_was_never_away(world: World) -> None:
    world.read(make_watch())
    world.read()
    world.later(5)
    world.read(make_watch())
    world.later(60)

    assert world.wants.in_force() == (make_watch(),)


def test_a_renamed_file_is_one_wish(world: World) -> None:
    world.read(make_watch(id="a.yaml"))
    world.read(make_watch(id="b.yaml"))

    assert world.wants.in_force() == (make_watch(id="b.yaml"),)


def test_a_folder_that_is_not_there_changes_nothing(world: World) -> None:
    world.read(*TEN)
    world.read(available=False)
    world.later(3600)

    assert world.wants.in_force() == tuple(TEN)


def test_many_wishes_that_vanish_at_once_are_a_question(world: World) -> None:
    world.read(*TEN)
    world.read(*TEN[:3])
    world.later(3600)

    assert world.wants.in_force() == tuple(TEN)
    assert world.wants.question is not None

    world.wants.accept()
    assert world.wants.in_force() == tuple(TEN[:3])


def test_a_few_that_vanish_are_none(world: World) -> None:
    world.read(*TEN)
    world.read(*TEN[:6])
    world.later(11)

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


def test_a_list_that_vanishes_is_a_question(world: World) -> None:
    world.read(*(make_watch(id=f"a.txt {it}", link=f"https://x.example/{it}") for it in "abcdefgh"))

    world.read()
    world.later(60)

    assert world.wants.question is not None
    assert len(world.wants.in_force()) == 8


def test_a_list_that_was_away_for_a_moment_left_nothing(world: World) -> None:
    wishes = [make_watch(id=f"a.txt {it}", link=f"https://x.example/{it}") for it in "abcdefgh"]
    world.read(*wishes)
    world.read()
    world.later(5)
    world.read(*wishes)
    world.later(60)

    assert world.wants.question is None
    assert world.wants.in_force() == tuple(wishes)
