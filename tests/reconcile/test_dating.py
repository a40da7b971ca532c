"""Days: an episode's where it can be no other's."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest

from aniworldd.library.shelf import DATED, Here
from aniworldd.model.verdict import Reason
from aniworldd.reconcile import dating
from aniworldd.reconcile.plan import plan
from tests.factories import NOW, make_desired, make_item, make_listing, make_observed, make_shelf

Place = tuple[int, int]
ZONE = timezone(timedelta(hours=2))


def daily(days: int, hour: int = 0, *, of: int = 1) -> dict[Place, datetime]:
    """One item every so many days, from 1 May on."""
    start = datetime(2024, 5, 1, hour, tzinfo=UTC)
    return {(1, n): start + timedelta(days=(n - 1) * days) for n in range(1, of + 1)}


@pytest.mark.parametrize(
    "dated, shown, found",
    [
        # the catalogue says days
        ([20240501], daily(1, of=3), {20240501: (1, 1)}),
        ([20240501, 20240503], daily(1, of=3), {20240501: (1, 1), 20240503: (1, 3)}),
        ([20240430, 20240504], daily(1, of=3), {}),
        ([20240501], {**daily(1), (0, 1): datetime(2024, 5, 1, tzinfo=UTC)}, {}),
        # the catalogue says hours: the day depends on where the name was given
        ([20240502], daily(1, 20, of=3), {}),
        ([20240501, 20240509], daily(7, 20, of=3), {20240501: (1, 1), 20240509: (1, 2)}),
        ([20240501, 20240502], daily(7, 20), {}),
        ([20240503], daily(7, 20, of=3), {}),
        # midnight somewhere else
        ([20240501], {(1, 1): datetime(2024, 5, 1, tzinfo=ZONE)}, {20240501: (1, 1)}),
        # the ends of the calendar
        ([99991231], {(1, 1): datetime.max.replace(tzinfo=UTC)}, {99991231: (1, 1)}),
        ([20240501], {(1, 1): datetime.min.replace(tzinfo=UTC)}, {}),
        ([20240501], {}, {}),
    ],
)
def test_a_day_is_an_item_or_unknown(
    dated: list[int], shown: Mapping[Place, datetime], found: Mapping[int, Place]
) -> None:
    assert dating.places(dated, shown) == found


def test_a_daily_show_named_by_days_is_here() -> None:
    items = [make_item(1, n, released_at=at) for (_, n), at in daily(1, of=3).items()]
    shelf = make_shelf(
        {
            (DATED, 20240501): Here("The Lamp Post (2024)/2024-05-01.mkv"),
            (DATED, 20240601): Here("The Lamp Post (2024)/2024-06-01.mkv"),
        }
    )

    result = plan(make_desired(), make_observed(make_listing(items), shelf=shelf), NOW)

    assert [verdict.reason for verdict in result.verdicts] == [
        Reason.HERE,
        Reason.QUEUED,
        Reason.QUEUED,
    ]
