"""`aniworldd demo`: the stand-in catalogue beside the real daemon, in a folder of their own."""

import asyncio
import hashlib
import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from aniworldd import control
from aniworldd.clock import Clock, SystemClock
from aniworldd.config.overrides import PREFIX
from aniworldd.config.places import PLACES
from aniworldd.config.settings import Settings
from aniworldd.daemon import passwords
from aniworldd.demo.stage import DRIP, Stage
from aniworldd.demo.titles import LATE, dub_comes_out, invented
from aniworldd.errors import Unavailable

_PATIENCE = 180.0  # seconds for everything to arrive
_LATER = {False: 15.0, True: 0.5}  # seconds between sub and dub; by `once`
_LOOK = 0.2  # seconds between looks at the library
_USUAL_PORT = 8000
_END = 10.0  # seconds for the daemon to save and end

Print = Callable[[str], None]


def play(*, once: bool, keep: Path | None, print: Print) -> int:
    """Until Ctrl-C, or with `once` until all files are there; returns the exit code.

    Raises `Conflict` for a folder that is somebody's own, `Unavailable` when files do not arrive.
    """
    with _folder(keep) as folder:
        return asyncio.run(_play(folder, once=once, print=print, clock=SystemClock()))


async def _play(folder: Path, *, once: bool, print: Print, clock: Clock) -> int:
    shelf = invented(drip=None if once else DRIP)
    port = _free_port()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Stage(folder, shelf, clock, port=port) as stage:
        print(f"A stand-in catalogue with invented titles: {stage.url}/")
        print(f"Everything lies in:                        {folder}")
        stage.wish()
        password = f"Kettle-{secrets.randbelow(10**6):06}"
        await passwords.put(stage.state, Settings(), "", password)
        daemon = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "aniworldd", "run", "--config", str(stage.config)),
            start_new_session=True,  # Ctrl-C is for us; the daemon is told to end
            env=_own(os.environ),
        )
        try:
            await _let_in(stage.state, f"http://127.0.0.1:{port}", password, daemon, print, clock)
            missing = await _watch(stage, daemon, stop, print, clock, once=once)
        finally:
            await _end(daemon)
    if once and missing and not stop.is_set():
        raise Unavailable(f"these files did not arrive: {', '.join(sorted(missing))}")
    return 0


def _own(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Without what would move the state or change settings: the demo's config is its own."""
    return {
        name: value
        for name, value in environ.items()
        if name not in PLACES and not name.startswith(PREFIX)
    }


async def _let_in(
    state: Path,
    page: str,
    password: str,
    daemon: asyncio.subprocess.Process,
    print: Print,
    clock: Clock,
) -> None:
    """Say how the page is opened, as soon as it can be; what goes wrong is said by others."""
    while not await asyncio.to_thread(control.answers, state):
        if daemon.returncode is not None:
            return
        await clock.sleep(_LOOK)
    ticket = (await asyncio.to_thread(control.ask, state, "ticket"))["ticket"]
    print(f"The daemon's page, logged in already:      {page}/login?ticket={ticket}")
    print(f"Later, or from another browser:            {page}/  with the password {password}")
    print("Press Ctrl-C to end it.\n")


async def _watch(
    stage: Stage,
    daemon: asyncio.subprocess.Process,
    stop: asyncio.Event,
    print: Print,
    clock: Clock,
    *,
    once: bool,
) -> set[str]:
    """Say what arrives until there is nothing to wait for; the answer is what is missing."""
    late = Late(stage, clock, wait=_LATER[once])
    expected = stage.expected()
    missing = set(expected)
    end = clock.monotonic() + _PATIENCE
    while not stop.is_set() and daemon.returncode is None:
        here = await asyncio.to_thread(_whole, stage.library, expected, missing)
        for path in sorted(here):
            print(f"arrived: {path}")
        missing -= here
        if late.comes_out(missing):
            expected = stage.expected()
            missing |= late.files
            print("\nA dub is out now; the daemon is asked to look: aniworldd scan\n")
            await asyncio.to_thread(control.ask, stage.state, "scan")
        elif here and not missing and late.out:
            print(f"\nAll {len(expected)} files are there, each with the SHA-256 it should have.")
        if once and ((late.out and not missing) or clock.monotonic() > end):
            break
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK)
    if daemon.returncode not in {None, 0}:
        raise Unavailable(f"the daemon ended with {daemon.returncode}")
    return missing


class Late:
    """The series whose dub comes out a while after its subtitled files are here.

    Whoever keeps the folder and comes again finds it out.
    """

    def __init__(self, stage: Stage, clock: Clock, *, wait: float) -> None:
        self._shelf = stage.shelf
        self._clock = clock
        self._wait = wait
        self._at: float | None = None  # monotonic
        self.files = frozenset(stage.expected(LATE))
        self.out = False
        if any((stage.library / path).exists() for path in self.files):
            self._come_out()

    def comes_out(self, missing: Collection[str]) -> bool:
        """Whether it does now; told what is not here yet."""
        if self.out or not self.files.isdisjoint(missing):
            return False
        if self._at is None:
            self._at = self._clock.monotonic() + self._wait
        if self._clock.monotonic() < self._at:
            return False
        self._come_out()
        return True

    def _come_out(self) -> None:
        dub_comes_out(self._shelf)
        self.out = True


def _whole(library: Path, expected: Mapping[str, str], missing: set[str]) -> set[str]:
    """Those of the missing files that are there, bit for bit."""
    here = set()
    for path in missing:
        with suppress(FileNotFoundError):
            if hashlib.sha256((library / path).read_bytes()).hexdigest() == expected[path]:
                here.add(path)
    return here


async def _end(daemon: asyncio.subprocess.Process) -> None:
    if daemon.returncode is not None:
        return
    daemon.terminate()
    try:
        await asyncio.wait_for(daemon.wait(), _END)
    except TimeoutError:
        daemon.kill()
        await daemon.wait()


def _free_port() -> int:
    """The usual one, or any other when somebody has it."""
    for port in (_USUAL_PORT, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise Unavailable("no port is free on 127.0.0.1")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"{keep} cannot be made a folder: {error.strerror}") from error
        yield keep.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="aniworldd-demo-") as name:
        yield Path(name)
