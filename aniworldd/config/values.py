"""Values for files that people write: how they are spelt, and what of a file is the same."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import yaml

from aniworldd.config.marks import UNTAGGED, is_null
from aniworldd.errors import Conflict

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
Keys = tuple[str | int, ...]  # names of sections, positions in lists

DEPTH = 40
SPARE_VISITS = 2_000  # that aliases may add to what is written out

# Texts that every YAML reader, of whichever version, takes as text when they stand bare.
_BARE = re.compile(r"(?:[^\W\d_]|/)[\w ./()+@~-]*|[0-9]{1,9}(?:\.[0-9]{1,9})? [A-Za-z]+")
_BARE_LINK = re.compile(r"https?://[A-Za-z0-9_./?=&%@+~-]+(?::[A-Za-z0-9_./?=&%@+~-]+)*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Leaf(NamedTuple):
    """A scalar as it was written, without its quotes."""

    tag: str
    text: str


View = Leaf | None | Sequence["View"] | Mapping[str, "View"]


def spelt(value: Value, *, style: str | None = None, flow: bool = False) -> str:
    """The value in one line; `style` is the quote that it had before, `flow` inside [] or {}."""
    if isinstance(value, str):
        return _text(value, style, flow=flow)
    if isinstance(value, Mapping):
        inner = (f"{key(name)}: {spelt(item, flow=True)}" for name, item in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(spelt(item, flow=True) for item in value) + "]"
    return _word(value)


def key(name: str) -> str:
    """The name of a key, in quotes when it needs them."""
    return name if _KEY.fullmatch(name) and name.lower() not in _WORDS else _double(name)


def block(name: str, value: Value, indent: int, step: int) -> list[str]:
    """The lines of a new key; sections are written out, everything else stands in one line."""
    margin = " " * indent
    if not isinstance(value, Mapping) or not value:
        return [f"{margin}{key(name)}: {spelt(value)}"]
    lines = [f"{margin}{key(name)}:"]
    for inner, item in value.items():
        lines += block(inner, item, indent + step, step)
    return lines


def wanted(value: Value) -> View:
    """What a file says that holds this value."""
    if value is None:
        return None
    if isinstance(value, str):
        return Leaf("", value)
    if isinstance(value, Mapping):
        return {name: wanted(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [wanted(item) for item in value]
    return Leaf("", _word(value))


def view(raw: yaml.Node, length: int) -> View:
    """What a node says, aliases written out; `Conflict` when they repeat too much.

    `length` is that of the file's text.
    """
    return _View(2 * length + SPARE_VISITS).of(raw, 0)


def put(there: View, keys: Keys, value: View) -> View:
    """The same with `value` at these keys."""
    if not keys:
        return value
    first, rest = keys[0], keys[1:]
    if isinstance(first, int):
        items = enumerate(_items(there))
        return [put(item, rest, value) if at == first else item for at, item in items]
    section = there if isinstance(there, Mapping) else {}
    return {**section, first: put(section.get(first), rest, value)}


def splice(there: View, keys: Keys, start: int, end: int, new: Sequence[View]) -> View:
    """The same with other items in the list at these keys, from `start` to before `end`."""
    if keys:
        first, rest = keys[0], keys[1:]
        return put(there, (first,), splice(_entry(there, first), rest, start, end, new))
    items = list(_items(there))
    return [*items[:start], *new, *items[end:]]


def drop(there: View, keys: Keys) -> View:
    """The same without what is at these keys."""
    first, rest = keys[0], keys[1:]
    if isinstance(first, int):
        return [drop(item, rest) if at == first else item for at, item in enumerate(_items(there))]
    section = there if isinstance(there, Mapping) else {}
    if not rest:
        return {name: item for name, item in section.items() if name != first}
    return {**section, first: drop(section.get(first), rest)}


def same(one: View, other: View) -> bool:
    """Whether both mean the same; a section without keys is as good as none."""
    if isinstance(one, Mapping) or isinstance(other, Mapping):
        ours = one if isinstance(one, Mapping) else {} if one is None else None
        theirs = other if isinstance(other, Mapping) else {} if other is None else None
        if ours is None or theirs is None or ours.keys() != theirs.keys():
            return False
        return all(same(item, theirs[name]) for name, item in ours.items())
    if one is None or other is None or isinstance(one, Leaf) or isinstance(other, Leaf):
        return type(one) is type(other) and one == other
    return len(one) == len(other) and all(map(same, one, other))


def _entry(there: View, key: str | int) -> View:
    if isinstance(key, int):
        return _items(there)[key]
    return there[key] if isinstance(there, Mapping) else None


def _items(there: View) -> Sequence[View]:
    return there if isinstance(there, Sequence) and not isinstance(there, Leaf) else ()


class _View:
    def __init__(self, visits: int) -> None:
        self._visits = visits

    def of(self, raw: yaml.Node, depth: int) -> View:
        self._visits -= 1
        if self._visits < 0 or depth > DEPTH:
            raise Conflict("aliases repeat too much in this file: write out what is meant")
        if is_null(raw):
            return None
        tag = "" if raw.tag is UNTAGGED else str(raw.tag)
        if isinstance(raw, yaml.ScalarNode):
            return Leaf(tag, raw.value)
        inner: View
        if isinstance(raw, yaml.MappingNode):
            inner = {self._name(name): self.of(item, depth + 1) for name, item in raw.value}
        else:
            inner = [self.of(item, depth + 1) for item in raw.value]
        return {tag: inner} if tag else inner

    def _name(self, raw: yaml.Node) -> str:
        return raw.value if isinstance(raw, yaml.ScalarNode) else f"? {raw.start_mark.index}"


def _word(value: int | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def _text(text: str, style: str | None, *, flow: bool) -> str:
    if style == '"' or (style == "'" and not _one_line(text)):
        return _double(text)
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    if _BARE.fullmatch(text) and text.strip() == text and text.lower() not in _WORDS:
        return text
    if not flow and _BARE_LINK.fullmatch(text):
        return text
    return _double(text)


def _one_line(text: str) -> bool:
    return text.isprintable() and "\ufeff" not in text


def _double(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
