"""The daemon as a service: systemd hears how it is, and sees a life sign while all parts move."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.daemon.systemd import Manager
from aniworldd.events import ConfigLoaded, Event
from aniworldd.triggers.timetable import LONGEST_SLEEP

_LOOK = 3.0  # seconds between looks at what there is to say
_SLACK = 15.0  # seconds that the scheduler may be late

logger = logging.getLogger(__name__)


class Service:
    """Says to the manager what is, as long as it runs; nothing without a manager."""

    def __init__(
        self,
        manager: Manager,
        clock: Clock,
        *,
        status: Callable[[], str],
        ticked_at: Callable[[], float],
        writer_moves: Callable[[], Awaitable[None]],
        reload: Callable[[], None],
    ) -> None:
        self._manager = manager
        self._clock = clock
        self._status = status
        self._ticked_at = ticked_at
        self._writer_moves = writer_moves
        self._reload = reload
        self._reloading = False
        self._said = ""

    def reload_asked(self) -> None:
        """By a signal: its manager waits until we say that it is over."""
        logger.info("Reading all files again, as asked by SIGHUP")
        self._reloading = True
        self._manager.reloading()
        self._reload()

    def hear(self, event: Event) -> None:
        """A listener for the bus: the files were read, whoever asked for it."""
        if self._reloading and isinstance(event, ConfigLoaded):
            self._reloading = False
            self._manager.ready()
            self._say()

    @contextmanager
    def up(self) -> Iterator[None]:
        """Ready from here on, and stopping at the end."""
        self._manager.ready()
        tasks = []
        if self._manager.listens:
            tasks.append(asyncio.create_task(self._tell(), name="status for systemd"))
        if self._manager.watchdog is not None:
            watch = self._live(self._manager.watchdog)
            tasks.append(asyncio.create_task(watch, name="watchdog of systemd"))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            self._manager.stopping()

    async def _tell(self) -> None:
        while True:
            with contain("telling systemd how it is"):
                self._say()
            await self._clock.sleep(_LOOK)

    def _say(self) -> None:
        status = self._status()
        if status != self._said:
            self._said = status
            self._manager.status(status)

    async def _live(self, within: float) -> None:
        """Life signs, while the loop, which runs this, the scheduler and the writer move."""
        while True:
            with contain("the life sign for systemd"):
                await self._sign()
            await self._clock.sleep(within / 3)

    async def _sign(self) -> None:
        await self._writer_moves()
        if self._clock.monotonic() - self._ticked_at() <= LONGEST_SLEEP + _SLACK:
            self._manager.alive()
