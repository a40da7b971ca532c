"""Frozen records as documents and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

import pytest
from pydantic import JsonValue

from aniworldd.errors import StoreError
from aniworldd.store.records import Codec

AT = datetime(2026, 11, 24, 12, 0, 0, 250, tzinfo=UTC)


class Mood(StrEnum):
    CALM = "calm"
    LOUD = "loud"


class Rank(IntEnum):
    LOW = 0
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    rate: float = 1.5


@dataclass(frozen=True, slots=True)
class Thing:
    key: str
    at: datetime
    count: int = 0
    on: bool = False
    mood: Mood = Mood.CALM
    rank: Rank = Rank.LOW
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    gone: frozenset[str] = frozenset()
    ended: datetime | None = None
    part: Part | None = None


CODEC = Codec(Thing, "thing")
FULL = Thing(
    "a",
    AT,
    count=3,
    on=True,
    mood=Mood.LOUD,
    rank=Rank.HIGH,
    words=("x", "y"),
    parts=(Part("p"), Part("q", 2.0)),
    gone=frozenset({"b", "a"}),
    ended=AT,
    part=Part("r"),
)


@pytest.mark.parametrize("thing", [Thing("a", AT), FULL, replace(FULL, parts=(), part=None)])
def test_a_record_comes_back_through_json_as_it_was(thing: Thing) -> None:
    stored = json.loads(json.dumps(CODEC.dump(thing)))

    back = CODEC.load("a", stored)

    assert back == thing
    assert (type(back.mood), type(back.rank)) == (Mood, Rank)


def test_what_has_its_default_is_not_written() -> None:
    assert CODEC.dump(Thing("a", AT, count=2)) == {"key": "a", "at": AT.isoformat(), "count": 2}


def test_a_document_says_it_in_plain_words() -> None:
    assert CODEC.dump(FULL)["parts"] == [{"name": "p"}, {"name": "q", "rate": 2.0}]
    assert CODEC.dump(FULL)["gone"] == ["a", "b"]
    assert CODEC.dump(FULL)["mood"] == "loud"


def test_changes_are_the_fields_that_differ_back_to_the_default_too() -> None:
    new = replace(FULL, count=0, ended=None, words=("z",))

    assert CODEC.changes(FULL, new) == {"count": 0, "ended": None, "words": ["z"]}
    assert CODEC.load("a", CODEC.dump(FULL) | CODEC.changes(FULL, new)) == new  # type: ignore[arg-type]


def test_fields_apart_are_given_and_not_written() -> None:
    codec = Codec(Part, "part", apart=("name",))

    assert codec.dump(Part("p", 2.0)) == {"rate": 2.0}
    assert codec.load("p", {"rate": 2.0}, name="p") == Part("p", 2.0)


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert CODEC.load("a", {**_least(), "later": 1}) == Thing("a", AT)


def test_text_is_shared_with_the_document_and_equal_lists_with_each_other() -> None:
    document = {**_least(), "key": "".join(["a", "long", "key"])}
    one = CODEC.load("a", {**document, "words": ["x", "y"]})
    other = CODEC.load("b", {**document, "words": ["x", "y"]})

    assert one.key is document["key"]
    assert one.words is other.words


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"at": None}, "at: None is not a time"),
        ({"at": "soon"}, "at: 'soon' is not a time"),
        ({"count": "3"}, "count: '3' is not a whole number"),
        ({"count": True}, "count: True is not a whole number"),
        ({"on": 1}, "on: 1 is not true or false"),
        ({"mood": "odd"}, "mood: 'odd' is not one of calm, loud"),
        ({"rank": []}, r"rank: \[\] is not one of 0, 2"),
        ({"words": "x"}, "words: 'x' is not a list"),
        ({"words": [1]}, "words: 1 is not text"),
        ({"parts": [{"rate": 1.0}]}, "parts: name is missing"),
        ({"part": "p"}, "part: 'p' is not an object"),
        ({"part": {"name": "p", "rate": "fast"}}, "part: rate: 'fast' is not a number"),
        ({"key": 7}, "key: 7 is not text"),
    ],
)
def test_damage_is_told_with_its_place(wrong: Mapping[str, JsonValue], said: str) -> None:
    with pytest.raises(StoreError, match=f"the stored thing 'a' cannot be read: {said}"):
        CODEC.load("a", {**_least(), **wrong})


def test_a_field_that_must_be_there_and_is_not_is_told() -> None:
    with pytest.raises(StoreError, match="at is missing"):
        CODEC.load("a", {"key": "a"})


def test_a_type_that_cannot_be_stored_is_refused_at_once() -> None:
    @dataclass(frozen=True)
    class Odd:
        what: complex

    with pytest.raises(TypeError, match="cannot be stored"):
        Codec(Odd, "odd")


def _least() -> dict[str, JsonValue]:
    return {"key": "a", "at": AT.isoformat()}
