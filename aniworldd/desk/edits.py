"""Edits of config.yaml that somebody asked for: each is in force before he is answered."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.config import edit
from aniworldd.config.backups import Backups
from aniworldd.config.edit import Changes
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.live import Live
from aniworldd.config.places import Places
from aniworldd.config.settings import Settings
from aniworldd.errors import Unavailable
from aniworldd.events import ConfigLoaded, Event

_PATIENCE = 15.0  # seconds until a change of the file is in force


class Edits:
    """One at a time, as a person would make them: the file is changed, and then read."""

    def __init__(
        self,
        where: Places,
        plugs: Plugs,
        live: Live,
        reading: Callable[[], Reading],
        bus: Bus,
        clock: Clock,
        *,
        patience: float = _PATIENCE,
    ) -> None:
        self.where = where
        self.plugs = plugs
        self.live = live
        self.reading = reading  # what was read last, of which the valid is in force
        self.clock = clock
        self.reload: Callable[[], None] = lambda: None  # have the files read now
        self._patience = patience
        self._alone = asyncio.Lock()
        self._loaded = asyncio.Event()
        self._in_force = ""  # the digest of the file
        bus.subscribe(self._hear)

    async def change(self, changes: Changes, why: str) -> Reading:
        """Raises like `edit.change`, and `Unavailable` when it is saved, but not read in time."""
        now = self.clock.now
        return await self.make(lambda: write(self.where, self.plugs, changes, why, now))

    async def make(self, change: Callable[[], Reading]) -> Reading:
        """The same of what changes the file itself, blocking, and answers what it says then."""
        async with self._alone:
            made = await asyncio.to_thread(change)
            try:
                async with asyncio.timeout(self._patience):
                    await self._wait(made.digest)
            except TimeoutError as error:
                name = self.where.config.name
                raise Unavailable(f"{name} is saved, but not read yet: see the log") from error
            return self.reading()

    def backups(self, settings: Settings) -> Backups:
        """Where the file's backups are, by these settings."""
        return Backups(self.where, self.plugs, settings, now=self.clock.now)

    async def _wait(self, digest: str) -> None:
        """Until this version of the file was read, or a later one."""
        if self._in_force == digest:
            return
        self._loaded.clear()
        self.reload()
        for _ in range(2):  # one reading may have begun before
            await self._loaded.wait()
            self._loaded.clear()
            if self._in_force == digest:
                return

    def _hear(self, event: Event) -> None:
        if isinstance(event, ConfigLoaded):
            self._in_force = self.reading().digest
            self._loaded.set()


def write(
    where: Places, plugs: Plugs, changes: Changes, why: str, now: Callable[[], datetime]
) -> Reading:
    """Change the file after a backup, unless the settings want none; blocking. See `edit.change`"""

    def back_up(settings: Settings) -> None:
        Backups(where, plugs, settings, now=now).before_edit(why)

    return edit.change(where, plugs, changes, backup=back_up)
