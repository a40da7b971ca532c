"""Pages to records: what a compiled page finds in a document, and when that is too little."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from aniworldd.net.documents import JSON, Element
from aniworldd.net.page import Page
from aniworldd.providers.site.address import Address
from aniworldd.providers.site.dialects import Dialect
from aniworldd.providers.site.expression import Choice
from aniworldd.providers.site.filters import joined
from aniworldd.providers.site.values import Context

R = TypeVar("R")


class NoSuchPage(Exception):
    """The answer says that there is none."""


class LayoutChanged(Exception):
    """The answer is not what the definition describes; `what` is the page or field."""

    def __init__(self, what: str, message: str) -> None:
        super().__init__(message)
        self.what = what


def too_few(name: str, found: int, least: int) -> LayoutChanged:
    rows = "1 row was" if found == 1 else f"{found or 'no'} rows were"
    return LayoutChanged(name, f"{name}: {rows} found, at least {max(least, 1)} expected")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its fields by name without [], and its nested lists."""

    fields: Mapping[str, tuple[str, ...]]
    each: Mapping[str, tuple["Record", ...]]

    def text(self, name: str) -> str:
        """The field's first value, or nothing."""
        return next(iter(self.fields.get(name, ())), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """All values, each once."""
        return tuple(dict.fromkeys(self.fields.get(name, ())))

    def number(self, name: str) -> int | None:
        text = self.text(name)
        return int(text) if text else None


@dataclass(frozen=True, slots=True)
class Rows(Generic[R]):
    """What becomes the records of a page, or of a list inside a record."""

    name: str
    find: Callable[[R], Sequence[R] | None]  # None: the place for rows is not there
    where: Choice[R] | None
    fields: Mapping[str, Choice[R]]
    required: frozenset[str]
    each: Mapping[str, "Rows[R]"]
    least: int | None  # None: as `_least` says
    may_be_empty: bool  # a list without rows is told apart from a list that is not there

    def read(self, document: R, context: Context) -> tuple[Record, ...]:
        """Raises `LayoutChanged`."""
        found = self.find(document)
        if found is None:
            raise LayoutChanged(self.name, f"{self.name}: the place for its rows is not there")
        kept = [row for row in found if self.where is None or self.where.values(row, context)]
        least = self._least(found) if self.least is None else self.least
        if len(kept) < least:
            raise too_few(self.name, len(kept), least)
        return tuple(
            self._record(row, context, f"row {number} of {len(kept)}")
            for number, row in enumerate(kept, start=1)
        )

    def _least(self, found: Sequence[R]) -> int:
        """An honest list may be empty; rows of which none passes `where` are a changed layout."""
        return 0 if self.may_be_empty and not found else 1

    def _record(self, row: R, context: Context, where: str) -> Record:
        fields = {name: tuple(choice.values(row, context)) for name, choice in self.fields.items()}
        for name, values in fields.items():
            if name in self.required and not values:
                message = f"{self.name}: {where} gives nothing usable for '{name}'"
                raise LayoutChanged(f"{self.name}.{name}", message)
        nested = {name: rows.read(row, context) for name, rows in self.each.items()}
        return Record({name.removesuffix("[]"): values for name, values in fields.items()}, nested)


@dataclass(frozen=True, slots=True)
class SitePage(Generic[R]):
    """One page of a definition, compiled."""

    name: str
    address: Address
    dialect: Dialect[R]
    missing: Callable[[R], Sequence[object] | None] | None
    rows: Rows[R]

    def read(self, page: Page, labels: Mapping[str, str]) -> tuple[Record, ...]:
        """What the page says. Raises NoSuchPage, LayoutChanged, and FetchError for no document."""
        document = self.dialect.parse(page)
        if self.missing is not None and self.missing(document):
            raise NoSuchPage
        base = joined(page.url, self.dialect.base(document)) or page.url
        return self.rows.read(document, Context(base, labels))


AnyPage = SitePage[Element] | SitePage[JSON]
