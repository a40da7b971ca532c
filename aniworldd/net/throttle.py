"""How fast the bytes of downloads may come: all together, and each of them."""

import asyncio
from bisect import insort
from contextvars import ContextVar
from dataclasses import dataclass, field

from aniworldd.clock import Clock, woken

DOWNLOAD: ContextVar[str] = ContextVar("download", default="")
"""Whose bytes are read in this task, and in those that it starts."""

_PIECES = 8  # a second, of each download
_SMALLEST = 1024  # bytes of a piece
_LARGEST = 256 * 1024
_FORGOTTEN = 3600.0  # seconds after which a download that read nothing has no past


@dataclass(frozen=True, slots=True)
class Rates:
    """Bytes a second; None: as fast as it goes."""

    total: int | None = None
    each: int | None = None
    at_once: int = 1  # downloads that may run

    @property
    def of_a_program(self) -> int | None:
        """What a download gets that another program makes, whose bytes nobody here counts."""
        total = None if self.total is None else max(self.total // self.at_once, _SMALLEST)
        known = [rate for rate in (total, self.each) if rate is not None]
        return min(known, default=None)


UNLIMITED = Rates()


@dataclass(slots=True)
class _Lane:
    """One download, however many connections it reads from."""

    tag: float = 0.0  # bytes; who has the smallest comes next
    free_at: float = 0.0  # monotonic; what it has read is paid for by then
    used_at: float = 0.0  # monotonic


@dataclass(slots=True, order=True)
class _Ticket:
    tag: float
    number: int
    called: asyncio.Event = field(compare=False, default_factory=asyncio.Event)


class Throttle:
    """A token bucket in debt: who has read some bytes waits until they are paid for.

    Downloads share the whole evenly, whatever each of them could take; `rates` may be replaced at
    any time, and holds for the next piece.
    """

    def __init__(self, clock: Clock, rates: Rates = UNLIMITED) -> None:
        self.rates = rates
        self._clock = clock
        self._lanes: dict[str, _Lane] = {}
        self._waiting: list[_Ticket] = []  # sorted
        self._number = 0
        self._tag = 0.0  # of the last one that was served
        self._free_at = 0.0  # monotonic

    @property
    def piece(self) -> int | None:
        """How many bytes are read at a time, so that they come evenly; None: no limit."""
        known = [rate for rate in (self.rates.total, self.rates.each) if rate]
        return max(_SMALLEST, min(_LARGEST, min(known) // _PIECES)) if known else None

    async def pay(self, count: int) -> None:
        """Return when `count` bytes that this task's download has read are within the rates."""
        if self.piece is None:
            return
        lane = self._lane(DOWNLOAD.get())
        if self.rates.total:
            await self._turn(lane, count)
        await self._own(lane, count)

    async def _turn(self, lane: _Lane, count: int) -> None:
        """Wait for the bucket, which serves the download that had least of it."""
        self._number += 1
        ticket = _Ticket(max(lane.tag, self._tag), self._number)
        lane.tag = ticket.tag + count
        insort(self._waiting, ticket)
        try:
            while ticket is not self._waiting[0] or self._clock.monotonic() < self._free_at:
                ticket.called.clear()
                first = ticket is self._waiting[0]
                wait = self._free_at - self._clock.monotonic() if first else None
                await woken(ticket.called, self._clock, wait)
            self._tag = ticket.tag
            total = self.rates.total
            if total:
                self._free_at = max(self._free_at, self._clock.monotonic()) + count / total
        finally:
            self._waiting.remove(ticket)
            if self._waiting:
                self._waiting[0].called.set()

    async def _own(self, lane: _Lane, count: int) -> None:
        each = self.rates.each
        if each:
            lane.free_at = max(lane.free_at, self._clock.monotonic()) + count / each
            await self._clock.sleep(lane.free_at - self._clock.monotonic())

    def _lane(self, name: str) -> _Lane:
        now = self._clock.monotonic()
        if name not in self._lanes:
            for old, lane in list(self._lanes.items()):
                if lane.used_at + _FORGOTTEN < now:
                    del self._lanes[old]
            self._lanes[name] = _Lane()
        self._lanes[name].used_at = now
        return self._lanes[name]
