"""One value of a file changes; every other byte stays."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aniworldd.config import marks, patch, values
from aniworldd.config.values import Keys, Value
from aniworldd.errors import ConfigError, Conflict, InvalidRequest, NotFound
from tests.config.layouts import ANY, at, changed_lines, files, loaded, scalars, spans

ETC = Path(__file__).parents[2] / "etc" / "aniworldd" / "config.yaml"
NAME = "config.yaml"


def put(source: str, keys: Keys, value: Value) -> str:
    return patch.put(source.encode(), keys, value, NAME).decode()


def drop(source: str, keys: Keys) -> str:
    return patch.drop(source.encode(), keys, NAME).decode()


@settings(max_examples=300, deadline=None)
@given(files(), ANY, st.data())
def test_a_scalar_changes_exactly_one_line(
    source: bytes, value: Value, data: st.DataObject
) -> None:
    places = scalars(source)
    assume(places)
    keys = data.draw(st.sampled_from(places))

    result = patch.put(source, keys, value, NAME)

    if values.same(loaded(source), loaded(result)):
        assert result == source
    else:
        assert changed_lines(source, result) == 1
    assert values.same(loaded(result), values.put(loaded(source), keys, values.wanted(value)))


@settings(max_examples=300, deadline=None)
@given(files(), st.lists(ANY, max_size=3), st.data())
def test_any_value_takes_any_form(source: bytes, value: list[Value], data: st.DataObject) -> None:
    keys = data.draw(st.sampled_from([*scalars(source), ("key0",), ("key1",), ("new", "x", "y")]))
    assume(loaded(source) is not None)
    forms: list[Value] = [value, {"kind": "x", "links": value}, {"a": {"b": value}}]
    new = data.draw(st.sampled_from(forms))

    try:
        result = patch.put(source, keys, new, NAME)
    except InvalidRequest:
        return

    assert values.same(loaded(result), values.put(loaded(source), keys, values.wanted(new)))
    kept = [line for line in source.split(b"\n") if line.lstrip().startswith(b"# alone")]
    assert all(line in result for line in kept)


@settings(max_examples=300, deadline=None)
@given(files(), st.data())
def test_what_is_dropped_is_gone_and_nothing_else(source: bytes, data: st.DataObject) -> None:
    places = [keys for keys in scalars(source) if isinstance(keys[-1], str)]
    assume(places)
    keys = data.draw(st.sampled_from(places))

    result = patch.drop(source, keys, NAME)

    assert values.same(loaded(result), values.drop(loaded(source), keys))


@settings(max_examples=100, deadline=None)
@given(files())
def test_both_readers_find_everything_at_the_same_places(source: bytes) -> None:
    assert spans(source, marks.FASTEST) == spans(source, marks.PURE)


@settings(max_examples=200, deadline=None)
@given(files())
def test_what_is_there_already_changes_no_byte(source: bytes) -> None:
    for keys in scalars(source):
        there = at(source, keys)
        if there is None:
            assert patch.put(source, keys, None, NAME) == source
        elif isinstance(there, values.Leaf) and not there.tag:
            assert patch.put(source, keys, there.text, NAME) == source


@pytest.mark.parametrize(
    "keys, value, line",
    [
        (("name",), "Röben", "name: Röben"),
        (("library", "naming"), "{title}", '  naming: "{title}"'),
        (("scheduler", "interval_minutes"), 30, "  interval_minutes: 30"),
        (("languages",), ["German Dub", "no"], 'languages: [German Dub, "no"]'),
        (("downloads", "downloaders"), [{"kind": "http"}], "  downloaders: [{kind: http}]"),
        (("languages_wait",), "3 days", "languages_wait: 3 days"),
    ],
    ids=str,
)
def test_in_the_shipped_file_a_key_stands_below_its_explanation(
    keys: Keys, value: Value, line: str
) -> None:
    before = ETC.read_text("utf-8").splitlines()

    after = patch.put(ETC.read_bytes(), keys, value, NAME).decode().splitlines()

    at = next(number for number, one in enumerate(after) if one == line)
    assert after[at - 1].strip().startswith(f"#{keys[-1]}: ")
    assert [*after[:at], *after[at + 1 :]] == before


def test_a_new_section_is_written_out_at_the_end_of_its_own() -> None:
    file = "providers:\n  # yours\n  #mysite:\n  #  kind: site\n\nname: x\n"

    result = put(file, ("providers", "my.site"), {"kind": "site", "links": ["https://x.example"]})

    assert result == (
        "providers:\n  # yours\n  #mysite:\n  #  kind: site\n"
        '  my.site:\n    kind: site\n    links: ["https://x.example"]\n\nname: x\n'
    )


def test_an_example_of_several_lines_is_not_torn_apart() -> None:
    result = put("providers:\n  #mysite:\n  #  kind: site\n", ("providers", "mysite", "kind"), "x")

    assert result == "providers:\n  #mysite:\n  #  kind: site\n  mysite:\n    kind: x\n"


@pytest.mark.parametrize(
    "source, value, result",
    [
        ("a: [x, y] # c\n", ["x"], "a: [x] # c\n"),
        ("a: [x, y]\n", ["z", "x", "y"], "a: [z, x, y]\n"),
        ("a: [x, y]\n", [], "a: []\n"),
        ("a: []\n", ["x"], "a: [x]\n"),
        ("a: [\n  x, # one\n  y\n]\n", ["x", "y", "z"], "a: [\n  x, # one\n  y, z\n]\n"),
        ("a: [\n  x, # one\n  y\n]\n", ["x"], "a: [\n  x, # one\n]\n"),
        ("a:\n- x # one\n- y\n", ["x", "z"], "a:\n- x # one\n- z\n"),
        ("a:\n  - x # one\n  - y\n", ["x"], "a:\n  - x # one\n"),
        ("a:\n  - x # one\n", ["w", "x"], "a:\n  - w\n  - x # one\n"),
        (
            "a:\n  - kind: x\n    # more\n    b: 1\n",
            [{"kind": "x", "b": 1}, {"kind": "v", "c": [1]}],
            "a:\n  - kind: x\n    # more\n    b: 1\n  - kind: v\n    c: [1]\n",
        ),
        ("a:\n  - {kind: x}\n", [{"kind": "v"}], "a:\n  - {kind: v}\n"),
        ("a:\n  - x\nb: 1\n", [], "a: []\nb: 1\n"),
        ("a: |\n  x\n\nb: 1\n", ["v"], "a: [v]\n\nb: 1\n"),
    ],
    ids=str,
)
def test_a_list_keeps_the_items_that_stay(source: str, value: Value, result: str) -> None:
    assert put(source, ("a",), value) == result


@pytest.mark.parametrize(
    "source, keys, result",
    [
        ("a: 1\nb: 2 # c\n", ("b",), "a: 1\n"),
        ("a: {x: 1, y: 2}\n", ("a", "x"), "a: {y: 2}\n"),
        ("a: {x: 1, y: 2}\n", ("a", "y"), "a: {x: 1}\n"),
        ("a: {x: 1}\n", ("a", "x"), "a: {}\n"),
        ("a:\n  x:\n    - 1\n    - 2\n  y: 1\n", ("a", "x"), "a:\n  y: 1\n"),
        ("a:\n  # c\n  x: 1\n", ("a", "x"), "a:\n  # c\n"),
        ("a:\n- x: 1\n  y: 2\n", ("a", 0, "x"), "a:\n- y: 2\n"),
        ("a:\n- x: 1\n", ("a", 0, "x"), "a:\n- {}\n"),
    ],
    ids=str,
)
def test_a_key_goes_with_its_lines(source: str, keys: Keys, result: str) -> None:
    assert drop(source, keys) == result


def test_an_alias_is_replaced_where_it_stands() -> None:
    assert put("a: &x 1\nb: *x # c\n", ("b",), 2) == "a: &x 1\nb: 2 # c\n"
    assert drop("a: &x 1\nb: *x\nc: 1\n", ("b",)) == "a: &x 1\nc: 1\n"


def test_what_would_change_elsewhere_too_is_refused() -> None:
    with pytest.raises(Conflict, match=r"^a cannot be changed in config\.yaml without changing mo"):
        put("a: &x 1\nb: *x\n", ("a",), 2)
    with pytest.raises(Conflict, match=r"b\.p cannot be changed"):
        put("a: &x {p: 1}\nb: *x\n", ("b", "p"), 2)


def test_aliases_that_repeat_without_end_are_refused_at_once() -> None:
    bomb = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 12))

    with pytest.raises(Conflict, match="aliases repeat too much"):
        put(f"k0: &k0 [x]\n{bomb}", ("k0",), 2)


def test_what_merges_from_elsewhere_gets_a_key_of_its_own() -> None:
    result = put("a: &x {p: 1}\nb:\n  <<: *x\n  q: 1\n", ("b", "p"), 2)

    assert result == "a: &x {p: 1}\nb:\n  <<: *x\n  q: 1\n  p: 2\n"


def test_places_that_cannot_be_are_named() -> None:
    with pytest.raises(InvalidRequest, match=r"^a is a value, not a section that could have keys$"):
        put("a: 1\n", ("a", "b"), 2)
    with pytest.raises(InvalidRequest, match=r"^a is a list, not a section"):
        put("a: [1]\n", ("a", "b"), 2)
    with pytest.raises(NotFound, match=r"^a has no such entry$"):
        put("a: [1]\n", ("a", 3), 2)
    with pytest.raises(NotFound, match=r"^a\.b is not written in config\.yaml$"):
        drop("a: {}\n", ("a", "b"))
    with pytest.raises(InvalidRequest, match=r"^a\[0\] is no key of a section$"):
        drop("a: [1]\n", ("a", 0))
    with pytest.raises(ConfigError, match="tab"):
        put("a:\n\tb: 1\n", ("a",), 2)
