"""When the difference is computed: one pass at a time, requests made meanwhile are merged."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aniworldd.borders import contain
from aniworldd.clock import Clock, woken
from aniworldd.errors import AniworldError, StoreError, Unavailable
from aniworldd.events import Event, PassFinished
from aniworldd.model.verdict import Reason
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Desired, Enqueue, Observed, Plan, Withdraw

logger = logging.getLogger(__name__)

_RETRY_AFTER_FAILURE = 30.0  # seconds
_LONGEST_WAIT = 300.0  # seconds for a time of the wall clock, which may jump meanwhile


@dataclass(frozen=True, slots=True)
class Failure:
    """Passes fail, and have done so for a while."""

    since: datetime
    what: str  # one sentence


class Sides(Protocol):
    """Where a pass gets both sides of the difference, and who carries the result out."""

    def desired(self) -> Desired: ...

    async def observed(self, *, scan: bool) -> Observed:
        """Read only; `scan` reads the disk anew."""
        ...

    async def apply(self, result: Plan) -> None:
        """Write; raises `StoreError`."""
        ...


class Reconciler:
    """Runs passes on request and when a verdict's time has come."""

    def __init__(self, sides: Sides, clock: Clock, publish: Callable[[Event], None]) -> None:
        self._sides = sides
        self._clock = clock
        self._publish = publish
        self._wanted = asyncio.Event()
        self._scan = True
        self._asked = 0
        self._done = asyncio.Condition()
        self._covered = 0
        self._asked_at: float | None = None  # monotonic; of the first request not served yet
        self._error: AniworldError | None = None  # what ended the last pass
        self.scanning = False
        self.failure: Failure | None = None
        self.sequence = 0
        self.latest = Plan()
        self.observed = Observed()

    @property
    def late(self) -> float:
        """For how many seconds a request has waited for the end of its pass."""
        return 0.0 if self._asked_at is None else self._clock.monotonic() - self._asked_at

    def request(self, *, scan: bool = False) -> None:
        """Have a pass run soon; never waits."""
        self._asked += 1
        if self._asked_at is None:
            self._asked_at = self._clock.monotonic()
        self._scan = self._scan or scan
        self._wanted.set()

    async def settle(self, *, scan: bool = False) -> None:
        """Request a pass and wait for the end of one that covers everything up to now.

        Raises `StoreError`, or `Unavailable` when the pass failed unexpectedly.
        """
        self.request(scan=scan)
        mine = self._asked
        async with self._done:
            await self._done.wait_for(lambda: self._covered >= mine)
            if self._error is not None:
                raise type(self._error)(str(self._error))

    async def run(self) -> None:
        """Until cancelled; a pass that fails is logged, told, and tried again."""
        self.request(scan=True)
        while True:
            await self._wait()
            self._wanted.clear()
            covers, scan = self._asked, self._scan
            self._scan = False
            self.scanning = scan
            self._error = await self._outcome(scan=scan)
            self.scanning = False
            if self._error is not None:
                self._scan = self._scan or scan  # it may not have come to that
            async with self._done:
                self._covered = covers
                self._asked_at = None if self._asked == covers else self._clock.monotonic()
                self._done.notify_all()

    async def _outcome(self, *, scan: bool) -> AniworldError | None:
        """What ended a pass too early."""
        odd: list[Exception] = []
        with contain("a pass", odd.append, said=lambda error: self._said(_sentence(error))):
            try:
                await self._pass(scan=scan)
            except StoreError as error:
                what = f"What was decided is not safe on disk yet: {error}"
                if not self._said(what):
                    logger.error("%s; it is tried again", what)
                self._fails(what)
                return error
        if odd:
            what = _sentence(odd[0])
            self._fails(what)
            return Unavailable(what)
        self.failure = None
        return None

    def _said(self, what: str) -> bool:
        return self.failure is not None and self.failure.what == what

    def _fails(self, what: str) -> None:
        since = self.failure.since if self.failure else self._clock.now()
        self.failure = Failure(since, what)

    async def _pass(self, *, scan: bool) -> None:
        observed = await self._sides.observed(scan=scan)
        result = plan(self._sides.desired(), observed, self._clock.now())
        self.observed, self.latest = observed, result
        await self._sides.apply(result)
        if result.actions:  # what was written is part of what is: say it as it is now
            self.observed = await self._sides.observed(scan=False)
            self.latest = plan(self._sides.desired(), self.observed, self._clock.now())
            if self.latest.actions and self.latest.actions != result.actions:
                self.request()  # one thing led to another
        self.sequence += 1
        self._publish(_finished(self.sequence, result, self.latest, scanned=scan))

    async def _wait(self) -> None:
        """Until a request, until time alone changes a verdict, or to try a failed pass again."""
        now = self._clock.now()
        times = [
            min(max((verdict.until - now).total_seconds(), 1.0), _LONGEST_WAIT)
            for whole in self.latest.verdicts
            if (verdict := whole.upgrade or whole).until is not None and verdict.reason in _TIMED
        ]
        if self.failure is not None:
            times = [_RETRY_AFTER_FAILURE]
        await woken(self._wanted, self._clock, min(times, default=None))


_TIMED = {
    Reason.NOT_RELEASED,
    Reason.BETTER_LANGUAGE,
    Reason.RETRY,
    Reason.OUTSIDE_HOURS,
    Reason.HOST_DOWN,
    Reason.GIVEN_UP,
}


def _sentence(error: Exception) -> str:
    return f"The last pass failed unexpectedly: {type(error).__name__}: {error}"


def _finished(sequence: int, acted: Plan, now: Plan, *, scanned: bool) -> PassFinished:
    return PassFinished(
        sequence,
        wanted=len(now.verdicts),
        here=sum(verdict.reason is Reason.HERE for verdict in now.verdicts),
        queued=sum(isinstance(action, Enqueue) for action in acted.actions),
        withdrawn=sum(isinstance(action, Withdraw) for action in acted.actions),
        scanned=scanned,
    )
