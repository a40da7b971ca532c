"""The collector leaves out what stays, and what stays no longer is freed all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from aniworldd.daemon import memory


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
