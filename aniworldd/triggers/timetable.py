"""When passes run by themselves: the `schedule` package keeps the book, our clock steers it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from schedule import Job, Scheduler

from aniworldd.clock import Clock, woken

_LONGEST_SLEEP = 60.0  # seconds
_START = datetime(2000, 1, 1)  # any day: intervals are counted by the monotonic clock


class Timetable:
    """Calls `due` every so many minutes, however the wall clock jumps."""

    def __init__(self, clock: Clock, due: Callable[[], None]) -> None:
        self._clock = clock
        self._due = due
        self._book = _Book(clock)
        self._changed = asyncio.Event()
        self._minutes: int | None = None

    def every(self, minutes: int | None) -> None:
        """From now on at this interval; None: never."""
        if minutes == self._minutes:
            return
        self._minutes = minutes
        self._book.clear()
        if minutes is not None:
            self._book.every(minutes).minutes.do(self._due)
        self._changed.set()

    @property
    def next_at(self) -> datetime | None:
        """When it is due next by the wall clock as it stands now."""
        left = self._book.left
        return None if left is None else self._clock.now() + timedelta(seconds=left)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._changed.clear()
            self._book.run_pending()
            left = self._book.left
            await woken(
                self._changed,
                self._clock,
                None if left is None else min(max(left, 0.0), _LONGEST_SLEEP),
            )


class _Book(Scheduler):
    """A scheduler whose time is the monotonic clock's."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def time(self) -> datetime:
        return _START + timedelta(seconds=self.clock.monotonic())

    @property
    def left(self) -> float | None:
        """Seconds until the next job; None: there is none."""
        due = self.get_next_run()
        return None if due is None else (due - self.time()).total_seconds()

    def every(self, interval: int = 1) -> Job:
        return _Entry(interval, self)


class _Entry(Job):
    """A job that asks its book for the time, where the package asks the machine."""

    def __init__(self, interval: int, book: _Book) -> None:
        super().__init__(interval, book)
        self._book = book

    @property
    def should_run(self) -> bool:
        return self.next_run is not None and self._book.time() >= self.next_run

    def _schedule_next_run(self) -> None:
        self.next_run = self._book.time() + timedelta(**{str(self.unit): self.interval})
