"""Regular expressions that cannot run away: the costly ones are refused, the rest see bounded text.

A backtracking engine may try about `ways * n ** (k + 1)` things on n characters, for k unbounded
repeats and as many ways as bounded repeats, options and alternatives can be combined. The text that
a pattern is shown is cut so that this stays below `MOST_TRIES` (measured on random patterns and
texts made for them: 1 s at the worst). Refused is a pattern that could then see less than
`SHORTEST` characters, one with more than `MOST_WAYS`, and one whose ways have no bound: a repeat,
an option or alternatives inside a group that is repeated without end.
"""

import re
import warnings
from dataclasses import dataclass

from aniworldd.providers.site.faults import BadExpression

LONGEST_PATTERN = 300  # characters
LONGEST = 10_000  # characters that a pattern is shown at most
SHORTEST = 100
MOST_TRIES = 3 * 10**8
MOST_WAYS = 1_000
_MANY = 16  # `{n,m}` with a larger m counts as unbounded

_REPEAT = re.compile(r"(?:[*+?]|\{(?:(\d+)(?:(,)(\d*))?|,(\d+))\})[?+]?")
_WHOLE = re.compile(r"\(\?(?:#[^)]*|P=\w+|[aiLmsu-]+)\)")  # a comment, reference or flags
_OPENING = re.compile(r"\((?:\?(?:P?<\w+>|<?[=!]|[aiLmsu-]*:|>|\(\w+\)))?")
_VERBOSE = re.compile(r"\(\?[aiLmsu]*x")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern and how much text it is shown."""

    regex: re.Pattern[str]
    limit: int  # characters

    def search(self, text: str) -> re.Match[str] | None:
        return self.regex.search(text[: self.limit])

    def find(self, text: str) -> str | None:
        """Group 1, or all that matched when there are no groups."""
        match = self.search(text)
        return found(match) if match else None


def found(match: re.Match[str]) -> str:
    return (match[1] if match.re.groups else match[0]) or ""


def compile_pattern(text: str) -> Pattern:
    """Raises `BadExpression`."""
    if not text:
        raise BadExpression("S102", "the pattern is empty")
    if len(text) > LONGEST_PATTERN:
        raise BadExpression("S102", f"the pattern is longer than {LONGEST_PATTERN} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            regex = re.compile(text)
    except FutureWarning as error:
        hint = "put a backslash before the [, or before a sign that stands twice"
        raise BadExpression("S102", "what stands in [] has two meanings", hint=hint) from error
    except re.error as error:
        raise BadExpression(
            "S102", f"not a regular expression: {error.msg}", offset=error.pos or 0, width=1
        ) from error
    except (OverflowError, RecursionError) as error:
        raise BadExpression("S102", "the pattern is too large to be compiled") from error
    if verbose := _VERBOSE.search(text):
        raise BadExpression(
            "S102", "the flag x is not allowed in a pattern", offset=verbose.start()
        )
    return Pattern(regex, _limit(text))


def _limit(text: str) -> int:
    cost = _Reader(text).read()
    if cost.repeats and _BACK_REFERENCE.search(text.replace("\\\\", "")):
        raise BadExpression("S102", "a reference back together with unbounded repeats can run away")
    limit = min(LONGEST, int((MOST_TRIES / cost.ways) ** (1 / (cost.repeats + 1))))
    if limit < SHORTEST or cost.ways > MOST_WAYS:
        raise BadExpression(
            "S102",
            "the pattern has too many repeats and alternatives",
            hint="bound the repeats, as in {1,9}, or use fewer",
        )
    return limit


@dataclass(frozen=True, slots=True)
class _Cost:
    repeats: int = 0  # unbounded ones
    ways: float = 1  # how bounded repeats, options and alternatives can be combined

    def then(self, other: "_Cost") -> "_Cost":
        return _Cost(self.repeats + other.repeats, min(self.ways * other.ways, 1e30))


@dataclass(slots=True)
class _Group:
    start: int
    earlier: float = 0  # ways of the alternatives before this one
    cost: _Cost = _Cost()  # of this alternative, without its last atom
    atom: _Cost = _Cost()

    def add(self, atom: _Cost) -> None:
        self.cost = self.cost.then(self.atom)
        self.atom = atom

    def turn(self) -> None:
        """Begin the next alternative."""
        self.add(_Cost())
        self.earlier += self.cost.ways
        self.cost = _Cost(self.cost.repeats)

    def total(self) -> _Cost:
        whole = self.cost.then(self.atom)
        return _Cost(whole.repeats, self.earlier + whole.ways)


class _Reader:
    """Adds up what a valid pattern can cost, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._groups = [_Group(0)]

    def read(self) -> _Cost:
        place = 0
        start = 0  # of the last atom
        while place < len(self._text):
            repeat = _REPEAT.match(self._text, place)
            if repeat:
                group = self._groups[-1]
                group.atom = self._repeated(group.atom, repeat, start)
                place = repeat.end()
            elif self._text[place] == ")":
                start = self._groups[-1].start
                self._close()
                place += 1
            else:
                start = place
                place = self._step(place)
        return self._groups[0].total()

    def _step(self, place: int) -> int:
        """Take in the atom, opening or bar at `place`; says where the next one begins."""
        group = self._groups[-1]
        if self._text[place] == "|":
            group.turn()
            return place + 1
        if whole := _WHOLE.match(self._text, place):
            return whole.end()
        if opening := _OPENING.match(self._text, place):
            self._groups.append(_Group(place))
            return opening.end()
        group.add(_Cost())
        return _after_atom(self._text, place)

    def _close(self) -> None:
        closed = self._groups.pop()
        self._groups[-1].add(closed.total())

    def _repeated(self, atom: _Cost, repeat: re.Match[str], start: int) -> _Cost:
        least, most = _bounds(repeat)
        if most is None or most > _MANY:
            if atom != _Cost():
                raise BadExpression(
                    "S102",
                    "a repeat or a choice inside a group that is repeated without end can run away",
                    hint="repeat a class such as [a-z-]+, or bound the outer repeat, as in {1,9}",
                    offset=start,
                    width=repeat.end() - start,
                )
            return _Cost(repeats=1)
        ways = (most - least + 1) * min(atom.ways, 1e6) ** most
        return _Cost(atom.repeats * most, ways)


def _bounds(repeat: re.Match[str]) -> tuple[int, int | None]:
    if repeat[0][0] == "?":
        return 0, 1
    if repeat[0][0] in "*+":
        return 0, None
    least, comma, most, only_most = repeat.groups()
    if only_most:
        return 0, int(only_most)
    if not comma:
        return int(least), int(least)
    return int(least), int(most) if most else None


def _after_atom(text: str, place: int) -> int:
    """Where the escape, class or character at `place` ends."""
    if text[place] == "\\":
        return place + 2
    if text[place] != "[":
        return place + 1
    place += 1 + text.startswith("^", place + 1)
    place += text.startswith("]", place)
    while text[place] != "]":
        place += 2 if text[place] == "\\" else 1
    return place + 1
