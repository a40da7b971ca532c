"""What messages say of an item besides its key."""

from collections.abc import Iterator
from dataclasses import replace

from aniworldd.catalogue import Listed
from aniworldd.model.title import ItemKey
from aniworldd.overview.labels import Labels
from aniworldd.overview.records import Label
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Plan
from tests.factories import NOW, make_desired, make_item, make_listing, make_observed

ITEM = ItemKey("lamp-post", 1, 1)
LISTED = make_listing([make_item(name="The Wick"), make_item(1, 2, name="The Flame")])
FOLDER = "The Lamp Post (2024)"


def test_a_folder_that_is_only_just_chosen_counts() -> None:
    observed = make_observed(LISTED, pins={})

    label = Labels().of(ITEM, plan(make_desired(), observed, NOW), observed)

    assert label == Label(FOLDER, "The Wick")


def test_what_nobody_wishes_for_any_more_keeps_what_is_known_of_it() -> None:
    labels, observed = Labels(), make_observed(LISTED)

    assert labels.of(ITEM, Plan(), observed) == Label(FOLDER, "The Wick")
    assert labels.of(ItemKey("unknown", 1, 1), Plan(), observed) == Label()
    assert labels.of(ItemKey("lamp-post", 9, 9), Plan(), observed) == Label(FOLDER)


def test_what_changed_is_told_after_the_next_pass() -> None:
    labels, before = Labels(), Plan()
    labels.of(ITEM, before, make_observed(LISTED))
    renamed = make_observed(make_listing([make_item(name="The Glow")]))

    assert labels.of(ITEM, before, renamed).name == "The Wick"
    assert labels.of(ITEM, Plan(), renamed).name == "The Glow"


def test_controls_in_names_are_not_passed_on() -> None:
    observed = make_observed(make_listing([make_item(name="The\x1b[31m Wick")]))

    assert "\x1b" not in Labels().of(ITEM, Plan(), observed).name


class Looked(tuple[Listed, ...]):
    """Counts how often somebody goes through it."""

    times = 0

    def __iter__(self) -> Iterator[Listed]:
        Looked.times += 1
        return super().__iter__()


def test_a_list_is_gone_through_once_for_all_of_its_items() -> None:
    listing = replace(LISTED, items=Looked(LISTED.items))
    labels, observed, nothing, before = Labels(), make_observed(listing), Plan(), Looked.times

    for number in (1, 2) * 50:
        labels.of(ItemKey("lamp-post", 1, number), nothing, observed)

    assert Looked.times == before + 1
