"""Where in a text a value stands or would stand, and what to write there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import yaml

from aniworldd.config import values
from aniworldd.config.layout import Change, Layout
from aniworldd.config.marks import Node, entry_of, is_null, joined
from aniworldd.config.values import Keys, Value
from aniworldd.errors import InvalidRequest, NotFound

_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")
_COLON = re.compile(r"[ \t]*:")
_NOTE = re.compile(r"[ \t]+#[^\r\n\x85\u2028\u2029]*")
_STEP = 2  # columns by which a section is further right, unless the file says otherwise


@dataclass(frozen=True)
class Spot:
    """The deepest thing that is written at some keys, and which keys are missing below it."""

    text: str
    root: yaml.Node
    path: str  # dotted, of what is there
    raw: yaml.Node
    key: yaml.Node | None  # None for an item of a list, and for the root
    above: yaml.Node | None  # the section or list that it stands in
    after: int  # it stands behind this character
    in_flow: bool
    missing: tuple[str, ...]

    @classmethod
    def of(cls, node: Node, keys: Keys) -> "Spot":
        """Raises `InvalidRequest` when one of the keys leads into something that has none."""
        text, raw, path = node.document.text, node.raw, ""
        key: yaml.Node | None = None
        above: yaml.Node | None = None
        after, in_flow = 0, False
        for at, step in enumerate(keys):
            entry = entry_of(raw, step)
            if entry is None:
                missing = _missing(raw, keys[at:], path)
                return cls(text, node.raw, path, raw, key, above, after, in_flow, missing)
            after = _before(text, raw, step, after)
            above, in_flow = raw, in_flow or _flow(raw)
            key = entry[0] if isinstance(raw, yaml.MappingNode) else None
            raw, path = entry[1], joined(path, step)
        return cls(text, node.raw, path, raw, key, above, after, in_flow, ())

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.text)

    @property
    def extent(self) -> tuple[int, int]:
        return extent(self.text, self.raw, self.after)

    @property
    def step(self) -> int:
        """Columns by which this file's sections are further right than their key."""
        for key, value in self.root.value:
            if isinstance(value, yaml.MappingNode) and value.value and not value.flow_style:
                found = int(value.value[0][0].start_mark.column - key.start_mark.column)
                return found if found > 0 else _STEP
        return _STEP


def holding(spot: Spot, value: Value) -> Iterator[Change]:
    """Ways to make the file say `value` there, the best first."""
    if spot.missing:
        for name in reversed(spot.missing[1:]):
            value = {name: value}
        yield from _added(spot, {spot.missing[0]: value})
        return
    raw, (start, end) = spot.raw, spot.extent
    if start == end:
        if isinstance(value, Mapping) and value and not spot.in_flow:
            yield from _added(spot, value)
        blank = "" if spot.text[start - 1].isspace() else " "
        yield Change(start, end, blank + values.spelt(value, flow=spot.in_flow))
        return
    colon = _COLON.match(spot.text, spot.key.end_mark.index) if _block(raw) and spot.key else None
    if colon:
        note = _NOTE.match(spot.text, colon.end())
        yield Change(colon.end(), end, f" {values.spelt(value)}{note[0] if note else ''}")
        return
    style = raw.style if isinstance(raw, yaml.ScalarNode) else None
    yield Change(start, end, values.spelt(value, style=style, flow=spot.in_flow))


def replacing(spot: Spot, first: int, last: int, new: Sequence[Value]) -> Iterator[Change]:
    """Ways to have other items for those from `first` to before `last`; some item stays."""
    raw = spot.raw
    if not isinstance(raw, yaml.SequenceNode) or spot.extent[0] != raw.start_mark.index:
        return  # an alias
    spans = [
        extent(spot.text, item, _before(spot.text, raw, at, spot.after))
        for at, item in enumerate(raw.value)
    ]
    if not raw.flow_style:
        yield from spot.layout.items(raw, spans, first, last, new, spot.step)
        return
    written = ", ".join(values.spelt(item, flow=True) for item in new)
    if first < last and new:
        yield Change(spans[first][0], spans[last - 1][1], written)
    elif new and first:
        yield Change(spans[first - 1][1], spans[first - 1][1], f", {written}")
    elif new:
        yield Change(spans[0][0], spans[0][0], f"{written}, ")
    elif first:
        start, end = spans[first][0], spans[last - 1][1]
        if spot.layout.stands_alone(start, end):  # and so do comments on what stays
            yield spot.layout.without_lines(start, end)
        yield Change(spans[first - 1][1], end, "")
    else:
        yield Change(spans[0][0], spans[last][0], "")


def leaving(spot: Spot) -> Iterator[Change]:
    """The way to take a key out of its section."""
    section, key = spot.above, spot.key
    if key is None or not isinstance(section, yaml.MappingNode):
        return
    entries = [entry for entry, _ in section.value]
    at, (_, end) = entries.index(key), spot.extent
    following = entries[at + 1].start_mark.index if at + 1 < len(entries) else None
    start = key.start_mark.index
    if section.flow_style:
        if following is not None:
            yield Change(start, following, "")
        elif at > 0:
            yield Change(_ends(spot.text, section, at - 1), end, "")
        else:
            yield Change(start, end, "")
    elif spot.layout.begins_line(start):
        yield spot.layout.without_block(start, end)
        yield spot.layout.without_lines(start, end)
    elif following is not None:
        if spot.layout.comments(end, following):
            yield spot.layout.behind_dash(start, end)
        yield Change(start, following, "")
    else:
        yield Change(start, end, "{}")


def extent(text: str, raw: yaml.Node, after: int) -> tuple[int, int]:
    """From its first to behind its last character; of an alias those of the alias itself."""
    start, end = raw.start_mark.index, raw.end_mark.index
    if start < after:
        alias = _ALIAS.search(text, after)
        return alias.span() if alias else (after, after)
    if isinstance(raw, yaml.ScalarNode):
        if raw.style in {"|", ">"}:
            end = start + len(text[start:end].rstrip())
        return start, end
    if not _block(raw) or not raw.value:
        return start, end
    return start, _ends(text, raw, len(raw.value) - 1)


def _block(raw: yaml.Node) -> bool:
    """Whether it is a list or section with lines of its own."""
    return isinstance(raw, yaml.CollectionNode) and not raw.flow_style


def _flow(raw: yaml.Node) -> bool:
    return isinstance(raw, yaml.CollectionNode) and bool(raw.flow_style)


def _ends(text: str, raw: yaml.Node, at: int) -> int:
    """Behind the last character of the entry at that position."""
    if isinstance(raw, yaml.MappingNode):
        key, value = raw.value[at]
        return extent(text, value, key.end_mark.index)[1]
    before = _ends(text, raw, at - 1) if at else raw.start_mark.index
    return extent(text, raw.value[at], before)[1]


def _before(text: str, raw: yaml.Node, step: str | int, after: int) -> int:
    """Where to begin to look for what this step leads to."""
    if isinstance(step, str):
        entry = entry_of(raw, step)
        return int(entry[0].end_mark.index) if entry else after
    return _ends(text, raw, step - 1) if step > 0 else max(after, int(raw.start_mark.index))


def _missing(raw: yaml.Node, keys: Keys, path: str) -> tuple[str, ...]:
    names = tuple(key for key in keys if isinstance(key, str))
    if len(names) < len(keys):
        raise NotFound(f"{path or 'the file'} has no such entry")
    if not isinstance(raw, yaml.MappingNode) and not is_null(raw):
        kind = "a list" if isinstance(raw, yaml.SequenceNode) else "a value"
        raise InvalidRequest(f"{path} is {kind}, not a section that could have keys")
    return names


def _added(spot: Spot, entries: Mapping[str, Value]) -> Iterator[Change]:
    """Ways to write more keys into a section, or into the nothing that stands for one."""
    raw, (start, end) = spot.raw, spot.extent
    inner = values.spelt(entries)[1:-1]
    if isinstance(raw, yaml.MappingNode) and raw.flow_style:
        if raw.value:
            at = _ends(spot.text, raw, len(raw.value) - 1)
            yield Change(at, at, f", {inner}")
        else:
            yield Change(end - 1, end - 1, inner)
    elif start != end and is_null(raw):
        yield Change(start, end, f"{{{inner}}}")
    elif spot.in_flow or (not raw.value and spot.key is None and spot.above is not None):
        yield Change(start, end, f" {{{inner}}}")
    else:
        yield from spot.layout.additions(raw, spot.key, end, entries, spot.step, spot.above is None)
