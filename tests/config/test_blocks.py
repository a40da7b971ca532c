"""Sections and lists with lines of their own change where they must, and nowhere else."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aniworldd.config import patch, values
from aniworldd.config.differences import COMPARISONS, differences
from aniworldd.config.values import Keys, Leaf, Value, View
from tests.config.blocks import File, Line, blocks
from tests.config.layouts import at, loaded

NAME = "config.yaml"
NEW = st.recursive(
    st.sampled_from(["new", "22:00", "a: b", "", 7, True, None]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["n", "m"]), inner, max_size=2)
    ),
    max_leaves=4,
)


class Other(yaml.BaseLoader):
    """A reader that is not ours: every scalar a text, the words for nothing None."""


def _scalar(loader: Other, node: yaml.Node) -> object:
    assert isinstance(node, yaml.ScalarNode)
    return node.value if node.style or node.value not in {"", "null"} else None


for tag in ("!env", "tag:yaml.org,2002:str"):
    Other.add_constructor(tag, _scalar)


def plain(view: View) -> object:
    """The same as that reader gives it."""
    if isinstance(view, Leaf):
        return view.text
    if isinstance(view, Mapping):
        return {name: plain(item) for name, item in view.items()}
    return None if view is None else [plain(item) for item in view]


def value_of(view: View) -> Value:
    """What says the same; nothing does of what has a tag."""
    if isinstance(view, Leaf):
        assume(not view.tag)
        return view.text
    if isinstance(view, Mapping):
        return {name: value_of(item) for name, item in view.items()}
    return None if view is None else [value_of(item) for item in view]


def paths(view: View, above: Keys = ()) -> Iterator[Keys]:
    """Of everything in it."""
    entries: Sequence[tuple[str | int, View]] = []
    if isinstance(view, Mapping):
        entries = list(view.items())
    elif view is not None and not isinstance(view, Leaf):
        entries = list(enumerate(view))
    for key, item in entries:
        yield (*above, key)
        yield from paths(item, (*above, key))


def some(data: st.DataObject, file: File, fits: Callable[[View], bool]) -> Keys:
    """The keys of something in the file."""
    found = [path for path in paths(loaded(file.source)) if fits(at(file.source, path))]
    assume(found)
    return data.draw(st.sampled_from(found))


def alike(items: Sequence[Value]) -> Iterator[bool]:
    """Whether each two of them say the same."""
    for one, other in combinations(map(values.wanted, items), 2):
        yield values.same(one, other)


def in_one_line(file: File, keys: Keys) -> set[Keys]:
    """These keys when it is a list or section that has no lines of its own."""
    return {keys for line in file.lines if line.flow and keys in line.about}


def stays(line: Line, touched: Collection[Keys]) -> bool:
    """Whether an edit of these entries must leave the line alone."""

    def gone(path: Keys) -> bool:
        return any(path[: len(one)] == one for one in touched)

    if line.between is None:
        return not any(gone(path) for path in line.about)
    path, number = line.between
    numbers = {int(str(one[-1]).removeprefix("k")) for one in touched if one[:-1] == path}
    around = {number - 1, number} & numbers
    # a blank line goes with the one or the other; a comment only with both
    return not gone(path) and len(around) < (2 if line.text else 1)


def behind_dash(file: File, touched: Collection[Keys]) -> set[Keys]:
    """Entries that stand in the line of a dash, or will when all before them go."""
    found = set()
    for path in (line.first for line in file.lines if line.first):
        found.add(path)
        while path in touched:
            path = (*path[:-1], _next(path[-1]))
            found.add(path)
    return found


def _next(key: str | int) -> str | int:
    return key + 1 if isinstance(key, int) else f"k{int(key.removeprefix('k')) + 1}"


def judge(file: File, result: bytes, expected: View, touched: Collection[Keys]) -> None:
    """It says what is expected, and all lines that must stay are there byte for byte, in order."""
    there, found, lost = result.decode().splitlines(), 0, []
    movable = behind_dash(file, touched)
    for line in file.lines:
        if not stays(line, touched):
            continue
        same = [line.text == one for one in there[found:]]
        if movable.intersection(line.about):
            words = line.text.lstrip(" -")
            same = [words == one.lstrip(" -") for one in there[found:]]
        if any(same):
            found += same.index(True) + 1
        else:
            lost.append(line.text)
    assert lost == []
    assert values.same(loaded(result), expected)
    assert (yaml.load(result, Other) or {}) == plain(loaded(result))
    assert result.count(b"\r\n") == (result.count(b"\n") if file.windows else 0)


@settings(max_examples=60, deadline=None)
@given(blocks(), NEW, st.data())
def test_whatever_is_put_in_place_of_something_touches_it_alone(
    file: File, new: Value, data: st.DataObject
) -> None:
    keys = some(data, file, lambda view: True)

    result = patch.put(file.source, keys, new, NAME)

    judge(file, result, values.put(loaded(file.source), keys, values.wanted(new)), {keys})


@settings(max_examples=60, deadline=None)
@given(blocks(), st.data())
def test_what_is_dropped_goes_alone(file: File, data: st.DataObject) -> None:
    keys = some(data, file, lambda view: True)
    assume(isinstance(keys[-1], str))

    result = patch.drop(file.source, keys, NAME)

    judge(file, result, values.drop(loaded(file.source), keys), {keys})


@settings(max_examples=60, deadline=None)
@given(blocks(), NEW, st.data())
def test_a_new_key_is_added_without_a_change_elsewhere(
    file: File, new: Value, data: st.DataObject
) -> None:
    section = some(data, file, lambda view: view is None or isinstance(view, Mapping))
    keys = (*section, "new")

    result = patch.put(file.source, keys, new, NAME)

    expected = values.put(loaded(file.source), keys, values.wanted(new))
    empty = {section} if not at(file.source, section) else set()
    judge(file, result, expected, in_one_line(file, section) | empty)


@settings(max_examples=60, deadline=None)
@given(blocks(), st.data())
def test_of_a_list_the_items_that_stay_keep_their_lines(file: File, data: st.DataObject) -> None:
    keys = some(data, file, lambda view: bool(view) and not isinstance(view, Leaf | Mapping))
    there = value_of(at(file.source, keys))
    assert isinstance(there, list)
    new: list[Value] = []
    more: list[Value] = []
    touched: set[Keys] = set()
    for number, item in enumerate(there):
        match data.draw(st.sampled_from(["stays", "stays", "goes", "changes", "one more"])):
            case "stays":
                new.append(item)
            case "goes":
                touched.add((*keys, number))
            case "changes":
                touched.add((*keys, number))
                more.append(data.draw(NEW))
                new.append(more[-1])
            case _:
                more.append(data.draw(NEW))
                new += [more[-1], item]
    assume({} not in new and not any(alike([*more, *there])))  # else it is not said which one stays
    touched |= in_one_line(file, keys) if new else {keys}

    result = patch.put(file.source, keys, new, NAME)

    judge(file, result, values.put(loaded(file.source), keys, values.wanted(new)), touched)


@settings(max_examples=60, deadline=None)
@given(blocks(), st.data())
def test_of_a_section_the_keys_that_stay_keep_their_lines(file: File, data: st.DataObject) -> None:
    keys = some(data, file, lambda view: isinstance(view, Mapping))
    there = value_of(at(file.source, keys))
    assert isinstance(there, dict)
    new: dict[str, Value] = {}
    touched: set[Keys] = set()
    for name, item in there.items():
        match data.draw(st.sampled_from(["stays", "stays", "goes", "changes"])):
            case "stays":
                new[name] = item
            case "goes":
                touched.add((*keys, name))
            case _:
                touched.add((*keys, name))
                new[name] = data.draw(NEW)
    if data.draw(st.booleans()):
        new["new"] = data.draw(NEW)
    touched |= in_one_line(file, keys) if new else {keys}

    result = patch.put(file.source, keys, new, NAME)

    judge(file, result, values.put(loaded(file.source), keys, values.wanted(new)), touched)


@settings(max_examples=50, deadline=None)
@given(blocks(), st.data())
def test_edits_one_after_another_are_as_good_as_the_first(file: File, data: st.DataObject) -> None:
    source = file.source
    for _ in range(4):
        found = list(paths(loaded(source)))
        assume(found)
        keys = data.draw(st.sampled_from(found))
        if data.draw(st.booleans()) and isinstance(keys[-1], str):
            expected = values.drop(loaded(source), keys)
            source = patch.drop(source, keys, NAME)
        else:
            new = data.draw(NEW)
            expected = values.put(loaded(source), keys, values.wanted(new))
            source = patch.put(source, keys, new, NAME)
        assert values.same(loaded(source), expected)
    alone = {line.text for line in file.lines if line.between and not line.between[0]}
    assert alone <= set(source.decode().splitlines())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=8), st.lists(st.sampled_from("abcd"), max_size=8))
def test_differences_of_two_lists_make_of_the_one_the_other(
    one: list[str], other: list[str]
) -> None:
    result = list(one)
    found = differences(*([Leaf("", word) for word in words] for words in (one, other)))
    for difference in reversed(found):
        new = other[difference.new_start : difference.new_end]
        result[difference.start : difference.end] = new

    assert result == other
    assert sum(it.end - it.start for it in found) <= len(one) - (set(one) & set(other) != set())


def test_what_differs_too_much_is_one_difference() -> None:
    many = int(COMPARISONS**0.5) + 1
    ours = [Leaf("", str(number)) for number in range(many)]

    assert len(differences(ours, ours[::-1])) == 1


@pytest.mark.parametrize(
    "source, keys, value, result",
    [
        (
            "a:\n  - x: 1 # one\n  # two\n  - y\n  - z # three\n",
            ("a",),
            [{"x": 2}, "z", "new"],
            "a:\n  - x: 2 # one\n  # two\n  - z # three\n  - new\n",
        ),
        (
            "a: # best first\n  - x\nb: 1\n",
            ("a",),
            [],
            "a: [] # best first\nb: 1\n",
        ),
        ("a:\n- - x\n  # one\n  - y\n", ("a", 0), ["y"], "a:\n-\n  # one\n  - y\n"),
        ("a:\n- - x # one\n", ("a", 0), ["w", "x"], "a:\n- - w\n  - x # one\n"),
        ("a:\n  - x: 1\n    # of x\n  - y\n", ("a",), ["y"], "a:\n  - y\n"),
        ("a:\n  -\n  - y\n", ("a", 0, "b"), 1, "a:\n  - {b: 1}\n  - y\n"),
        (
            "a:\n  x:\n    y: 1\n    # of y\n  # of a\n  z: 1\n",
            ("a", "x"),
            None,
            "a:\n  x: null\n    # of y\n  # of a\n  z: 1\n",
        ),
    ],
    ids=str,
)
def test_comments_stay_with_what_stays(source: str, keys: Keys, value: Value, result: str) -> None:
    assert patch.put(source.encode(), keys, value, NAME).decode() == result


def test_comments_further_right_go_with_their_section() -> None:
    source = b"a:\n  x:\n    y: 1\n    # of y\n\n    # more\n  # of a\n  z: 1\n"

    assert patch.drop(source, ("a", "x"), NAME) == b"a:\n  # of a\n  z: 1\n"
