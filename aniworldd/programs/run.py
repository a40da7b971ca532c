"""A program under way."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from aniworldd.clock import Clock
from aniworldd.errors import ProgramError
from aniworldd.programs import group
from aniworldd.programs.pipes import LAST_WORDS, STDERR, STDOUT, Lines, Pipes

_LOOK = 0.02  # seconds between looks at a group that is ending, doubled each time
_LONGEST_LOOK = 0.3  # seconds


@dataclass(frozen=True, slots=True)
class Line:
    """What a program said, without the end of the line and without control characters."""

    text: str
    error: bool = False  # on stderr


class Run:
    """A program under way."""

    def __init__(self, pipes: Pipes, transport: asyncio.SubprocessTransport) -> None:
        self._pipes = pipes
        self._transport = transport

    @property
    def pid(self) -> int:
        """Of the program, and of its group."""
        return self._transport.get_pid()

    @property
    def errors(self) -> str:
        """The last lines of stderr so far, for people."""
        return "\n".join(self._pipes.errors)

    async def lines(self) -> AsyncGenerator[Line, None]:
        """What it says, as it comes; a carriage return ends a line too.

        Ends when both pipes are closed, or soon after the program's end if something that it left
        behind holds them open.
        """
        async with aclosing(self._pieces()) as pieces:
            split = {STDOUT: Lines(), STDERR: Lines()}
            async for fd, data in pieces:
                for text in split[fd].feed(data):
                    yield Line(text, error=fd == STDERR)
            for fd, rest in split.items():
                for text in rest.end():
                    yield Line(text, error=fd == STDERR)

    async def stdout(self, limit: int) -> bytes:
        """All of stdout. Raises `ProgramError` when it is more than `limit`."""
        found = bytearray()
        async with aclosing(self._pieces()) as pieces:
            async for fd, data in pieces:
                if fd == STDOUT:
                    found += data
                if len(found) > limit:
                    raise ProgramError(f"it said more than {limit >> 10} KiB")
        return bytes(found)

    async def wait(self) -> int:
        """Its exit code when it has ended; of a signal the negative number."""
        await asyncio.shield(self._pipes.exited)
        code = self._transport.get_returncode()
        return -signal.SIGKILL if code is None else code

    async def end(self, clock: Clock, grace: float) -> None:
        """Ask the whole group to end, kill what does not, and let the pipes go."""
        if not self._pipes.exited.done() or group.exists(self.pid):
            group.tell(self.pid, signal.SIGTERM)
            await self._gone(clock, grace)
            # whatever it looked like: what forks all the time can be missed by a look
            group.tell(self.pid, signal.SIGKILL)
            await self._gone(clock, LAST_WORDS)
        self._transport.close()
        await asyncio.wait({self._pipes.closed}, timeout=LAST_WORDS)

    async def _gone(self, clock: Clock, patience: float) -> None:
        """Wait until nothing of the group is left, so many seconds at most."""
        end, wait = clock.monotonic() + patience, _LOOK
        while not self._pipes.exited.done() or await asyncio.to_thread(group.lives, self.pid):
            if clock.monotonic() >= end:
                return
            await clock.sleep(wait)
            wait = min(wait * 2, _LONGEST_LOOK)

    async def _pieces(self) -> AsyncGenerator[tuple[int, bytes], None]:
        while (piece := await self._pipes.piece()) is not None:
            yield piece


async def start(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    loop = asyncio.get_running_loop()
    try:
        transport, pipes = await loop.subprocess_exec(
            lambda: Pipes(loop),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ProgramError(f"{arguments[0]} cannot be started: {reason}") from error
    return Run(pipes, transport)
