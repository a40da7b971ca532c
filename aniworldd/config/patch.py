"""Changes one value in the text of a file and touches no other byte; the result is proven.

Everything is found by the reader's own marks, so comments, layout, quotes and line ends stay. What
comes out is read again: it must say what the file said before, but for the one value.
"""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.config import marks, spots, values
from aniworldd.config.differences import differences
from aniworldd.config.layout import Change
from aniworldd.config.marks import Node, dotted
from aniworldd.config.spots import Spot
from aniworldd.config.values import Keys, Leaf, Value, View
from aniworldd.errors import ConfigError, Conflict, InvalidRequest, NotFound


@dataclass(frozen=True, slots=True)
class _Step:
    keys: Keys
    value: Value
    leaves: bool = False  # whether the key goes away
    items: tuple[int, int] | None = None  # those of a list, from and to before
    new: Sequence[Value] = ()  # for these items


def put(source: bytes, keys: Keys, value: Value, name: str) -> bytes:
    """The file with `value` at these keys; the same bytes when it says so already.

    Raises `ConfigError` when it cannot be read, `InvalidRequest` when there is no such place, and
    `Conflict` when more than the value would change.
    """
    node = _read(source, name)
    there = node.find(*keys)
    before = values.view(there.raw, len(node.document.text)) if there else None
    if there is None:
        return _take(source, _Step(keys, value), name)
    for step in _steps(before, keys, value):
        source = _take(source, step, name)
    return source


def drop(source: bytes, keys: Keys, name: str) -> bytes:
    """The file without this key; raises like `put`, and `NotFound` when it is not there."""
    if not keys or not isinstance(keys[-1], str):
        raise InvalidRequest(f"{dotted(keys) or name} is no key of a section")
    if _read(source, name).find(*keys) is None:
        raise NotFound(f"{dotted(keys)} is not written in {name}")
    return _take(source, _Step(keys, None, leaves=True), name)


def spelling(source: bytes, keys: Keys, name: str) -> str | None:
    """The very characters of a value, quotes and all; None for anything but plain words."""
    node = _read(source, name)
    found = node.find(*keys)
    if found is None or not isinstance(values.view(found.raw, len(source)), Leaf):
        return None
    start, end = Spot.of(node, keys).extent
    written = node.document.text[start:end]
    return None if written.startswith(("!", "&", "*", "|", ">")) else written


def respell(source: bytes, keys: Keys, written: str, name: str) -> bytes:
    """The file with these very characters as the value at keys that are there."""
    node = _read(source, name)
    start, end = Spot.of(node, keys).extent
    return _applied(source, node.document.text, Change(start, end, written))


def _steps(there: View, keys: Keys, value: Value) -> Iterator[_Step]:
    """The smallest changes that make of the one the other."""
    if values.same(there, values.wanted(value)):
        return
    if isinstance(value, Mapping) and isinstance(there, Mapping) and there and value:
        for name, item in value.items():
            if name in there:
                yield from _steps(there[name], (*keys, name), item)
            else:
                yield _Step((*keys, name), item)
        for name in there:  # last, so that the section is never without any
            if name not in value:
                yield _Step((*keys, name), None, leaves=True)
    elif (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and isinstance(there, Sequence)
        and not isinstance(there, Leaf)
        and there
        and value
    ):
        yield from _list_steps(there, keys, value)
    else:
        yield _Step(keys, value)


def _list_steps(there: Sequence[View], keys: Keys, value: Sequence[Value]) -> Iterator[_Step]:
    """From the back, so that positions before them stay right."""
    found = differences(there, [values.wanted(item) for item in value])
    for one in reversed(found):
        ours = range(one.start, one.end)
        theirs = value[one.new_start : one.new_end]
        changed = min(len(ours), len(theirs))
        if len(ours) != len(theirs):
            rest = (one.start + changed, one.end)
            yield _Step(keys, None, items=rest, new=theirs[changed:])
        for position, item in zip(ours, theirs, strict=False):
            yield from _steps(there[position], (*keys, position), item)


def _take(source: bytes, step: _Step, name: str) -> bytes:
    """The file after one step: the first change that is proven to be this one and no other."""
    node = _read(source, name)
    length = len(node.document.text)
    before = values.view(node.raw, length)
    spot = Spot.of(node, step.keys)
    if step.leaves:
        after = values.drop(before, step.keys)
        changes = spots.leaving(spot)
    elif step.items is not None:
        new = [values.wanted(item) for item in step.new]
        after = values.splice(before, step.keys, *step.items, new)
        changes = spots.replacing(spot, *step.items, step.new)
    else:
        after = values.put(before, step.keys, values.wanted(step.value))
        changes = spots.holding(spot, step.value)
    for change in changes:
        result = _applied(source, node.document.text, change)
        found, _ = marks.compose(result, name)
        if found is not None and values.same(values.view(found.raw, 2 * length), after):
            return result
    message = f"{dotted(step.keys)} cannot be changed in {name} without changing more than it"
    raise Conflict(f"{message}: edit the file by hand")


def _read(source: bytes, name: str) -> Node:
    node, problems = marks.compose(source, name)
    if node is None:
        raise ConfigError(problems)
    return node


def _applied(source: bytes, text: str, change: Change) -> bytes:
    mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    result = text[: change.start] + change.text + text[change.end :]
    return mark + result.encode("utf-8", "surrogatepass")
