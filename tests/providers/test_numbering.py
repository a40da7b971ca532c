from dataclasses import replace

import pytest

from aniworldd.model.title import Item
from aniworldd.providers import numbering
from aniworldd.providers.numbering import Entry, kept_tail, place
from tests.factories import make_item


def items(*places: tuple[str, int, int]) -> list[Item]:
    return [make_item(season, number, id=id) for id, season, number in places]


def entries(*ids: str) -> list[Entry]:
    return [Entry(id) for id in ids]


def test_what_has_no_number_is_counted_in_its_order() -> None:
    assert place(entries("a", "b", "c")) == {"a": (1, 1), "b": (1, 2), "c": (1, 3)}


def test_what_was_listed_keeps_its_number_wherever_new_ones_stand() -> None:
    known = items(("a", 1, 1), ("b", 1, 2))

    assert place(entries("new", "b", "a", "newer"), known) == {
        "a": (1, 1),
        "b": (1, 2),
        "new": (1, 3),
        "newer": (1, 4),
    }


def test_a_number_is_not_given_again_while_its_last_owner_is_known() -> None:
    known = items(("a", 1, 1), ("b", 1, 2))

    assert place(entries("a", "new"), known) == {"a": (1, 1), "new": (1, 3)}


def test_a_number_that_is_said_is_taken_from_one_that_is_gone() -> None:
    known = items(("a.avi", 1, 1), ("b.avi", 1, 2))

    found = place([Entry("a.mp4", (1, 1)), Entry("b.avi", (1, 2))], known)

    assert found == {"a.mp4": (1, 1), "b.avi": (1, 2)}


def test_what_is_gone_stays_until_another_takes_its_place() -> None:
    known = items(("a", 1, 1), ("b", 1, 2), ("c", 1, 3))
    now = items(("d", 1, 3), ("e", 1, 4))

    assert [item.id for item in numbering.with_gone(now, known)] == ["a", "b", "d", "e"]


@pytest.mark.parametrize(
    "text, name",
    {
        "Night Bus - S02E05 - The Wrong Terminus": "The Wrong Terminus",
        "Night Bus: The Wrong Terminus": "The Wrong Terminus",
        "2x05 The Wrong Terminus": "The Wrong Terminus",
        "Night Buses of Europe": "Night Buses of Europe",
        "Night Bus": "Night Bus",
        "S02E05": "S02E05",
        "": "",
    }.items(),
)
def test_an_episode_s_own_name_is_what_is_left(text: str, name: str) -> None:
    assert numbering.own_name(text, "Night Bus") == name


def test_the_last_of_a_season_stays_when_it_is_gone() -> None:
    known = items(("a", 1, 1), ("b", 1, 2), ("c", 2, 1), ("d", 1, 3))

    assert [item.id for item in kept_tail(known, {"a", "c"})] == ["d"]
    assert kept_tail(known, {"a", "b", "c", "d"}) == []


def test_a_number_that_is_said_counts() -> None:
    assert place([Entry("a", (2, 7)), Entry("b", (1, 3))]) == {"a": (2, 7), "b": (1, 3)}


def test_of_two_that_say_the_same_the_first_has_it() -> None:
    found = place([Entry("a", (1, 1)), Entry("b", (1, 1)), Entry("c", (1, 2))])

    assert found == {"a": (1, 1), "c": (1, 2), "b": (0, 1)}


def test_a_new_one_does_not_take_the_place_of_a_known_one() -> None:
    known = items(("a", 1, 5))

    assert place([Entry("a"), Entry("b", (1, 5))], known) == {"a": (1, 5), "b": (1, 6)}


def test_the_few_without_a_number_are_extras() -> None:
    found = place([Entry("a", (1, 1)), Entry("b", (1, 2)), Entry("trailer")])

    assert found["trailer"] == (0, 1)


def test_the_many_without_a_number_are_counted_on_from_those_with_one() -> None:
    found = place([Entry("a"), Entry("b", (1, 7)), Entry("c")])

    assert found == {"b": (1, 7), "a": (1, 8), "c": (1, 9)}


def test_an_address_stands_in_for_an_id_that_changed() -> None:
    known = [replace(item, url="https://x.example/a") for item in items(("old", 1, 4))]

    found = place([Entry("new", url="https://x.example/a"), Entry("b")], known)

    assert found == {"new": (1, 4), "b": (1, 5)}


@pytest.mark.parametrize(
    "name, expected",
    {
        "Night Bus - S02E05 - Name.mkv": (2, 5),
        "Season 2/05 - Name.mkv": (2, 5),
        "Night Bus - 12.mkv": (1, 12),
        "12.mkv": (1, 12),
        "Night Bus Trailer.mkv": None,
        "Night Bus S01E01E02.mkv": None,
        "../../etc/S01E01.mkv": (1, 1),
    }.items(),
)
def test_a_file_s_name_is_read_as_in_a_library(name: str, expected: tuple[int, int] | None) -> None:
    assert numbering.read(name, "Night Bus") == expected


@pytest.mark.parametrize(
    "text, expected",
    {
        "S02E05 The Wrong Terminus": (2, 5),
        "The Wrong Terminus (S2/E5)": (2, 5),
        "Night Bus 2x05": (2, 5),
        "Staffel 2 Folge 5": (2, 5),
        "10 Things About Trains": None,
        "1984": None,
        "Either/Or S01E03": (1, 3),
        "": None,
    }.items(),
)
def test_an_episode_s_name_counts_only_with_its_season(
    text: str, expected: tuple[int, int] | None
) -> None:
    assert numbering.read_title(text, "Night Bus") == expected
