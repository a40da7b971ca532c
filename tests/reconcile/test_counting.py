"""Absolute numbers: placed where there is only one place, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aniworldd.library.shelf import COUNTED, Here
from aniworldd.model.verdict import Reason
from aniworldd.reconcile import counting
from aniworldd.reconcile.plan import plan
from tests.factories import (
    NOW,
    make_desired,
    make_item,
    make_listing,
    make_observed,
    make_shelf,
)

Place = tuple[int, int]


def seasons(*lengths: int, films: int = 0) -> set[Place]:
    places = {(0, number) for number in range(1, films + 1)}
    for season, length in enumerate(lengths, 1):
        places |= {(season, number) for number in range(1, length + 1)}
    return places


ALL = range(1, 500)

CASES = [
    ("the first season", {5}, seasons(12, 12), {5: (1, 5)}),
    ("the second season", {13, 24}, seasons(12, 12), {13: (2, 1), 24: (2, 12)}),
    ("films do not count", {13}, seasons(12, 12, films=3), {13: (2, 1)}),
    ("there is no such number", {25, 0}, seasons(12, 12), {}),
    ("season and episode in one, or counted", {203}, seasons(35, 48, 48, 48, 48), {}),
    ("no such episode in that season", {148}, seasons(35, 48, 48, 48), {148: (4, 17)}),
    ("one that joins nothing shows how its folder counts", {203, 148}, seasons(35, 48, 48, 48, 48),
     {203: (5, 24), 148: (4, 17)}),
    ("both readings are the same item", {101}, {(1, number) for number in (1, 101)}, {}),
    ("one long season", {101, 250}, seasons(300), {101: (1, 101), 250: (1, 250)}),
    ("one long season, and only what could be joined", {101}, seasons(300), {}),
    ("a whole folder that counts", set(range(1, 120)), seasons(60, 60), {
        **{number: (1, number) for number in range(1, 61)},
        **{number: (2, number - 60) for number in range(61, 120)},
    }),
    ("a catalogue that counts, too", {13}, {*seasons(12), *((2, n) for n in range(13, 25))},
     {13: (2, 13)}),
    ("a season is missing", {5, 13}, {(1, 1), (3, 1)}, {}),
    ("an episode is missing", {5}, {(1, 1), (1, 5), (2, 1)}, {}),
    ("an episode of the only season is missing", {5}, {(1, 1), (1, 5)}, {5: (1, 5)}),
    ("only films are listed", {1}, seasons(films=3), {}),
    ("nothing is listed", {1}, set(), {}),
]  # fmt: skip


@pytest.mark.parametrize(
    "counted, listed, expected", [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_counted_number_is_the_only_item_that_it_can_be(
    counted: set[int], listed: set[Place], expected: dict[int, Place]
) -> None:
    assert counting.places(counted, listed) == expected


@given(lengths=st.lists(st.integers(1, 120), min_size=1, max_size=8), data=st.data())
def test_no_number_is_ever_placed_elsewhere(lengths: list[int], data: st.DataObject) -> None:
    listed = seasons(*lengths)
    in_order = sorted(listed)
    counted = data.draw(st.sets(st.integers(0, sum(lengths) + 20), max_size=80))

    for number, place in counting.places(counted, listed).items():
        assert place == in_order[number - 1]


@given(lengths=st.lists(st.integers(1, 60), min_size=2, max_size=8), data=st.data())
def test_joined_season_and_episode_is_never_taken_for_a_count(
    lengths: list[int], data: st.DataObject
) -> None:
    listed = seasons(*lengths)
    joined = {season * 100 + number: (season, number) for season, number in listed}
    counted = data.draw(st.sets(st.sampled_from(sorted(joined)), min_size=1))

    for number, place in counting.places(counted, listed).items():
        assert place == joined[number]


def test_a_counted_file_is_here_and_its_gap_is_closed() -> None:
    items = [make_item(season, number) for season in (1, 2) for number in range(1, 13)]
    files = {(COUNTED, number): Here(f"x/x - {number:02}.mkv") for number in range(1, 18)}
    files[(2, 1)] = Here("x/x - S02E01.mkv")
    observed = make_observed(make_listing(items), shelf=make_shelf(files))

    result = plan(make_desired(), observed, NOW)

    here = {v.item.code: v.file for v in result.verdicts if v.reason is Reason.HERE}
    assert len(here) == 17
    assert (here["S02E01"], here["S02E05"]) == ("x/x - S02E01.mkv", "x/x - 17.mkv")
    assert "S02E06" not in here
