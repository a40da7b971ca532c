"""What a program says: held until somebody reads it, within bounds, and cut into lines."""

import asyncio
import re
from collections import deque
from collections.abc import Sequence

LONGEST_LINE = 64 * 1024  # bytes; of a longer one the beginning is kept
LAST_WORDS = 1.0  # seconds for pipes to run dry after the program has ended
STDOUT, STDERR = 1, 2

_BACKLOG = 1024 * 1024  # bytes that are held for a slow reader; then the program has to wait
_REMEMBERED = 20  # lines of stderr, for the sentence of an error
_REMEMBERED_LENGTH = 500  # characters of each
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Pipes(asyncio.SubprocessProtocol):
    """Holds what was said and not read yet, and has the program wait when that is much."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.exited: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.errors: deque[str] = deque(maxlen=_REMEMBERED)
        self._loop = loop
        self._split = Lines()  # of stderr
        self._said: deque[tuple[int, bytes]] = deque()
        self._bytes = 0
        self._open = {STDOUT, STDERR}
        self._changed = asyncio.Event()
        self._transport: asyncio.SubprocessTransport | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.SubprocessTransport):
            self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self._said.append((fd, data))
        self._bytes += len(data)
        if fd == STDERR:
            self._remember(self._split.feed(data))
        self._pause(self._bytes > _BACKLOG)
        self._changed.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        if fd == STDERR:
            self._remember(self._split.end())
        self._open.discard(fd)
        self._changed.set()

    def process_exited(self) -> None:
        if not self.exited.done():
            self.exited.set_result(None)
        self._loop.call_later(LAST_WORDS, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)

    async def piece(self) -> tuple[int, bytes] | None:
        """The next piece and where it came from; None when there is no more."""
        while not self._said:
            if not self._open:
                return None
            self._changed.clear()
            await self._changed.wait()
        fd, data = self._said.popleft()
        self._bytes -= len(data)
        self._pause(self._bytes > _BACKLOG)
        return fd, data

    def _give_up(self) -> None:
        """Whoever still holds the pipes is not the program."""
        if not self._paused:
            self._open.clear()
            self._changed.set()
        elif self._open:
            self._loop.call_later(LAST_WORDS, self._give_up)

    def _remember(self, lines: Sequence[str]) -> None:
        self.errors.extend(line[:_REMEMBERED_LENGTH] for line in lines if line.strip())

    def _pause(self, paused: bool) -> None:
        if paused == self._paused or self._transport is None:
            return
        self._paused = paused
        for fd in self._open:
            pipe = self._transport.get_pipe_transport(fd)
            if isinstance(pipe, asyncio.ReadTransport):
                pipe.pause_reading() if paused else pipe.resume_reading()


class Lines:
    """Bytes to lines; what is longer than any line should be is cut."""

    def __init__(self) -> None:
        self._begun = b""

    def feed(self, data: bytes) -> list[str]:
        *whole, rest = data.replace(b"\r", b"\n").split(b"\n")
        if whole:
            whole[0] = self._begun + whole[0]
            self._begun = b""
        self._begun = (self._begun + rest)[:LONGEST_LINE]
        return [_text(line) for line in whole if line]

    def end(self) -> list[str]:
        rest, self._begun = self._begun, b""
        return [_text(rest)] if rest else []


def _text(line: bytes) -> str:
    return _CONTROLS.sub("", line[:LONGEST_LINE].decode("utf-8", "replace"))
