"""Files named by the day on which an episode was shown, placed by the catalogue's dates. Pure.

A day that could be two episodes' is none's: a wrong "here" would hide a gap for ever.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from aniworldd.catalogue import Listing
from aniworldd.library.shelf import DATED, Here, Place, day_number, settled

_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)  # of all zones, from UTC


def placed(here: Mapping[Place, Here], listing: Listing) -> Mapping[Place, Here]:
    """What is here, with the dated files where they belong; a sure place comes first."""

    def belong(dated: Collection[int]) -> Mapping[int, Place]:
        shown = {
            (listed.item.key.season, listed.item.key.number): listed.item.released_at
            for listed in listing.items
            if listed.item.released_at is not None
        }
        return places(dated, shown)

    return settled(here, DATED, belong)


def places(dated: Iterable[int], shown: Mapping[Place, datetime]) -> dict[int, Place]:
    """Which item each day is, as far as there is only one that it can be; days as `20240501`."""
    only_days = all(at.astimezone(UTC).time() == time() for at in shown.values())
    by_day: dict[int, set[Place]] = {}
    for place, at in shown.items():
        for day in _days(at, exact=only_days):
            by_day.setdefault(day_number(day), set()).add(place)
    sure = {day: next(iter(found)) for day in dated if len(found := by_day.get(day, set())) == 1}
    claims = Counter(sure.values())
    return {day: place for day, place in sure.items() if claims[place] == 1}


def _days(at: datetime, *, exact: bool) -> set[date]:
    """The days that it may be where people name files after it."""
    moment = at.astimezone(UTC)
    if exact:
        return {moment.date()}
    days = {moment.date()}
    for shift in (_EARLIEST, _LATEST):
        try:
            days.add((moment + shift).date())
        except OverflowError:  # at the ends of the calendar
            continue
    return days
