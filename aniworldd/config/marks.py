"""YAML files as nodes that know their line and column; what the values mean is decided later."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Protocol

import yaml
from pydantic import GetCoreSchemaHandler
from pydantic_core.core_schema import CoreSchema, is_instance_schema
from yaml.reader import ReaderError

from aniworldd.config import pure
from aniworldd.config.problems import Place, Problem, Severity, quoted
from aniworldd.config.wording import syntax_error

LIMIT = 1024 * 1024  # bytes
# A scalar that carries no tag of its own.
UNTAGGED = "untagged"

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML 1.1 counts as the end of a line
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Composer(Protocol):
    """One reading of one text; raises `yaml.YAMLError` and what its limits raise."""

    def get_single_node(self) -> yaml.Node | None: ...

    def dispose(self) -> None: ...


Loader = Callable[[str], Composer]


class _Untagged:
    """Leaves every scalar as it was typed."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return UNTAGGED

    def descend_resolver(self, node: yaml.Node | None, index: object) -> None:
        """Nothing to look up on the way down."""

    def ascend_resolver(self) -> None:
        """Nothing to give back on the way up."""


class _Pure(_Untagged, pure.Scanner):
    """PyYAML's reader in Python: what a 32-bit Pi has, nine times slower."""


PURE: Loader = _Pure
FASTEST: Loader = PURE
if yaml.__with_libyaml__:
    from yaml._yaml import CParser

    class _Fast(_Untagged, CParser):
        """libyaml's reader alone, without what constructs or resolves."""

    FASTEST = _Fast


class Elsewhere(yaml.Mark):
    """The mark of a node that is not written in the file, but came from `place`."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.file, 0, 0, 0, None, 0)
        self.place = place


@dataclass(frozen=True)
class Document:
    """A file's text and the name that people know it by."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """As the YAML reader counts them."""
        return _BREAK.split(self.text)

    def line(self, number: int) -> str:
        """The line with this number, from 1."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def place(self, line: int, column: int, width: int = 1) -> Place:
        return Place(self.name, line, column, width, self.line(line))

    def place_of(self, raw: yaml.Node) -> Place:
        """Where a node's first line stands."""
        start, end = raw.start_mark, raw.end_mark
        if isinstance(start, Elsewhere):
            return start.place
        source = self.line(start.line + 1)
        ends = end.column if end.line == start.line else len(source.rstrip())
        width = max(ends - start.column, 1)
        return Place(self.name, start.line + 1, start.column + 1, width, source)


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of a file that is not judged yet; two are equal when they say the same."""

    raw: yaml.Node = field(repr=False)
    document: Document = field(repr=False)
    path: str = ""  # dotted, from the file's root

    @property
    def place(self) -> Place:
        return self.document.place_of(self.raw)

    def find(self, *keys: str | int) -> "Node | None":
        """The node below these keys and positions."""
        raw, path = self.raw, self.path
        for key in keys:
            entry = entry_of(raw, key)
            if entry is None:
                return None
            raw, path = entry[1], joined(path, key)
        return Node(raw, self.document, path)

    def parts(self, *keys: str) -> "dict[str | int, Node]":
        """The sections directly below these keys, each by its key or position."""
        above = self.find(*keys)
        if above is None:
            return {}
        raw = above.raw
        found: list[tuple[str | int, yaml.Node]] = []
        if isinstance(raw, yaml.MappingNode):
            found = [(str(key.value), value) for key, value in raw.value]
        elif isinstance(raw, yaml.SequenceNode):
            found = list(enumerate(raw.value))
        return {
            key: Node(value, self.document, joined(above.path, key))
            for key, value in found
            if isinstance(value, yaml.MappingNode) or is_null(value)
        }

    def only(self, *keys: str) -> "Node":
        """The same section as if nothing but these keys were written."""
        entries = [entry for key in keys if (entry := entry_of(self.raw, key))]
        start, end = self.raw.start_mark, self.raw.end_mark
        return Node(yaml.MappingNode(UNTAGGED, entries, start, end), self.document, self.path)

    def place_at(self, *keys: str | int, on_key: bool = False) -> Place:
        """Where that value (or key) stands; when it is not there, the nearest thing above it."""
        found = named = self.raw
        for key in keys:
            entry = entry_of(found, key)
            if entry is None:
                break
            named, found = entry
        return self.document.place_of(named if on_key else found)

    def problem(
        self,
        code: str,
        message: str,
        *keys: str | int,
        hint: str = "",
        severity: Severity = "error",
        on_key: bool = False,
    ) -> Problem:
        """A problem that points at the value (or the key) below these keys."""
        path = self.path
        for key in keys:
            path = joined(path, key)
        place = self.place_at(*keys, on_key=on_key)
        return Problem.at(place, code, message, path=path, hint=hint, severity=severity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and _same(self.raw, other.raw)

    def __hash__(self) -> int:
        return hash(self.path)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """In a model it is only asked whether it is one."""
        return is_instance_schema(cls)


def compose(
    source: bytes | str, name: str, *, limit: int = LIMIT, loader: Loader = FASTEST
) -> tuple[Node | None, list[Problem]]:
    """The root mapping of a file, or the problem that keeps it from being read; never raises.

    An empty file is an empty mapping.
    """
    document = decode(source, name, limit=limit)
    if isinstance(document, Problem):
        return None, [document]
    raw = _compose(document, loader)
    if isinstance(raw, Problem):
        return None, [raw]
    if isinstance(raw, yaml.MappingNode):
        return Node(raw, document), []
    if raw is None or is_null(raw):
        return nothing(name, text=document.text), []
    found = "a list" if isinstance(raw, yaml.SequenceNode) else quoted(raw.value)
    message = f"lines of the form 'key: value' are expected, found {found}"
    return None, [Problem.at(document.place_of(raw), "C006", message)]


def nothing(name: str, text: str = "") -> Node:
    """The root of a file that says nothing."""
    mark = yaml.Mark("", 0, 0, 0, None, 0)
    return Node(yaml.MappingNode(UNTAGGED, [], mark, mark), Document(name, text))


def decode(source: bytes | str, name: str, *, limit: int = LIMIT) -> Document | Problem:
    """The text of a file, or the problem that keeps it from being read; never raises."""
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(data) > limit:
        message = f"the file has {len(data):,} bytes, allowed are {limit:,}"
        return Problem("C002", message, name)
    text = _decode(data, name)
    return text if isinstance(text, Problem) else Document(name, text)


def is_null(raw: yaml.Node) -> bool:
    """Whether nothing was written, or one of the words for it."""
    return (
        isinstance(raw, yaml.ScalarNode)
        and raw.tag is UNTAGGED
        and not raw.style
        and raw.value in {"", "~", "null", "Null", "NULL"}
    )


def entry_of(raw: yaml.Node, key: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Key node and value node of a mapping's key; of a list's position the item, twice."""
    if isinstance(raw, yaml.MappingNode):
        for key_node, value in raw.value:
            if key_node.value == key:
                return key_node, value
    elif isinstance(raw, yaml.SequenceNode) and isinstance(key, int) and key < len(raw.value):
        return raw.value[key], raw.value[key]
    return None


def merged_entry_of(
    raw: yaml.Node, key: str | int, depth: int = 10
) -> tuple[yaml.Node, yaml.Node] | None:
    """The same as the reader sees it: what a section says itself, then what it merges in."""
    found = entry_of(raw, key)
    merged = entry_of(raw, "<<") if found is None and isinstance(key, str) and depth else None
    if merged is None:
        return found
    sources = merged[1].value if isinstance(merged[1], yaml.SequenceNode) else [merged[1]]
    entries = (merged_entry_of(part, key, depth - 1) for part in sources)
    return next((entry for entry in entries if entry), None)


def parts_of(raw: yaml.Node) -> Iterator[yaml.Node]:
    """The nodes directly below a list or section, keys among them."""
    for part in raw.value:
        if isinstance(part, tuple):
            yield from part
        else:
            yield part


def joined(path: str, key: str | int) -> str:
    """The dotted path of something below `path`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key


def dotted(keys: Iterable[str | int]) -> str:
    """The path of what these keys lead to."""
    return reduce(joined, keys, "")


def _decode(data: bytes, name: str) -> str | Problem:
    if data.startswith(UTF16):
        hint = "save it as UTF-8"
        return Problem("C003", "the file is UTF-16 text, UTF-8 is expected", name, hint=hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        document = Document(name, data.decode("utf-8", "replace"))
        before = Document(name, data[: error.start].decode("utf-8-sig"))
        if "\0" in document.text:
            return _binary(name)
        lines = _BREAK.split(before.text)
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        place = document.place(len(lines), len(lines[-1]) + 1)
        return Problem.at(place, "C003", message, hint="save the file as UTF-8")
    return _binary(name) if "\0" in text else text


def _binary(name: str) -> Problem:
    return Problem("C003", "this is not a text file: it holds NUL bytes", name)


def _compose(document: Document, loader: Loader) -> yaml.Node | Problem | None:
    try:
        composer = loader(document.text)
        try:
            return composer.get_single_node()
        finally:
            composer.dispose()
    except ReaderError:
        return _forbidden(document)
    except yaml.MarkedYAMLError as error:
        return syntax_error(error, document.place)
    except (OverflowError, ValueError):  # the pure reader's, for "\UFFFFFFFF"
        message = "a backslash in double quotes names a character that there is not"
        return Problem("C004", message, document.name)
    except RecursionError:  # the C reader has a limit of its own, the pure one has Python's
        return Problem("C008", "values are nested too deeply", document.name)


def _forbidden(document: Document) -> Problem:
    found = _FORBIDDEN.search(document.text)
    if found is None:
        return _binary(document.name)
    lines = _BREAK.split(document.text[: found.start()])
    message = f"the control character 0x{ord(found[0]):02x} is not allowed in a text file"
    place = document.place(len(lines), len(lines[-1]) + 1)
    return Problem.at(place, "C003", message, hint="remove it")


def _same(one: yaml.Node, other: yaml.Node) -> bool:
    """Whether two judged nodes say the same; alias bombs were refused when they were judged."""
    if one is other:
        return True
    if type(one) is not type(other) or one.tag != other.tag:
        return False
    if isinstance(one, yaml.ScalarNode) and isinstance(other, yaml.ScalarNode):
        return bool(one.value == other.value) and bool(one.style) == bool(other.style)
    ours, theirs = list(parts_of(one)), list(parts_of(other))
    return len(ours) == len(theirs) and all(map(_same, ours, theirs))
