"""Series as they are asked for: chosen, ordered, found; and what is said before the first pass."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.desk.series import Shelf, SortBy, choose
from aniworldd.errors import NotFound, Unavailable
from aniworldd.overview import series
from aniworldd.overview.series import SeriesRow
from aniworldd.reconcile.numbers import Numbers
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.state import Desired, Observed, Plan
from aniworldd.store import Store
from tests.factories import NOW, make_desired, make_observed, make_watch
from tests.fake_clock import FakeClock


def make_row(name: str, missing: int = 1, **fields: object) -> SeriesRow:
    row = series.unknown(make_watch(id=f"{name.lower()}.yaml", name=name), ())
    numbers = {"1": tuple(range(1, missing + 1))} if missing else {}
    return replace(row, missing=numbers, **fields)  # type: ignore[arg-type]


ROWS = (
    make_row("Anvil", 3, updated_at=NOW, folder="The Anvil (1999)"),
    make_row("Bell", 0),
    make_row("Éclair", 1, key="a-cake", updated_at=NOW - timedelta(days=1)),
    make_row("Drum", 2),
)


def names(rows: Sequence[SeriesRow]) -> str:
    return " ".join(row.name for row in rows)


@pytest.mark.parametrize(
    "term, chosen",
    [
        (None, "Anvil Éclair Drum"),
        ("", "Anvil Éclair Drum"),
        ("no_episodes", "Anvil Éclair Drum"),
        ("all", "Anvil Bell Éclair Drum"),
        ("ÉCLAIR", "Éclair"),
        ("cake", "Éclair"),
        ("1999", "Anvil"),
        ("bell", ""),  # it has nothing missing
    ],
)
def test_a_filter_chooses(term: str | None, chosen: str) -> None:
    assert names(choose(ROWS, term)) == chosen


@pytest.mark.parametrize(
    "sort_by, ascending, descending",
    [
        (None, "Anvil Éclair Drum", "Drum Éclair Anvil"),
        (SortBy.NAME, "Anvil Éclair Drum", "Drum Éclair Anvil"),
        (SortBy.TITLE, "Anvil Éclair Drum", "Drum Éclair Anvil"),
        (SortBy.ID, "Éclair Anvil Drum", "Drum Anvil Éclair"),
        (SortBy.KEY, "Éclair Anvil Drum", "Drum Anvil Éclair"),
        (SortBy.MISSING_EPISODES, "Éclair Drum Anvil", "Anvil Drum Éclair"),
        (SortBy.UPDATED_AT, "Drum Éclair Anvil", "Anvil Éclair Drum"),
    ],
)
def test_every_field_sorts_both_ways(
    sort_by: SortBy | None, ascending: str, descending: str
) -> None:
    assert names(choose(ROWS, None, sort_by)) == ascending
    assert names(choose(ROWS, None, sort_by, descending=True)) == descending


class Sides:
    def desired(self) -> Desired:
        return make_desired()

    async def observed(self, *, scan: bool) -> Observed:
        return make_observed()

    async def apply(self, result: Plan) -> None: ...


async def test_before_the_first_pass_it_is_waited_for_but_not_for_ever(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=FakeClock().now)
    reconciler = Reconciler(Sides(), FakeClock(), lambda event: None)
    shelf = Shelf(
        *(reconciler, lambda: (make_watch(),), {}, Numbers(store), store.durable), patience=0.01
    )

    with pytest.raises(Unavailable, match="first time"):
        await shelf.ready()

    assert shelf.all() == (series.unknown(make_watch(), ()),)
    assert shelf.find("lamp-post") is shelf.all()[0]
    with pytest.raises(NotFound, match="''"):
        shelf.find("")
    store.close()
