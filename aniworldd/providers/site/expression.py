"""Expressions: `SELECTOR [@attribute] | filter argument | …`, or a list of them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aniworldd.providers.site.dialects import Dialect
from aniworldd.providers.site.faults import BadExpression
from aniworldd.providers.site.filters import Filter, compile_filter
from aniworldd.providers.site.values import MOST_VALUES, Context, clean, tidy

R = TypeVar("R")

LONGEST_EXPRESSION = 1_000  # characters
_BAR = re.compile(r"\s\|\s")


@dataclass(frozen=True, slots=True)
class Expression(Generic[R]):
    """Gives the texts that a row has for it."""

    _source: Callable[[R], Sequence[str]]
    _filters: tuple[Filter, ...] = ()

    def values(self, row: R, context: Context) -> list[str]:
        texts = tidy(clean(text) for text in self._source(row)[:MOST_VALUES])
        for each in self._filters:
            texts = tidy(each(texts, context))
        return texts


@dataclass(frozen=True, slots=True)
class Choice(Generic[R]):
    """The first of several expressions that gives something."""

    options: tuple[Expression[R], ...]

    def values(self, row: R, context: Context) -> list[str]:
        for option in self.options:
            if found := option.values(row, context):
                return found
        return []


def compile_expression(
    text: str, dialect: Dialect[R], implied: Sequence[Filter] = ()
) -> Expression[R]:
    """`implied` filters follow those that are written. Raises `BadExpression`."""
    if len(text) > LONGEST_EXPRESSION:
        message = f"the expression is longer than {LONGEST_EXPRESSION} characters"
        raise BadExpression("S101", message)
    (start, source), *filters = _parts(text)
    compiled = (_at(offset, part, compile_filter) for offset, part in filters)
    if source.startswith("="):
        literal = source[1:].strip()
        if not literal:
            raise BadExpression("S101", "a text is expected after the =", offset=start)
        return Expression(lambda row: [literal], (*compiled, *implied))
    return Expression(_at(start, source, dialect.source), (*compiled, *implied))


T = TypeVar("T")


def _at(offset: int, part: str, compile_part: Callable[[str], T]) -> T:
    try:
        return compile_part(part)
    except BadExpression as error:
        raise error.within(offset, len(part)) from error


def _parts(text: str) -> list[tuple[int, str]]:
    """The source and the filters, each with where it begins."""
    parts: list[tuple[int, str]] = []
    start = 0
    for bar in [*_BAR.finditer(f" {text} "), None]:
        end = bar.start() - 1 if bar else len(text)
        part = text[start : max(end, 0)]
        if not part.strip():
            after = "after the bar" if parts else "before the bar"
            what = "a filter" if parts else "a selector, a path or a text"
            message = f"{what} is expected {after}" if "|" in text else "the expression is empty"
            raise BadExpression("S101", message, offset=max(start - 2, 0))
        parts.append((start + len(part) - len(part.lstrip()), part.strip()))
        start = bar.end() - 1 if bar else end
    return parts
