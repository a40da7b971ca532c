"""Series as rows: what counts as missing, and what a wish without a title looks like."""

import pytest

from aniworldd.library.shelf import Here
from aniworldd.model.verdict import Reason
from aniworldd.model.watch import Watch
from aniworldd.overview import reasons, series
from aniworldd.overview.series import SeriesRow
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Desired, Observed
from tests.factories import (
    NOW,
    make_desired,
    make_item,
    make_listing,
    make_observed,
    make_shelf,
    make_source,
    make_watch,
)

FOUR = make_listing([make_item(1, 1), make_item(1, 2), make_item(2, 1), make_item(0, 1)])
HERE = make_shelf({(1, 1): Here("The Lamp Post (2024)/a.mkv")})


def rows(
    observed: Observed, desired: Desired | None = None, *wished: Watch
) -> tuple[SeriesRow, ...]:
    desired = desired or make_desired()
    found = plan(desired, observed, NOW)
    return series.rows(found, observed, wished or desired.watches, {"demo": "demo.example"})


def test_what_is_missing_is_told_by_season() -> None:
    (row,) = rows(make_observed(FOUR, shelf=HERE))

    assert row.missing == {"1": [2], "2": [1], "0": [1]}
    assert row.missing_count == 3
    assert (row.site, row.folder) == ("demo.example", "The Lamp Post (2024)")


def test_without_a_link_of_its_provider_the_site_is_the_host_of_the_wish_s() -> None:
    observed = make_observed(FOUR)
    (row,) = series.rows(plan(make_desired(), observed, NOW), observed, [make_watch()], {})

    assert row.site == "catalogue.example"


def test_seasons_that_nobody_wants_are_not_missing_but_are_listed() -> None:
    observed, desired = make_observed(FOUR), make_desired(make_watch(seasons=frozenset({2})))
    (row,) = rows(observed, desired)

    whole = series.whole(row, plan(desired, observed, NOW), observed)

    assert row.missing == {"2": [1]}
    assert [(one.season, one.number) for one in whole.episodes] == [(1, 1), (1, 2), (2, 1), (0, 1)]


def test_a_library_that_is_away_has_nothing_missing() -> None:
    (row,) = rows(make_observed(FOUR, shelf=make_shelf(away="unplugged")))

    assert row.missing == {}


def test_a_wish_that_nobody_has_answered_goes_by_its_file() -> None:
    waiting = make_watch(id="tea.yaml", link="https://x.example/tea", name="Tea", folder="Tee")
    known = make_watch()
    observed = make_observed(FOUR, sources={known.link: make_source()})

    found = rows(observed, make_desired(known, waiting))

    assert next((row.key, row.name, row.folder, row.missing) for row in found) == (
        "tea",
        "Tea",
        "Tee",
        {},
    )
    assert series.whole(found[0], plan(make_desired(known), observed, NOW), observed).here == 0


def test_its_name_is_not_that_of_another_series() -> None:
    waiting = make_watch(id="lamp-post.url", link="https://x.example/tea")
    observed = make_observed(FOUR)

    found = rows(observed, make_desired(make_watch(), waiting))

    assert {row.key for row in found} == {"lamp-post", "lamp-post.url"}


def test_of_two_wishes_for_one_title_the_other_goes_on() -> None:
    first = make_watch(id="a.yaml")
    other = make_watch(id="b.yaml", link="https://catalogue.example/anime/stream/lamp-post/2")
    sources = {first.link: make_source(), other.link: make_source(link=other.link)}
    observed, desired = make_observed(FOUR, sources=sources), make_desired(first, other)

    (both,) = rows(observed, desired)
    (left,) = rows(observed, desired, other)

    assert (both.watch, left.watch) == (first, other)
    assert (both.key, both.missing) == (left.key, left.missing)


def test_a_wish_that_was_taken_away_is_gone_at_once() -> None:
    other = make_watch(id="other.yaml", link="https://x.example/other")

    (left,) = rows(make_observed(FOUR), make_desired(), other)

    assert left.key == "other"


@pytest.mark.parametrize("reason", Reason)
def test_of_each_reason_it_is_said_whether_anything_is_missing(reason: Reason) -> None:
    not_missing = {
        *("here", "not_ours", "upgrade_off", "excluded_by_seasons", "excluded_by_monitor"),
        *("wish_disabled", "not_released", "library_away", "library_shrunk"),
    }

    assert reasons.missing(reason) == (reason.value not in not_missing)
