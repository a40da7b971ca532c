"""Lists of one thing a line, `VALUE | key=value | …`, as nodes: judged like sections of YAML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from pydantic import BaseModel

from aniworldd.config.marks import UNTAGGED, Document, Node
from aniworldd.config.problems import Problem, quoted
from aniworldd.config.shapes import Shape, fields_of

_PART = re.compile(r"[^|]*[^|\s]")  # between two bars
_OPTION = re.compile(r"([^=\s][^=]*?)\s*=\s*(.*)")
_ITEM = re.compile(r"[^,\s](?:[^,]*[^,\s])?")  # between two commas
_COMMENT = re.compile(r"\s(#.*)")

_FORM = "an option is written key=value, with a | before it"

_Entry = tuple[yaml.Node, yaml.Node]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is neither blank nor a comment."""

    number: int
    text: str
    value: str  # what stands before the first bar
    node: Node
    problems: tuple[Problem, ...] = ()  # of its form; what it says is for the reader to judge


def lines(document: Document, model: type[BaseModel], first: str) -> Iterator[Line]:
    """Every line that says something; what stands before its first bar is the key `first`.

    Comments have lines of their own, because addresses and names may hold a #.
    """
    fields = fields_of(model)
    for number, text in enumerate(document.lines, 1):
        if text.strip() and not text.lstrip().startswith("#"):
            yield _line(_Writer(document, number), text, fields, first)


def one(document: Document, number: int, column: int, key: str, value: str) -> Node:
    """A section that says only this, where a file of another form says it; columns from 1."""
    writer = _Writer(document, number)
    return writer.section([(writer.scalar(key, 0), writer.scalar(value, column - 1))])


class _Writer:
    """Makes the nodes of one line."""

    def __init__(self, document: Document, number: int) -> None:
        self.document = document
        self.number = number

    def scalar(self, value: str, column: int) -> yaml.ScalarNode:
        start, end = self._mark(column), self._mark(column + len(value))
        return yaml.ScalarNode(UNTAGGED, value, start, end)

    def items(self, value: str, column: int) -> yaml.SequenceNode:
        items = [self.scalar(found[0], column + found.start()) for found in _ITEM.finditer(value)]
        return yaml.SequenceNode(
            UNTAGGED, items, self._mark(column), self._mark(column + len(value))
        )

    def section(self, entries: list[_Entry]) -> Node:
        start, end = entries[0][1].start_mark, entries[-1][1].end_mark
        return Node(yaml.MappingNode(UNTAGGED, entries, start, end), self.document)

    def problem(self, code: str, message: str, column: int, width: int, hint: str) -> Problem:
        place = self.document.place(self.number, column + 1, width)
        return Problem.at(place, code, message, hint=hint)

    def _mark(self, column: int) -> yaml.Mark:
        return yaml.Mark("", 0, self.number - 1, column, None, 0)


def _line(writer: _Writer, text: str, fields: Mapping[str, Shape], first: str) -> Line:
    problems: list[Problem] = []
    entries: list[_Entry] = []
    for part in _PART.finditer(text):
        column = part.start() + len(part[0]) - len(part[0].lstrip())
        said = part[0].strip()
        if not entries:
            entries.append((writer.scalar(first, column), _value(writer, said, column, problems)))
        elif option := _OPTION.fullmatch(said):
            entries.append(_option(writer, option, column, fields))
            problems += _swallowed(writer, option, column, fields)
        else:
            message = f"{quoted(said)} is no option"
            problems.append(writer.problem("C011", message, column, len(said), _FORM))
    entries = entries or [(writer.scalar(first, 0), writer.scalar(text, 0))]  # bars alone
    value = str(entries[0][1].value)
    return Line(writer.number, text, value, writer.section(entries), tuple(problems))


def _value(writer: _Writer, said: str, column: int, problems: list[Problem]) -> yaml.Node:
    comment = _COMMENT.search(said)
    if comment is None:
        return writer.scalar(said, column)
    hint = "a comment has a line of its own"
    message = f"{quoted(comment[1], 30)} does not belong here"
    at = column + comment.start(1)
    problems.append(writer.problem("C208", message, at, len(comment[1]), hint))
    return writer.scalar(said[: comment.start()], column)


def _option(
    writer: _Writer, option: re.Match[str], column: int, fields: Mapping[str, Shape]
) -> _Entry:
    key, value = option[1], option[2]
    shape, at = fields.get(key), column + option.start(2)
    listed = shape is not None and shape.item and ("," in value or (value and not shape.scalars))
    node = writer.items(value, at) if listed else writer.scalar(value, at)
    return writer.scalar(key, column), node


def _swallowed(
    writer: _Writer, option: re.Match[str], column: int, fields: Mapping[str, Shape]
) -> Iterator[Problem]:
    """A known option inside the value of another one: a bar is missing."""
    found = re.search(rf"(?<=\s)({'|'.join(map(re.escape, fields))})\s*=", option[2])
    if found is not None:
        message = f"{quoted(found[0])} is a part of the value of {option[1]}"
        at = column + option.start(2) + found.start()
        yield writer.problem("C011", message, at, len(found[0]), _FORM)
