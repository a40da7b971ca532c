"""Written pages to compiled ones; goes on after a problem to find the others."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from aniworldd.providers.site.address import Address, compile_address
from aniworldd.providers.site.complaints import Complaints, Path
from aniworldd.providers.site.definition import (
    Definition,
    Expressions,
    Nested,
    PageText,
    SeriesText,
)
from aniworldd.providers.site.dialects import Dialect, Html, Json
from aniworldd.providers.site.expression import Choice, compile_expression
from aniworldd.providers.site.fields import KINDS, implied
from aniworldd.providers.site.pages import AnyPage, Rows, SitePage
from aniworldd.providers.site.patterns import Pattern
from aniworldd.providers.site.rules import required_fields

R = TypeVar("R")

_LEAST = {"search": 0, "series": 1}  # `expect` has no say
_USUAL = {"links": 0}  # an item knows better whether it has links


def compile_pages(
    definition: Definition, key: Pattern, complaints: Complaints
) -> dict[str, AnyPage]:
    """Every page; what did not compile is left out of it, and was complained about."""
    compiler = _Compiler(definition, key, complaints)
    return {name: compiler.page(name, text) for name, text in definition.pages.written().items()}


class _Compiler:
    def __init__(self, definition: Definition, key: Pattern, complaints: Complaints) -> None:
        self._definition = definition
        self._key = key
        self._complaints = complaints

    def page(self, name: str, text: PageText) -> AnyPage:
        missing: Path = ("pages", name, "missing")
        if text.as_ == "json":
            json = Json()
            texts = self._optional(json.source, text.missing, missing)
            return self._page(name, text, json, texts, may_be_empty=True)
        html = Html()
        elements = self._optional(html.rows, text.missing, missing)
        return self._page(name, text, html, elements, may_be_empty=False)

    def _page(
        self,
        name: str,
        text: PageText,
        dialect: Dialect[R],
        missing: Callable[[R], Sequence[object] | None] | None,
        *,
        may_be_empty: bool,
    ) -> SitePage[R]:
        path: Path = ("pages", name)
        known = KINDS[name].placeholders
        address = self._complaints.attempt(
            lambda get: compile_address(get, known), text.get, (*path, "get")
        )
        each = {}
        if isinstance(text, SeriesText) and text.each.seasons is not None:
            below = (*path, "each", "seasons")
            nested = text.each.seasons
            each["seasons"] = self._rows("seasons", nested, dialect, {}, below, may_be_empty)
        rows = self._rows(name, text, dialect, each, path, may_be_empty)
        return SitePage(name, address or Address("/"), dialect, missing, rows)

    def _rows(
        self,
        name: str,
        text: PageText | Nested,
        dialect: Dialect[R],
        each: Mapping[str, Rows[R]],
        path: Path,
        may_be_empty: bool,
    ) -> Rows[R]:
        find: Callable[[R], Sequence[R] | None] | None = dialect.whole
        if text.rows is not None:
            find = self._complaints.attempt(dialect.rows, text.rows, (*path, "rows"))
        where = None
        if text.where is not None:
            where = self._choice(text.where, dialect, "where", (*path, "where"))
        fields = {
            field: self._choice(given, dialect, field, (*path, "fields", field))
            for field, given in text.fields.items()
        }
        return Rows(
            name=name,
            find=find or dialect.whole,
            where=where,
            fields=fields,
            required=required_fields(self._definition, name) & fields.keys(),
            each=each,
            least=self._least(name),
            may_be_empty=may_be_empty,
        )

    def _least(self, name: str) -> int | None:
        if name in _LEAST:
            return _LEAST[name]
        expected: int | None = getattr(self._definition.expect, name)
        return _USUAL.get(name) if expected is None else expected

    def _choice(self, given: Expressions, dialect: Dialect[R], field: str, path: Path) -> Choice[R]:
        follows = implied(field, self._key)
        texts: list[tuple[Path, str]] = (
            [(path, given)]
            if isinstance(given, str)
            else [((*path, position), text) for position, text in enumerate(given)]
        )
        options = (
            self._complaints.attempt(
                lambda it: compile_expression(it, dialect, follows), text, where
            )
            for where, text in texts
        )
        return Choice(tuple(option for option in options if option is not None))

    def _optional(
        self,
        compile_part: Callable[[str], Callable[[R], Sequence[object] | None]],
        text: str | None,
        path: Path,
    ) -> Callable[[R], Sequence[object] | None] | None:
        return None if text is None else self._complaints.attempt(compile_part, text, path)
