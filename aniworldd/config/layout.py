"""The lines of a file: where a new key or item finds its place among what people wrote."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from aniworldd.config import values
from aniworldd.config.values import Value

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML 1.1 counts as the end of a line
_PASSED = re.compile(r"\s*(#|$)|---\s*(#|$)|%")  # lines behind a section that may belong to it
_REST = re.compile(r"[ \t]*,?[ \t]*(#|$)")


@dataclass(frozen=True, slots=True)
class Change:
    """Another text for the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


class Layout:
    """A text by its lines, which count from 0 here."""

    def __init__(self, text: str) -> None:
        breaks = list(_BREAK.finditer(text))
        self._text = text
        self._starts = [0, *(found.end() for found in breaks)]
        self._ends = [*(found.start() for found in breaks), len(text)]
        self._break = "\r\n" if breaks and breaks[0][0] == "\r\n" else "\n"

    def line_of(self, index: int) -> int:
        return bisect_right(self._starts, index) - 1

    def without_line(self, line: int) -> Change:
        return Change(self._starts[line], self._next(line), "")

    def without_lines(self, start: int, end: int) -> Change:
        """Take the lines out that it stands in."""
        return Change(self._starts[self.line_of(start)], self._next(self.line_of(end)), "")

    def without_block(self, start: int, end: int) -> Change:
        """The same, and comments below them that stand further right: they are about it."""
        line = self.line_of(start)
        column = start - self._starts[line]
        return Change(self._starts[line], self._next(self._tail(self.line_of(end), column)), "")

    def behind_dash(self, start: int, end: int) -> Change:
        """Take away what stands behind a dash; what follows it, begins below the dash."""
        return Change(
            len(self._text[:start].rstrip(" ")), self._next(self.line_of(end)), self._break
        )

    def comments(self, start: int, end: int) -> bool:
        """Whether lines with nothing else stand between the two."""
        lines = range(self.line_of(start) + 1, self.line_of(end))
        return any(self._line(line).lstrip().startswith("#") for line in lines)

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether its lines hold nothing else but a comma and a comment."""
        rest = self._text[end : self._ends[self.line_of(end)]]
        return self.begins_line(start) and bool(_REST.match(rest))

    def begins_line(self, index: int) -> bool:
        """Whether only blanks stand before it."""
        return not self._text[self._starts[self.line_of(index)] : index].strip()

    def additions(
        self,
        raw: yaml.Node,
        key: yaml.Node | None,
        end: int,
        entries: Mapping[str, Value],
        step: int,
        whole: bool,
    ) -> Iterator[Change]:
        """Places for new keys of a section that ends at `end`: first below their own example.

        `raw` is the section or nothing, `key` its key; `whole` says that it is all of the file.
        """
        column = key.start_mark.column if key else -1
        first = self.line_of(key.end_mark.index) + 1 if key else 0
        indent = raw.value[0][0].start_mark.column if raw.value else None
        last = self.line_of(end) if raw.value or key else -1
        until = self._until(last, column + 1 if indent is None else indent, whole=whole)
        name = next(iter(entries))
        for line in range(first, until + 1):
            found = re.match(rf"( *)# ?{re.escape(name)} *:", self._line(line))
            if found and (indent is None or len(found[1]) == indent) and len(found[1]) > column:
                at = self._end_of_example(line, len(found[1]), until)
                yield self._inserted(at, self._written(entries, len(found[1]), step))
                break
        if indent is None:
            indent = column + step if key else 0
        for line in dict.fromkeys((until, last)):
            yield self._inserted(line, self._written(entries, indent, step))

    def items(
        self,
        raw: yaml.SequenceNode,
        spans: Sequence[tuple[int, int]],
        first: int,
        last: int,
        new: Sequence[Value],
        step: int,
    ) -> Iterator[Change]:
        """Other items for those from `first` to before `last` of a list with one item a line."""
        column, begin = raw.start_mark.column, raw.start_mark.index
        begins = [self._begin(span[0], column) for span in spans]
        ends = [self._next(self._tail(self.line_of(end), column)) for _, end in spans]
        as_sections = any(
            isinstance(item, yaml.MappingNode) and not item.flow_style for item in raw.value
        )
        lines = [line for item in new for line in _item(item, column, step, as_section=as_sections)]
        start = begins[first] if first < last or not first else ends[first - 1]
        end = ends[last - 1] if first < last else start
        if start is None and not first:  # behind a dash of the list that this one is an item of
            end = ends[last - 1] if last else begin
            yield self._behind_dash(begin, end, lines, column)
        elif start is not None and end is not None:
            yield self._replaced(start, end, lines)

    def _behind_dash(self, start: int, end: int, lines: Sequence[str], column: int) -> Change:
        """The first lines of a list that begins behind a dash."""
        if not lines:
            return Change(len(self._text[:start].rstrip(" ")), end, self._break)
        text = "".join(f"{line}{self._break}" for line in lines).lstrip()
        return Change(start, end, text + " " * column if start == end else text)

    def _next(self, line: int) -> int:
        """Where the next line begins, or the text ends."""
        return self._starts[line + 1] if line + 1 < len(self._starts) else len(self._text)

    def _line(self, line: int) -> str:
        return self._text[self._starts[line] : self._ends[line]]

    def _tail(self, line: int, column: int) -> int:
        """The last line of what ends there, with comments below it that stand behind `column`."""
        last = line
        for below in range(line + 1, len(self._starts)):
            text = self._line(below).strip()
            if text and self._line(below).find(text) > column and text.startswith("#"):
                last = below
            elif text:
                break
        return last

    def _until(self, last: int, indent: int, *, whole: bool) -> int:
        """The last line behind `last` that still belongs to the section: its comments."""
        until = last
        for line in range(last + 1, len(self._starts)):
            text = self._line(line)
            if not _PASSED.match(text):
                break
            margin = len(text) - len(text.lstrip())
            if text.strip() and (whole or margin >= indent):
                until = line
            elif text.strip():
                break
        return until

    def _end_of_example(self, line: int, indent: int, until: int) -> int:
        """The last line of an example that goes on, further right, in the comments below."""
        more = re.compile(rf" {{{indent}}}# {{2,}}\S")
        while line < until and more.match(self._line(line + 1)):
            line += 1
        return line

    def _begin(self, index: int, column: int) -> int | None:
        """Where the line of the item begins whose content is at `index`; None behind a dash."""
        for line in range(self.line_of(index), -1, -1):
            text = self._line(line)
            if text[column : column + 1] == "-" and not text[:column].strip():
                return self._starts[line]
            if text.strip() and line < self.line_of(index) and not text.lstrip().startswith("#"):
                return None
        return None

    def _written(self, entries: Mapping[str, Value], indent: int, step: int) -> list[str]:
        return [
            line
            for name, item in entries.items()
            for line in values.block(name, item, indent, step)
        ]

    def _inserted(self, line: int, lines: Sequence[str]) -> Change:
        """Behind that line; -1 is the front."""
        at = self._next(line) if line >= 0 else 0
        return self._replaced(at, at, lines)

    def _replaced(self, start: int, end: int, lines: Sequence[str]) -> Change:
        text = "".join(f"{line}{self._break}" for line in lines)
        if lines and start > 0 and self._text[start - 1] not in "\r\n\x85\u2028\u2029":
            text = self._break + text.removesuffix(
                self._break
            )  # behind a last line without a break
        return Change(start, end, text)


def _item(value: Value, column: int, step: int, *, as_section: bool) -> list[str]:
    margin = " " * column
    if not as_section or not isinstance(value, Mapping) or not value:
        return [f"{margin}- {values.spelt(value)}"]
    lines = [
        line for name, item in value.items() for line in values.block(name, item, column + 2, step)
    ]
    return [f"{margin}- {lines[0].lstrip()}", *lines[1:]]
