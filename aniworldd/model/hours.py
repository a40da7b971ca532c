"""A part of each day, in local time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `begin` to `end`, over midnight when the end is the earlier of the two.

    Each day has it once, also where the clocks change: a time that occurs twice is the first of
    them, one that is left out is when the clocks jump over it. A `zone` of None is the machine's.
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
            begin, end = instant(day, self.begin, zone), instant(day + length, self.end, zone)
            if begin < end:  # else the clocks jump over all of it
                yield begin, end


def instant(day: date, at: time, zone: tzinfo | None) -> datetime:
    """That time in UTC: the first of two, or when the clocks jump over it."""
    wall = datetime.combine(day, at, zone)
    late, early = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early >= late:  # a time that exists, once or twice
        return late
    before = early.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
