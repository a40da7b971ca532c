"""Other programs (yt-dlp, ffmpeg, a user's own): found, started, followed, killed as a group.

A program gets a list of arguments and never a shell, a session of its own, an environment with
nothing of ours in it, and a folder that is its home too. Whoever leaves `run` leaves nothing of it
running, except for what has moved into another session by itself.
"""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from aniworldd.clock import Clock
from aniworldd.errors import ProgramError
from aniworldd.programs.pipes import LONGEST_LINE
from aniworldd.programs.run import Line, Run, start

__all__ = [
    "LONGEST_LINE",
    "Line",
    "Output",
    "Programs",
    "Run",
    "ended",
    "no_room",
    "numbers",
    "proxied",
    "told",
]

GRACE = 3.0  # seconds between asking a program to end and killing it

_NOTHING_MORE: Mapping[str, str] = MappingProxyType({})
_HANDED_ON = ("TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")  # of our environment
_VERSION_TIME = 20.0  # seconds; a cold yt-dlp on an SD card takes several
_VERSION_SIZE = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Output:
    """All of what a program said."""

    code: int  # as `Run.wait` gives it
    stdout: bytes
    errors: str  # the last lines of stderr


class Programs:
    """The machine's programs. `path` replaces PATH, for tests."""

    def __init__(self, clock: Clock, *, path: str | None = None, grace: float = GRACE) -> None:
        self._clock = clock
        self._grace = grace
        beside = str(Path(sys.executable).parent)  # of a venv; never its resolved link
        usual = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
        self._path = usual if path is None else path
        self._versions: dict[tuple[str, int, int, int], str] = {}

    def find(self, name: str) -> str | None:
        """The program's path: beside our own Python, else on PATH; a path stands for itself."""
        return shutil.which(name, path=self._path)

    async def version(self, program: str, *arguments: str) -> str:
        """The first line that `program ARGUMENTS` says; asked again when the file has changed.

        Raises `ProgramError`.
        """
        try:
            stat = await asyncio.to_thread(os.stat, program)
        except OSError as error:
            raise ProgramError(f"{program} is not there: {error.strerror}") from error
        key = (program, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if key not in self._versions:
            output = await self.output(
                [program, *arguments], folder=Path("/"), limit=_VERSION_SIZE, timeout=_VERSION_TIME
            )
            text = output.stdout.decode("utf-8", "replace").strip()
            if output.code != 0 or not text:
                why = told(output.errors, output.code)
                raise ProgramError(f"{program} does not say its version: {why}")
            self._versions = {
                old: said for old, said in self._versions.items() if old[0] != program
            }
            self._versions[key] = text.splitlines()[0]
        return self._versions[key]

    async def output(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        limit: int,
        timeout: float,
        environment: Mapping[str, str] = _NOTHING_MORE,
    ) -> Output:
        """Run it to its end. `limit` is bytes of stdout, `timeout` seconds.

        Raises `ProgramError` when it cannot be started, says too much or takes too long; an exit
        code other than 0 is the caller's to judge.
        """
        try:
            async with (
                asyncio.timeout(timeout),
                self.run(arguments, folder=folder, environment=environment) as run,
            ):
                stdout = await run.stdout(limit)
                return Output(await run.wait(), stdout, run.errors)
        except TimeoutError as error:
            name = Path(arguments[0]).name
            raise ProgramError(f"{name} did not end within {timeout:g} s") from error

    @asynccontextmanager
    async def run(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str] = _NOTHING_MORE,
    ) -> AsyncIterator[Run]:
        """Start it in `folder`; when this is left, in whatever way, nothing of it runs any more.

        Raises `ProgramError` when it cannot be started.
        """
        handed_on = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
        usual = {"LANG": "C.UTF-8", "PATH": self._path, "HOME": str(folder)}
        starting = asyncio.ensure_future(
            start(arguments, folder, usual | handed_on | dict(environment))
        )
        try:
            yield await asyncio.shield(starting)
        finally:
            await _to_the_end(self._end(starting))

    async def _end(self, starting: asyncio.Future[Run]) -> None:
        with suppress(ProgramError):  # it is told where the start is awaited
            run = await starting
            await run.end(self._clock, self._grace)


def proxied(proxy: str | None) -> Mapping[str, str]:
    """A proxy as environment: a command line is for everybody to read."""
    return {} if proxy is None else {"http_proxy": proxy, "https_proxy": proxy}


def told(errors: str, code: int) -> str:
    """How it ended, in words: its last error, else its exit code."""
    return errors.rpartition("\n")[2].strip() or ended(code)


def no_room(errors: str) -> bool:
    """Whether it says that the disk is full, or the quota used up, as the C library words it."""
    return "No space left on device" in errors or "Disk quota exceeded" in errors


def ended(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"it ended with exit code {code}"
    try:
        return f"it was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"it was ended by signal {-code}"


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing: (2026, 7, 4)."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version, re.ASCII))


async def _to_the_end(work: Coroutine[object, object, None]) -> None:
    """Do it whole, however often we are cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled
