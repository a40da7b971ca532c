"""A time of day on some days of the week, as the people of a time zone live it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_AHEAD = 15  # days that are looked at: a day that a zone leaves out costs a week
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once on each of these days, also on the nights when clocks are changed.

    A time that is skipped then counts as the moment after it, one that comes twice as the first.
    """

    at: time
    days: Collection[str] = DAYS

    def after(self, now: datetime, zone: tzinfo | None) -> datetime | None:
        """The first one later than `now`; zone None: the machine's. None: there is no such day."""
        today = now.astimezone(zone).date()
        for ahead in range(-1, _AHEAD):  # from yesterday: a whole day may be skipped, or repeated
            day = today + timedelta(days=ahead)
            if DAYS[day.weekday()] in self.days:
                at = _instant(day, self.at, zone)
                if at > now:
                    return at
        return None


def _instant(day: date, at: time, zone: tzinfo | None) -> datetime:
    wished = datetime.combine(day, at.replace(fold=0))
    found = _utc(wished, zone)
    if _local(found, zone) == wished:
        return found
    # Skipped: the clocks go from before it to behind it at a moment between these two.
    early, late = _utc(wished.replace(fold=1), zone), found
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        if _local(middle, zone) < wished:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def _utc(local: datetime, zone: tzinfo | None) -> datetime:
    return (local if zone is None else local.replace(tzinfo=zone)).astimezone(UTC)


def _local(at: datetime, zone: tzinfo | None) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)
