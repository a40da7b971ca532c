"""What holds every download back: the queue is stopped, the library is away, the disk is full."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from aniworldd.clock import Clock
from aniworldd.downloads.needs import Places, WorkerSettings
from aniworldd.downloads.room import Room
from aniworldd.errors import DiskFull, LibraryAway, Unavailable

_REST = 30.0  # seconds


class Cause(StrEnum):
    QUEUE_STOPPED = "queue_stopped"
    OUTSIDE_HOURS = "outside_hours"
    LIBRARY_AWAY = "library_away"
    DISK_BELOW_FLOOR = "disk_below_floor"
    RESTING = "resting"  # the disk was full although it looks well: not again at once


@dataclass(frozen=True, slots=True)
class Blocked:
    cause: Cause
    what: str  # one sentence


class Gate:
    """Says whether anything may start."""

    def __init__(
        self, *, places: Places, settings: Callable[[], WorkerSettings], clock: Clock
    ) -> None:
        self._places = places
        self._settings = settings
        self._clock = clock
        self._answers = True
        self._rest_until = 0.0  # monotonic
        self._rest_for = ""
        self.room = Room(places.free, lambda: settings().min_free)

    @property
    def concurrent(self) -> int:
        return self._settings().concurrent

    async def ask(self) -> None:
        """See how the library is now: what the rest goes by."""
        self._answers = await self._places.ask()

    def blocked(self) -> Blocked | None:
        """Why nothing may start now."""
        if not self._settings().running:
            return Blocked(Cause.QUEUE_STOPPED, "the queue is stopped")
        if (unusable := self.unusable()) is not None:
            return unusable
        if not self._answers:
            return Blocked(Cause.LIBRARY_AWAY, "the library's disk has not answered yet")
        if (outside := self._outside_hours()) is not None:
            return outside
        if self._clock.monotonic() < self._rest_until:
            return Blocked(Cause.RESTING, self._rest_for)
        return None

    def unusable(self) -> Blocked | None:
        """Why what runs must stop, too."""
        if away := self._places.available():
            return Blocked(Cause.LIBRARY_AWAY, away)
        try:
            low = self.room.below_floor()
        except Unavailable as error:
            return Blocked(Cause.LIBRARY_AWAY, str(error))
        return Blocked(Cause.DISK_BELOW_FLOOR, low) if low else None

    def pauses(self) -> bool:
        """Whether what runs must stop where it is, because its part of the day is over."""
        return not self._settings().finish_after_hours and self._outside_hours() is not None

    def holds(self) -> Blocked | None:
        """What keeps the queue from moving, as far as no setting says so itself."""
        return self.unusable() or self._outside_hours()

    def _outside_hours(self) -> Blocked | None:
        hours = self._settings().hours
        if hours is None or hours.holds(self._clock.now()):
            return None
        return Blocked(Cause.OUTSIDE_HOURS, f"downloads run {hours}")

    def judge(self, error: Unavailable) -> Unavailable:
        """What a try could not have, as a trouble of all or, while the root is there, of its own.

        A disk that is full although it looks well has everything wait for a while.
        """
        if isinstance(error, DiskFull):
            self._rest_until = self._clock.monotonic() + _REST
            self._rest_for = str(error)
        elif isinstance(error, LibraryAway) and not self._places.available():
            return Unavailable(str(error))
        return error
