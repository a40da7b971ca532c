"""What no wish leads to is noted, kept for a month, and then forgotten: never what one leads to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aniworldd.reconcile import leaving
from aniworldd.reconcile.leaving import KEPT
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Absent, Action, Desired, Forget, Leave, Observed, Return
from tests.factories import (
    LINK,
    LONG_AGO,
    NOW,
    make_desired,
    make_download,
    make_item,
    make_listing,
    make_observed,
    make_source,
    make_title,
    make_watch,
)

OTHER = "https://catalogue.example/anime/stream/kettle"
GONE = Absent(link=LINK)
NOBODY = Desired()
DUE = NOW - KEPT


def leave(observed: Observed, desired: Desired = NOBODY) -> list[Action]:
    """What the plan says of the catalogue's own."""
    kinds = (Leave, Return, Forget)
    return [one for one in plan(desired, observed, NOW).actions if isinstance(one, kinds)]


def pair(*of_other: str) -> Observed:
    """Two links, and the titles behind the second."""
    kettle = make_listing([make_item(title="kettle")], title=make_title("kettle"))
    observed = make_observed()
    return replace(
        observed,
        sources={**observed.sources, OTHER: make_source(link=OTHER, titles=of_other)},
        listings={**observed.listings, "kettle": kettle},
    )


def test_a_wish_that_goes_is_noted_once() -> None:
    observed = make_observed()

    [action] = leave(observed)

    assert action == Leave(GONE, "no wish leads to it any more")
    assert leave(replace(observed, left_at={GONE: NOW})) == []


@pytest.mark.parametrize(
    "desired",
    [make_desired(), make_desired(make_watch(enabled=False)), make_desired(make_watch(seasons=()))],
    ids=["in force", "disabled", "no season"],
)
def test_what_is_wished_for_is_kept_for_ever(desired: Desired) -> None:
    assert leave(make_observed(), desired) == []


def test_after_a_month_it_is_forgotten_with_its_titles() -> None:
    observed = make_observed(left_at={GONE: DUE})

    assert leave(observed) == [Forget(GONE, ("lamp-post",), DUE, "files, history and folders stay")]
    assert leave(replace(observed, left_at={GONE: DUE + timedelta(seconds=1)})) == []


def test_a_wish_that_comes_back_takes_the_note_along() -> None:
    observed = make_observed(left_at={GONE: DUE})

    assert [type(action) for action in leave(observed, make_desired())] == [Return]


def test_a_note_about_what_is_gone_goes_too() -> None:
    observed = replace(Observed(), left_at={GONE: DUE, Absent(title="x"): DUE})

    assert [type(action) for action in leave(observed)] == [Return, Return]


@pytest.mark.parametrize("state", ["pending", "downloading", "failed"])
def test_what_is_on_its_way_is_not_forgotten(state: str) -> None:
    download = make_download(state=state, asked_by="person")
    observed = make_observed(left_at={GONE: LONG_AGO}, downloads={download.item: download})

    assert leave(observed) == []


def test_a_title_that_another_wish_leads_to_stays() -> None:
    observed = replace(pair("lamp-post", "kettle"), left_at={GONE: DUE})

    [action] = leave(observed, make_desired(make_watch(link=OTHER)))

    assert isinstance(action, Forget)
    assert action.titles == ()


def test_a_title_of_two_links_goes_with_the_last_one() -> None:
    left: dict[Absent, datetime] = {GONE: DUE, Absent(link=OTHER): DUE}
    observed = replace(pair("lamp-post", "kettle"), left_at=left)

    first, second = leave(observed)
    only_one = leave(replace(observed, left_at={**left, Absent(link=OTHER): NOW}))

    assert isinstance(first, Forget)
    assert isinstance(second, Forget)
    assert (first.titles, second.titles) == ((), ("lamp-post", "kettle"))
    assert [one.titles for one in only_one if isinstance(one, Forget)] == [()]


def test_a_title_of_no_link_at_all_is_forgotten_too() -> None:
    """Its provider calls it otherwise now, or lists it no more."""
    observed, orphan = pair(), Absent(title="kettle")
    desired = make_desired(make_watch(), make_watch(id="kettle.yaml", link=OTHER))

    assert leave(observed, desired) == [Leave(orphan, "no wish leads to it any more")]
    assert leave(replace(observed, left_at={orphan: DUE}), desired) == [
        Forget(orphan, ("kettle",), DUE, "files, history and folders stay")
    ]


def test_a_clock_that_was_ahead_makes_nothing_older() -> None:
    observed = make_observed(left_at={GONE: NOW + timedelta(days=400)})

    assert [type(action) for action in leave(observed)] == [Leave]


def test_it_is_said_until_when_it_is_kept() -> None:
    observed = pair("kettle")
    left = {GONE: NOW, Absent(title="other"): LONG_AGO}

    assert leaving.expected("lamp-post", replace(observed, left_at=left)) == NOW + KEPT
    assert leaving.expected("lamp-post", observed) is None
