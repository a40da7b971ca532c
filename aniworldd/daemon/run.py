"""The daemon's life: start, run until told to stop, save and end."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from aniworldd.borders import contain
from aniworldd.clock import Clock, SystemClock
from aniworldd.config import guarded, places
from aniworldd.config.places import Places
from aniworldd.config.settings import Settings
from aniworldd.daemon import doors, listening, memory, plugs, systemd, written
from aniworldd.daemon.build import Parts, build
from aniworldd.daemon.pulse import Pulse
from aniworldd.daemon.reload import Reload
from aniworldd.daemon.service import Service
from aniworldd.daemon.systemd import Manager
from aniworldd.daemon.written import Start
from aniworldd.library import slack
from aniworldd.logs.logs import Logs
from aniworldd.store import Store
from aniworldd.triggers import files

logger = logging.getLogger(__name__)

_PATIENCE = 9.0  # seconds from the signal to the end
_MENDING = 300.0  # seconds that a start may take with a damaged state on a slow disk


@dataclass(frozen=True, slots=True)
class Running:
    """A daemon that runs."""

    parts: Parts
    reload: Reload
    address: str  # of its page


def serve(config: Path | None, *, strict: bool) -> int:
    """Run until SIGTERM or SIGINT; returns the exit code.

    Raises `ConfigError` (78), `AlreadyRunning` (75), `StoreError`, `Unavailable`.
    """
    memory.share()
    clock = SystemClock()
    manager = Manager.of(os.environ, clock, os.getpid())
    handed = systemd.sockets(os.environ, os.getpid())
    where = places.find(config, os.environ)
    begin = written.start(where, plugs.PLUGS, strict=strict)
    memory.settle()
    logs = Logs(begin.state, os.environ.get("JOURNAL_STREAM", ""))
    logs.open(begin.settings.logging, guarded.secret_values(begin.reading))
    try:
        return asyncio.run(_serve(begin, where, clock, logs, manager, handed))
    finally:
        logs.close()


async def _serve(
    begin: Start,
    where: Places,
    clock: Clock,
    logs: Logs,
    manager: Manager,
    handed: Sequence[socket],
) -> int:
    stop = asyncio.Event()
    _obey_signals(stop)  # before anybody can know that we are there
    manager.starts_within(_MENDING)
    async with running(begin, where, clock, logs, handed) as daemon:
        service = _service(manager, daemon, clock)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, service.reload_asked)
        with service.up():
            await stop.wait()
        logger.info("Stopping")
        end_at_last(daemon.parts.records.store, _PATIENCE, lambda code: _leave(logs, code))
    return 0


def _service(manager: Manager, daemon: Running, clock: Clock) -> Service:
    parts = daemon.parts
    store, timetable = parts.records.store, parts.timetable
    service = Service(
        manager,
        clock,
        status=parts.view.status,
        # with a locked state there is no scheduler that could move
        ticked_at=lambda: clock.monotonic() if store.locked else timetable.ticked_at,
        writer_moves=store.answers,
        reload=daemon.reload.ask,
    )
    parts.bus.subscribe(service.hear)
    return service


def _leave(logs: Logs, code: int) -> None:
    logs.close()
    os._exit(code)


def end_at_last(store: Store, seconds: float, leave: Callable[[int], None]) -> None:
    """Leave after that long, state saved, whatever still runs.

    A thread that reads a slow disk cannot be cancelled, and asyncio and the interpreter both wait
    for it; systemd would kill us meanwhile. The only place that leaves the process at once.
    """

    def end() -> None:
        logger.warning("Something still runs %g s after the signal: ended all the same", seconds)
        with contain("saving the state at the end"):
            store.flush()
        leave(0)

    asyncio.get_running_loop().call_later(seconds, end)


@asynccontextmanager
async def running(
    begin: Start,
    where: Places,
    clock: Clock,
    logs: Logs | None = None,
    handed: Sequence[socket] = (),
) -> AsyncIterator[Running]:
    """Everything started in order, and ended and saved in reverse.

    It listens on the sockets that were `handed` over, or else on its own.
    A part that dies takes the daemon down, for systemd to see. Raises `AlreadyRunning`,
    `StoreError`, `ConfigError`, `Unavailable`.
    """
    async with AsyncExitStack() as life:
        store = Store.open(begin.state, now=clock.now)
        life.callback(store.close)
        _make_first_folders(begin, store)
        parts = build(begin, where, store, clock, logs or Logs(begin.state))
        life.callback(parts.records.library.close)
        life.push_async_callback(parts.client.close)
        reload = Reload(parts)
        address = await listening.listen(parts, begin.settings.server, handed, life)
        await doors.unlock(parts.entrance, begin.state, clock, address)
        if store.locked:
            logger.error("Nothing but the page runs: %s", store.locked)
        else:
            await reload.now()  # the first pass must know the wishes
            await parts.control.open()
            life.push_async_callback(parts.control.close)
            await life.enter_async_context(_work(parts, reload))
        yield Running(parts, reload, address)


def _make_first_folders(begin: Start, store: Store) -> None:
    """What a new user has not made yet; what was there once is never made again in its place."""
    if store.sequence:
        return
    folders = [begin.watch_folder]
    if begin.settings.library.directory == Settings().library.directory:
        folders.append(begin.settings.library.directory)
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            logger.warning("Could not make %s: %s", folder, error.strerror)


def _obey_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, _nothing_to_reload)


def _nothing_to_reload() -> None:
    """Not started yet: the start reads the files itself, and the signal must not end it."""


@asynccontextmanager
async def _work(parts: Parts, reload: Reload) -> AsyncIterator[None]:
    """Every part that has a loop of its own, until the body ends."""
    pulse = Pulse(parts.gate.ask, parts.gate.holds, parts.clock, parts.reconciler.request)
    giving = memory.GivingBack(
        parts.clock, busy=lambda: bool(parts.worker.speeds()), give=slack.give_back
    )
    parts.bus.subscribe(giving.hear)
    async with asyncio.TaskGroup() as group:
        disk = group.create_task(parts.disk.watch(), name="disk")
        worker = group.create_task(parts.worker.run(), name="worker")
        others = [
            group.create_task(action, name=name)
            for name, action in {
                "reload": reload.run(),
                "files": _follow_files(parts, reload),
                "reconciler": parts.reconciler.run(),
                "timetable": parts.timetable.run(),
                "pulse": pulse.run(),
                "probe": parts.probe.run(),
                "memory": giving.run(),
            }.items()
        ]
        try:
            yield
        finally:
            parts.disk.hurry()
            parts.worker.stop()
            for task in others:
                task.cancel()
            await parts.refresher.close()
        await worker
        disk.cancel()
    for provider in parts.providers.values():
        await provider.close()


async def _follow_files(parts: Parts, reload: Reload) -> None:
    poll = parts.written.live.current.watchlist.poll
    async for _ in files.changes(lambda: parts.written.folders, poll=poll):
        reload.ask()
