"""What is wrong with a file: where, what was found, what is allowed, and the cure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

# Stable: a code keeps its meaning for ever, and one that falls away is not given out again.
# C0xx the file, C1xx keys, C2xx values, C3xx the machine, C4xx files together; the Sxxx of site
# definitions stand in `providers.site`.
CODES = {
    "C001": "the file cannot be read",
    "C002": "the file is too large",
    "C003": "the file is not text in UTF-8",
    "C004": "the file is not valid YAML",
    "C005": "the file holds several documents",
    "C006": "the file is not a list of keys with values",
    "C007": "aliases repeat too much",
    "C008": "values are nested too deeply",
    "C009": "a tag that means nothing here",
    "C010": "more problems than are worth reading",
    "C011": "a part of a line is no option",
    "C101": "a key is missing",
    "C102": "a key is given twice",
    "C103": "a key is not a word",
    "C107": "a key is unknown",
    "C201": "a value is of another kind than expected",
    "C202": "a value is not a number, size, duration or truth value",
    "C203": "a value is not a time of day or a date",
    "C204": "a value is outside what is allowed",
    "C205": "a value is none of those allowed",
    "C206": "a value breaks a rule of its key",
    "C207": "a kind is unknown",
    "C208": "a comment cuts a value",
    "C301": "a folder is not there",
    "C302": "a variable of the environment is not set",
    "C303": "a file named by !file cannot be read",
    "C304": "a key has no effect here",
    "C305": "a variable ANIWORLDD__… names no setting",
    "C306": "a program that is needed is not there",
    "C401": "two files wish for the same link",
    "C402": "no provider recognises a link",
    "C403": "the folder of wishes cannot be read",
    "C404": "a file in the folder of wishes is passed over",
    "C405": "two wishes have the same key",
    "C406": "a language is not known",
}

SHOWN = 120  # characters of a source line around the caret
# user:password@host also where a scheme is missing or wrong, but no port in front of a /@name
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s'\"]+(?=@)|[^\s:/@'\"]+:(?!//|\d+/)[^\s@'\"]+(?=@)")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line; line and column count from 1, line 0 stands for the whole file."""

    file: str
    line: int = 0
    column: int = 0
    width: int = 1  # characters under the caret
    source: str = ""  # the line


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with everything that its reader needs to put it right."""

    code: str
    message: str
    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    source: str = ""
    path: str = ""  # the dotted key
    hint: str = ""  # the cure, when it is more than the message says
    severity: Severity = "error"

    @classmethod
    def at(
        cls,
        place: Place,
        code: str,
        message: str,
        *,
        path: str = "",
        hint: str = "",
        severity: Severity = "error",
    ) -> "Problem":
        return cls(
            code=code,
            message=message,
            file=place.file,
            line=place.line,
            column=place.column,
            width=place.width,
            source=place.source,
            path=path,
            hint=hint,
            severity=severity,
        )

    @property
    def headline(self) -> str:
        """The one line that says it all."""
        file = printable(self.file)
        where = f"{file}:{self.line}:{self.column}" if self.line else file
        path = f"{printable(self.path)}: " if self.path else ""
        return f"{where}: {self.severity} {self.code}: {path}{masked(self.message)}"

    @property
    def sentence(self) -> str:
        """The headline and the cure, for a log, where one event is one line."""
        return f"{self.headline} ({masked(self.hint)})" if self.hint else self.headline

    def render(self) -> str:
        """The headline, the source line with a caret under what is meant, the cure."""
        lines = [self.headline]
        if self.source.strip():
            source, before, width = _window(masked(self.source), self.column - 1, self.width)
            lines.append(f"{self.line:5} | {source}")
            lines.append(f"      | {' ' * before}^{'~' * (width - 1)}")
        if self.hint:
            lines.append(f"      = {masked(self.hint)}")
        return "\n".join(line.rstrip() for line in lines)


def render(problems: Iterable[Problem]) -> str:
    """All of them in the order of their places, then the count."""
    ordered = in_order(problems)
    return "\n".join([*(problem.render() for problem in ordered), summary(ordered)])


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda it: (it.file, it.line, it.column, it.code, it.message))


def summary(problems: Iterable[Problem]) -> str:
    """`2 errors, 1 warning`."""
    found = list(problems)
    errors = sum(problem.severity == "error" for problem in found)
    counts = [_count(errors, "error"), _count(len(found) - errors, "warning")]
    return ", ".join(count for count in counts if count) or "no problems"


def refused(problems: Iterable[Problem]) -> bool:
    """Whether one of them is more than a warning."""
    return any(problem.severity == "error" for problem in problems)


def masked(text: str) -> str:
    """One line without credentials, as wide as before."""
    return printable(without_credentials(text))


def without_credentials(text: str) -> str:
    """The same, with asterisks for the credentials in addresses."""
    return _CREDENTIALS.sub(lambda found: "*" * len(found[0]), text)


def printable(text: str) -> str:
    """One line that cannot steer a terminal; every character stays one character."""
    if text.isprintable():
        return text
    return "".join(_harmless(character) for character in text)


def quoted(text: str, limit: int = 60) -> str:
    """What was found, as it goes into a sentence."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"'{printable(short)}'"


def _harmless(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}" if number else ""


def _window(source: str, start: int, width: int) -> tuple[str, int, int]:
    """The part of a long line around the caret, and columns before and under the caret."""
    start = min(max(start, 0), len(source))
    end = min(start + max(width, 1), max(len(source), start + 1))
    first = max(0, min(start - SHOWN // 2, len(source) - SHOWN))
    last = first + SHOWN
    shown = source[first:last]
    before, under = source[first:start], source[start : min(end, last)]
    if first:
        shown, before = f"…{shown}", f"…{before}"
    if last < len(source):
        shown = f"{shown}…"
    return shown, _columns(before), max(_columns(under), 1)


def _columns(text: str) -> int:
    """How wide a terminal shows it: full-width letters take two columns, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(it) else 2 if unicodedata.east_asian_width(it) in "WF" else 1
        for it in text
    )
