"""How often somebody may ask: so many requests a minute, counted from the first one."""

import math
from collections import OrderedDict
from dataclasses import dataclass

from aiohttp import web
from multidict import istr

from aniworldd.clock import Clock
from aniworldd.errors import TooManyAttempts

WINDOW = 60.0  # seconds
_MOST = 10_000  # askers that are remembered
_LIMIT = istr("X-RateLimit-Limit")
_REMAINING = istr("X-RateLimit-Remaining")
_RESET = istr("X-RateLimit-Reset")


@dataclass(frozen=True, slots=True)
class Rated:
    """What the headers X-RateLimit-* say."""

    limit: int
    left: int
    reset: float  # seconds
    over: int = 0  # by how many there were too many

    def headers(self) -> dict[str, str]:
        return {
            _LIMIT: str(self.limit),
            _REMAINING: str(self.left),
            _RESET: str(math.ceil(self.reset)),
        }


RATED = web.RequestKey("rated", Rated)


@dataclass(slots=True)
class _Window:
    since: float
    count: int = 0


class Rates:
    """Kept in memory: only guesses at passwords are worth remembering over a restart."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def count(self, who: str, limit: int) -> Rated:
        """One more of this asker."""
        now = self._clock.monotonic()
        window = self._windows.get(who)
        if window is None or now - window.since >= WINDOW:
            window = self._windows[who] = _Window(now)
            if len(self._windows) > _MOST:
                self._windows.popitem(last=False)
        self._windows.move_to_end(who)
        window.count += 1
        left = limit - window.count
        return Rated(limit, max(left, 0), window.since + WINDOW - now, max(-left, 0))


def too_many(rated: Rated) -> TooManyAttempts:
    return TooManyAttempts(
        f"Too many requests: there may be {rated.limit} a minute", retry_after=rated.reset
    )
