"""Collects what is wrong with a definition, with the caret at the very word."""

from collections.abc import Callable
from typing import TypeVar

from aniworldd.config.marks import Node
from aniworldd.config.problems import Place, Problem
from aniworldd.providers.site.faults import BadExpression

T = TypeVar("T")

Path = tuple[str | int, ...]


class Complaints:
    """Goes on after each problem, so that all are said at once."""

    def __init__(self, node: Node) -> None:
        self.problems: list[Problem] = []
        self._node = node

    def attempt(self, compile_part: Callable[[str], T], text: str, path: Path) -> T | None:
        """The compiled text; None after a complaint about the value at `path`."""
        try:
            return compile_part(text)
        except BadExpression as error:
            node = self._node.find(*path) or self._node
            place = _within(node, error)
            self.problems.append(
                Problem.at(place, error.code, error.message, path=node.path, hint=error.hint)
            )
            return None

    def value(self, code: str, message: str, path: Path, hint: str = "") -> None:
        """A problem with the value at `path`."""
        self.problems.append(self._node.problem(code, message, *path, hint=hint))

    def key(self, code: str, message: str, path: Path, hint: str = "") -> None:
        """A problem with the key at `path`."""
        self.problems.append(self._node.problem(code, message, *path, hint=hint, on_key=True))


def _within(node: Node, error: BadExpression) -> Place:
    """Where in a value the fault is; all of the value when it is not written in one piece."""
    place = node.place
    text = str(node.raw.value)
    start = place.column - 1 + (1 if getattr(node.raw, "style", None) else 0)
    if place.source[start : start + len(text)] != text:
        return place
    width = error.width or len(text) - error.offset
    return Place(place.file, place.line, start + error.offset + 1, max(width, 1), place.source)
