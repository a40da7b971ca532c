"""A part of each day, in local time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begin` to `end`, over midnight when the end is the earlier of the two.

    Each day has it once, also where the clocks change: a time that occurs twice is the first of
    them, one that is left out comes as long after midnight as ever. A `zone` of None is the
    machine's.
    """

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def holds(self, at: datetime, zone: tzinfo | None = None) -> bool:
        """Whether this moment is part of them."""
        return any(begin <= at < end for begin, end in self._spans(at, zone))

    def next_begin(self, at: datetime, zone: tzinfo | None = None) -> datetime:
        """When they begin after this moment."""
        return min(begin for begin, _ in self._spans(at, zone) if begin > at)

    def _spans(self, at: datetime, zone: tzinfo | None) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(zone).date()
        length = _DAY if self.end <= self.begin else timedelta(0)
        for days in (-1, 0, 1, 2):
            day = today + days * _DAY
            yield _instant(day, self.begin, zone), _instant(day + length, self.end, zone)


def _instant(day: date, at: time, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
