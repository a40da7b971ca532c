"""How many connections there may be, and which of them give way to a new one."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Middleware

from aniworldd.clock import Clock
from aniworldd.web.routes import Handler

_LOOKS = 4  # in the shortest time that is waited for
_KEPT = 75.0  # seconds between two requests on one connection


@dataclass(frozen=True, slots=True)
class Bounds:
    """What connections may cost."""

    all: int
    each: int  # of one client
    header: float  # seconds in which the head of a request must arrive
    stalled: float  # seconds in which an answer must be taken


@dataclass(eq=False, slots=True)
class Line:
    """One connection."""

    client: str  # "" = one that counts with nobody, such as a proxy
    since: float  # when it began to wait
    unfinished: bool = True  # a head is expected, not only hoped for
    transport: asyncio.Transport | None = None

    def due(self, bounds: Bounds) -> float:
        """When it has waited too long."""
        if self.unsent:
            return self.since + bounds.stalled
        return self.since + (bounds.header if self.unfinished else _KEPT)

    @property
    def unsent(self) -> bool:
        """Whether its other end has not taken all of an answer yet."""
        return self.transport is not None and self.transport.get_write_buffer_size() > 0

    def cut(self) -> None:
        if self.transport is not None:
            self.transport.abort()


class Crowd:
    """Connections on which nothing is being answered wait; the oldest gives way to a new one."""

    def __init__(self, bounds: Callable[[], Bounds], clock: Clock) -> None:
        self._bounds = bounds
        self._clock = clock
        self._lines: dict[asyncio.BaseTransport, Line] = {}
        self._waiting: dict[Line, None] = {}  # the one that has waited longest first
        self._each: Counter[str] = Counter()
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return self._count

    def come(self, client: str) -> Line | None:
        """Let a new connection in, another one giving way to it; None when none can."""
        bounds = self._bounds()
        if client and self._each[client] >= bounds.each and not self._give_way(client):
            return None
        if self._count >= bounds.all and not self._give_way():
            return None
        line = Line(client, self._clock.monotonic())
        self._count += 1
        self._each[client] += 1
        self._waiting[line] = None
        self._wind()
        return line

    def made(self, line: Line, transport: asyncio.Transport) -> None:
        line.transport = transport
        self._lines[transport] = line

    def heard(self, line: Line) -> None:
        """Something came in: from the first byte on, the rest of the head is expected."""
        if line in self._waiting and not line.unfinished:
            line.unfinished = True
            self._wait(line)

    def gone(self, line: Line) -> None:
        if line.transport is not None:
            self._lines.pop(line.transport, None)
        self._waiting.pop(line, None)
        self._count -= 1
        self._each[line.client] -= 1
        if not self._each[line.client]:
            del self._each[line.client]

    def make_room(self) -> bool:
        """The system gives no more: have one give way. Whether one did."""
        return self._give_way()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    @property
    def middleware(self) -> Middleware:
        """Tells while a request is being answered; the outermost of an application's."""

        @web.middleware
        async def attend(request: web.Request, handler: Handler) -> web.StreamResponse:
            line = self._lines.get(request.transport) if request.transport else None
            if line is None:
                return await handler(request)
            self._waiting.pop(line, None)
            try:
                return await handler(request)
            finally:
                line.unfinished = False
                if line.transport in self._lines:
                    self._wait(line)

        return attend

    def _wait(self, line: Line) -> None:
        line.since = self._clock.monotonic()
        self._waiting.pop(line, None)
        self._waiting[line] = None
        self._wind()

    def _give_way(self, client: str = "") -> bool:
        for line in self._waiting:
            if line.transport is not None and not line.unsent and client in {"", line.client}:
                self._waiting.pop(line)
                line.cut()
                return True
        return False

    def _wind(self) -> None:
        """Look now and then, while there is anything to look at: an idle machine may rest."""
        if self._timer is None and self._waiting:
            bounds = self._bounds()
            soon = min(bounds.header, bounds.stalled) / _LOOKS
            self._timer = asyncio.get_running_loop().call_later(soon, self._sweep)

    def _sweep(self) -> None:
        self._timer = None
        now, bounds = self._clock.monotonic(), self._bounds()
        for line in [line for line in self._waiting if line.due(bounds) <= now]:
            self._waiting.pop(line)
            line.cut()
        self._wind()
