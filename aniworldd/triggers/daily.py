"""A time of day on some days of the week, as the people of a time zone live it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from aniworldd.model.hours import instant

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_AHEAD = 15  # days that are looked at: a day that a zone leaves out costs a week


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
                at = instant(day, self.at, zone)
                if at > now:
                    return at
        return None
