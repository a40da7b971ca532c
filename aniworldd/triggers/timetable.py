"""When things happen by themselves: the `schedule` package keeps the book, our clock steers it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from schedule import Job, Scheduler

from aniworldd.borders import contain
from aniworldd.clock import Clock, woken
from aniworldd.store import StateTable
from aniworldd.triggers.daily import Daily

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 60.0  # seconds: the wall clock may be set meanwhile
_START = datetime(2000, 1, 1)  # any day: intervals are counted by the monotonic clock
_APART = timedelta(hours=12)  # between two runs of a day's time, when a clock was set back


@dataclass(frozen=True, slots=True)
class Every:
    """An interval, whatever the wall clock does."""

    minutes: int


When = Every | Daily | None  # None: never by itself


@dataclass(frozen=True, slots=True)
class Entry:
    """One job, as it stands."""

    name: str
    when: When
    next_at: datetime | None
    last_at: datetime | None  # when it ended last, whoever asked for it; also before the start
    started_at: datetime | None  # None: it does not run now


class Timetable:
    """Starts each job when its time has come, and once for all the times that were missed.

    An action never waits; whoever knows says with `ended` that the work is done. What is due
    before that is not started again.
    """

    def __init__(
        self,
        clock: Clock,
        actions: Mapping[str, Callable[[], None]],
        table: StateTable,
        zone: tzinfo | None = None,
    ) -> None:
        self._clock = clock
        self._actions = actions
        self._table = table
        self._book = _Book(clock, zone)  # None: the machine's zone
        self._changed = asyncio.Event()
        self._when: dict[str, When] = dict.fromkeys(actions)
        self._started: dict[str, datetime] = {}
        self._last = {name: last(table, name) for name in actions}
        self.ticked_at = clock.monotonic()  # when it last looked whether something is due

    def plan(self, name: str, when: When) -> None:
        """From now on a job's times are these."""
        if when == self._when[name]:
            return
        self._when[name] = when
        self._book.clear(name)
        if when is not None:
            self._book.add(name, when, lambda: self._start(name))
        self._changed.set()

    def ended(self, name: str, *, done: bool = True) -> None:
        """Its work is over, also when it was somebody else who asked for it.

        Without having been `done` it counts as no run, and the state is spared the note.
        """
        self._started.pop(name, None)
        if done:
            self._last[name] = now = self._clock.now()
            self._table.put(name, {"ended_at": now.isoformat()})

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                name,
                self._when[name],
                self._book.next_at(name),
                self._last[name],
                self._started.get(name),
            )
            for name in self._actions
        )

    def next_at(self, name: str) -> datetime | None:
        """When it is due next by the wall clock as it stands now."""
        return self._book.next_at(name)

    def due_after_last(self, name: str) -> datetime | None:
        """When the first run was due after the last one that ended; None: there is none."""
        last, when = self._last[name], self._when[name]
        if last is None or when is None:
            return None
        if isinstance(when, Every):
            return last + timedelta(minutes=when.minutes)
        return when.after(last, self._book.zone)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._changed.clear()
            self.tick()
            left = self._book.left
            await woken(self._changed, self._clock, min(max(left, 0.0), LONGEST_SLEEP))

    def tick(self) -> None:
        """Start what is due."""
        self.ticked_at = self._clock.monotonic()
        self._book.mind_the_clock()
        self._book.run_pending()

    def _start(self, name: str) -> None:
        if name in self._started:
            logger.info("The %s is due again while it still runs; it is not started twice", name)
            return
        self._started[name] = self._clock.now()
        # what escaped from here would have the job due again at once, for ever
        with contain(f"the start of the {name}", lambda _: self.ended(name, done=False)):
            self._actions[name]()


class _Book(Scheduler):
    """A scheduler whose times are those of our clock."""

    def __init__(self, clock: Clock, zone: tzinfo | None) -> None:
        super().__init__()
        self.clock = clock
        self.zone = zone

    def add(self, name: str, when: Every | Daily, action: Callable[[], None]) -> None:
        job = _Repeated(when, self) if isinstance(when, Every) else _Timed(when, self)
        job.tag(name).do(action)

    def next_at(self, name: str) -> datetime | None:
        """By the wall clock as it stands now; None: never."""
        return next((job.due_at for job in self.get_jobs(name) if isinstance(job, _Steered)), None)

    @property
    def left(self) -> float:
        """Seconds until the next job."""
        found = [job.left for job in self.jobs if isinstance(job, _Steered)]
        some = (left for left in found if left is not None)
        return min(some, default=timedelta(seconds=LONGEST_SLEEP)).total_seconds()

    def mind_the_clock(self) -> None:
        """The wall clock may have been set back: what was planned by it is planned anew."""
        for job in self.jobs:
            if isinstance(job, _Timed):
                job.plan_anew()


class _Steered(Job):
    """A job that asks its book for the time, where the package asks the machine."""

    def __init__(self, book: _Book) -> None:
        super().__init__(1, book)
        self.book = book

    @property
    def now(self) -> datetime:
        """In the same time as `next_run`."""
        raise NotImplementedError

    @property
    def due_at(self) -> datetime | None:
        """By the wall clock as it stands now."""
        return None if self.left is None else self.book.clock.now() + self.left

    @property
    def left(self) -> timedelta | None:
        return None if self.next_run is None else self.next_run - self.now

    @property
    def should_run(self) -> bool:
        return self.left is not None and self.left <= timedelta()


class _Repeated(_Steered):
    """Every so many minutes of the monotonic clock."""

    def __init__(self, when: Every, book: _Book) -> None:
        super().__init__(book)
        self._every = timedelta(minutes=when.minutes)

    @property
    def now(self) -> datetime:
        return _START + timedelta(seconds=self.book.clock.monotonic())

    def _schedule_next_run(self) -> None:
        self.next_run = self.now + self._every


class _Timed(_Steered):
    """At a time of day of the wall clock."""

    def __init__(self, when: Daily, book: _Book) -> None:
        super().__init__(book)
        self._daily = when
        self._had_at: tuple[datetime, float] | None = None  # the time it ran for; monotonic

    @property
    def now(self) -> datetime:
        return self.book.clock.now().replace(tzinfo=None)

    @property
    def due_at(self) -> datetime | None:
        return None if self.next_run is None else self.next_run.replace(tzinfo=UTC)

    def run(self) -> object:
        if self.next_run is not None:
            self._had_at = (self.next_run.replace(tzinfo=UTC), self.book.clock.monotonic())
        ended: object = super().run()  # type: ignore[no-untyped-call]
        return ended

    def plan_anew(self) -> None:
        """Sooner, when the clock went back; never later, or what was missed would be lost."""
        before = self.next_run
        self._schedule_next_run()
        if before is not None and (self.next_run is None or before < self.next_run):
            self.next_run = before

    def _schedule_next_run(self) -> None:
        now = self.book.clock.now()
        at = self._daily.after(now, self.book.zone)
        if at is not None and self._had(at, now):
            at = self._daily.after(at, self.book.zone)
        self.next_run = None if at is None else at.replace(tzinfo=None)

    def _had(self, at: datetime, now: datetime) -> bool:
        """Whether this very time has been, before the clock was set back."""
        if self._had_at is None:
            return False
        had, monotonic = self._had_at
        since = timedelta(seconds=self.book.clock.monotonic() - monotonic) + (at - now)
        return abs(at - had) < _APART and since < _APART


def last(table: StateTable, name: str) -> datetime | None:
    """When a job ended last, by the state."""
    stored = table.find(name)
    text = stored.get("ended_at") if stored else None
    return datetime.fromisoformat(text) if isinstance(text, str) else None
