"""How fast each host is asked, and how long it is left alone after a failure."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aniworldd.clock import Clock
from aniworldd.errors import FetchError

PATIENCE = 30.0  # a longer wait is the caller's to plan, so it is told at once
FIRST_WAIT = 5.0
LONGEST_WAIT = 600.0
HOUR = 3600.0
FAILURES_AN_HOUR = 16  # with two under way beside the last of them, an outage costs 18 requests
KNOWN_HOSTS = 512


@dataclass(slots=True)
class _Host:
    """What is known of one host. Times are monotonic."""

    door: asyncio.Lock = field(default_factory=asyncio.Lock)  # first come, first served
    left: asyncio.Event = field(default_factory=asyncio.Event)
    running: int = 0
    next_at: float = 0.0  # earliest start of the next request: politeness
    quiet_until: float = 0.0  # back-off
    failing: int = 0  # failures since the last success
    failed_at: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES_AN_HOUR))
    reason: str = ""


class Turn:
    """The right to send one request; what became of it is told here."""

    def __init__(self, pace: "Pace", host: str, started_at: float) -> None:
        self._pace = pace
        self._host = host
        self._started_at = started_at
        self._ended = False

    def answered(self) -> None:
        """The host works."""
        self._pace._succeeded(self._host, self._started_at)

    def failed(self, reason: str, retry_after: float | None = None) -> float:
        """It does not; gives the seconds it is left alone from now on."""
        return self._pace._failed(self._host, self._started_at, reason, retry_after)

    def end(self) -> None:
        """Let the next one start; the body of a download may still be running."""
        if not self._ended:
            self._ended = True
            self._pace._left(self._host)


class Pace:
    """One request per `delay` seconds and host, few at once, and fewer still while it fails.

    After a failure the host is left alone: 5 s, doubled each time up to ten minutes, or as long as
    Retry-After says; then a single request probes it while the others wait. An outage costs a host
    fewer than 20 requests an hour.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        delay: float = 1.0,
        at_once: int = 2,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._delay = delay
        self._at_once = at_once
        self._jitter = jitter
        self._hosts: dict[str, _Host] = {}

    def waiting(self, host: str) -> float:
        """Seconds until a request to `host` could start if nobody else wanted one."""
        known = self._hosts.get(host)
        if known is None:
            return 0.0
        return max(max(known.quiet_until, known.next_at) - self._now(), 0.0)

    @asynccontextmanager
    async def turn(self, host: str, delay: float | None = None) -> AsyncIterator[Turn]:
        """Wait for the host's next turn and hold it.

        Raises FetchError with `retry_after` when the host is to be left alone for long.
        """
        known = self._known(host)
        self._refuse_long_waits(host, known)
        async with known.door:
            await self._wait_in_front(host, known)
            started_at = self._now()
            known.next_at = started_at + (self._delay if delay is None else delay)
            known.running += 1
        turn = Turn(self, host, started_at)
        try:
            yield turn
        finally:
            turn.end()

    async def _wait_in_front(self, host: str, known: _Host) -> None:
        while True:
            self._refuse_long_waits(host, known)
            if known.running >= (1 if known.failing else self._at_once):
                known.left.clear()
                await known.left.wait()
            elif (wait := self.waiting(host)) > 0:
                await self._clock.sleep(wait)
            else:
                return

    def _refuse_long_waits(self, host: str, known: _Host) -> None:
        wait = known.quiet_until - self._now()
        if wait > PATIENCE:
            raise FetchError(
                f"{host} is left alone for another {_span(wait)}, because {known.reason}",
                retry_after=wait,
            )

    def _left(self, host: str) -> None:
        known = self._known(host)
        known.running -= 1
        known.left.set()

    def _succeeded(self, host: str, started_at: float) -> None:
        known = self._known(host)
        if not known.failed_at or started_at >= known.failed_at[-1]:
            known.failing = 0

    def _failed(
        self, host: str, started_at: float, reason: str, retry_after: float | None
    ) -> float:
        known = self._known(host)
        now = self._now()
        # Of requests that were under way together one failure counts: they say the same thing.
        if not known.failing or started_at >= known.failed_at[-1]:
            known.failing += 1
        known.failed_at.append(now)
        known.reason = reason
        wait = min(FIRST_WAIT * 2 ** min(known.failing - 1, 16), LONGEST_WAIT)
        wait = max(wait * (1 + 0.25 * self._jitter()), retry_after or 0.0)
        if len(known.failed_at) == FAILURES_AN_HOUR:
            wait = max(wait, known.failed_at[0] + HOUR - now)
        known.quiet_until = max(known.quiet_until, now + wait)
        return known.quiet_until - now

    def _known(self, host: str) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) >= KNOWN_HOSTS:
                self._forget_idle()
            self._hosts[host] = _Host()
        return self._hosts[host]

    def _forget_idle(self) -> None:
        now = self._now()
        for host, known in list(self._hosts.items()):
            busy = (
                known.running or known.door.locked() or max(known.quiet_until, known.next_at) > now
            )
            if not busy and (not known.failed_at or known.failed_at[-1] + HOUR < now):
                del self._hosts[host]

    def _now(self) -> float:
        return self._clock.monotonic()


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
