"""Notices what no event tells: library away or back, disk full or not, hours begun or over."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aniworldd.clock import Clock
from aniworldd.downloads.gate import Blocked, Cause

_EVERY = 10.0  # seconds


class Request(Protocol):
    def __call__(self, *, scan: bool = False) -> None: ...


class Pulse:
    """Has a pass run when what holds downloads back is another thing than before.

    While the library is away each beat has one: only a pass opens the root anew.
    """

    def __init__(
        self,
        ask: Callable[[], Awaitable[object]],
        held_up: Callable[[], Blocked | None],
        clock: Clock,
        request: Request,
    ) -> None:
        self._ask = ask
        self._held_up = held_up
        self._clock = clock
        self._request = request

    async def run(self) -> None:
        """Until cancelled."""
        before: Cause | None = None
        while True:
            await self._clock.sleep(_EVERY)
            await self._ask()
            blocked = self._held_up()
            cause = blocked.cause if blocked else None
            if cause is not before or cause is Cause.LIBRARY_AWAY:
                self._request(scan=Cause.LIBRARY_AWAY in (before, cause))
            before = cause
