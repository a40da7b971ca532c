"""Ask for series: all, some, or one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from aniworldd.errors import NotFound, Unavailable
from aniworldd.model.watch import Watch
from aniworldd.overview import series
from aniworldd.overview.series import Series, SeriesRow
from aniworldd.reconcile.numbers import Numbers
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.state import Plan

PATIENCE = 20.0  # seconds, for the first pass after a start
ALL = "all"
NO_EPISODES = "no_episodes"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SortBy(StrEnum):
    """The union of what the editions sort by: `id` is the key, `title` the name."""

    ID = "id"
    KEY = "key"
    TITLE = "title"
    NAME = "name"
    MISSING_EPISODES = "missing_episodes"
    UPDATED_AT = "updated_at"


class Shelf:
    """Every series that is wished for, made anew after a pass when somebody asks."""

    def __init__(
        self,
        reconciler: Reconciler,
        wished: Callable[[], Sequence[Watch]],
        hosts: Mapping[str, str],
        numbers: Numbers,
        durable: Callable[[], Awaitable[None]],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._reconciler = reconciler
        self._wished = wished
        self.hosts = hosts  # of the providers, by their names
        self._numbers = numbers
        self._durable = durable
        self._patience = patience
        self._made_of: Plan | None = None
        self._rows: tuple[SeriesRow, ...] = ()

    async def ready(self) -> None:
        """Return once anything can be said; raises `Unavailable` when that takes too long."""
        if self._reconciler.sequence:
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._reconciler.settle()
        except TimeoutError as error:
            raise Unavailable("the library is still being read for the first time") from error

    def all(self) -> tuple[SeriesRow, ...]:
        """By name; the same object as long as nothing changed."""
        plan = self._reconciler.latest
        if self._made_of is not plan:
            observed = self._reconciler.observed
            self._rows = series.rows(plan, observed, self._wished(), self.hosts)
            self._made_of = plan
        return self._rows

    def find(self, word: str) -> SeriesRow:
        """By key, which is the id too, or else by folder. Raises `NotFound`."""
        found = self.all()
        by_key = (row for row in found if row.key == word)
        by_folder = (row for row in found if row.folder == word != "")
        row = next(by_key, None) or next(by_folder, None)
        if row is None:
            raise NotFound(f"no series has the key or the folder {word!r}")
        return row

    def whole(self, word: str) -> Series:
        """With its episodes. Raises `NotFound`."""
        row = self.find(word)
        return series.whole(row, self._reconciler.latest, self._reconciler.observed)

    def of_wish(self, watch: Watch) -> SeriesRow:
        """The first one that this wish led to, or what is known before it led to any."""
        found = (row for row in self.all() if row.watch.link == watch.link)
        return next(found, None) or series.unknown(watch, {row.key for row in self.all()})

    def number(self, row: SeriesRow) -> int | None:
        """By which programs may know it; None while nobody knows what it is."""
        return self._numbers.find(row.key)

    async def count(self, row: SeriesRow) -> int:
        """The same, given now when it has none, and durable. Raises `StoreError`."""
        number = self.number(row)
        if number is None:
            number = self._numbers.of_wish(row.watch.link)
        await self._durable()
        return number


def choose(
    rows: Sequence[SeriesRow],
    term: str | None = None,
    sort_by: SortBy | None = None,
    *,
    descending: bool = False,
) -> Sequence[SeriesRow]:
    """Those with something missing, or all of them, in this order; a term narrows the former."""
    if term != ALL:
        rows = [row for row in rows if row.missing]
    if term and term not in {ALL, NO_EPISODES}:
        word = term.casefold()
        rows = [
            row
            for row in rows
            if any(word in text.casefold() for text in (row.name, row.key, row.folder))
        ]
    match sort_by:
        case None | SortBy.TITLE | SortBy.NAME:
            return rows[::-1] if descending else rows
        case SortBy.ID | SortBy.KEY:
            return sorted(rows, key=lambda row: row.key, reverse=descending)
        case SortBy.MISSING_EPISODES:
            return sorted(rows, key=lambda row: row.missing_count, reverse=descending)
        case SortBy.UPDATED_AT:
            return sorted(rows, key=lambda row: row.updated_at or _LONG_AGO, reverse=descending)
