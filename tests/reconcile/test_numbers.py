"""Titles are counted, and no number is given twice."""

from pathlib import Path

from aniworldd.catalogue import Renamed
from aniworldd.reconcile.numbers import Numbers
from aniworldd.store import Store
from tests.fake_clock import FakeClock


def opened(folder: Path) -> Store:
    return Store.open(folder, now=FakeClock().now)


def test_each_title_has_one_and_keeps_it_over_a_restart(tmp_path: Path) -> None:
    store = opened(tmp_path)
    numbers = Numbers(store)
    given = [numbers.of(title, "") for title in ("lamp", "tea", "lamp")]
    store.close()

    store = opened(tmp_path)
    again = Numbers(store)
    assert given == [1, 2, 1]
    assert [again.of(title, "") for title in ("new", "tea", "lamp")] == [3, 2, 1]
    assert again.find("unheard-of") is None
    store.close()


def test_a_wish_that_was_counted_before_its_title_was_known_gives_it_its_number(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path)
    numbers = Numbers(store)
    assert numbers.of_wish("https://x.example/tea") == 1
    assert numbers.of_wish("https://x.example/tea") == 1
    assert numbers.of("lamp", "https://x.example/lamp") == 2
    store.close()

    store = opened(tmp_path)
    again = Numbers(store)
    assert again.of_wish("https://x.example/tea") == 1
    assert again.of("tea", "https://x.example/tea") == 1
    assert again.of("tea-2", "https://x.example/tea") == 3
    store.close()


def test_a_title_with_another_key_keeps_its_number_and_the_old_key_gets_a_new_one(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path)
    numbers = Numbers(store)
    numbers.of("lamp", "")
    moved = (Renamed("lamp-post", "lamp"), Renamed("lamp-post", "unheard-of"))

    numbers.moved(moved)
    assert numbers.find("lamp-post") == 1
    assert numbers.of("lamp", "") == 2
    numbers.moved(moved)  # as with every pass
    assert (numbers.find("lamp-post"), numbers.find("lamp")) == (1, 2)
    store.close()


def test_a_kill_after_it_was_durable_forgets_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    Numbers(store).of("lamp", "")
    store.flush()

    assert Numbers(Store.read(tmp_path)).find("lamp") == 1
    store.close()
