"""Backups of what people wrote: made, listed, restored and deleted for whoever may."""

import asyncio
from dataclasses import dataclass

from aniworldd.config.backups import Backup, Backups
from aniworldd.config.files import Reading
from aniworldd.desk.config import Configuration, Shown
from aniworldd.desk.edits import Edits


@dataclass(frozen=True, slots=True)
class Restored:
    shown: Shown
    before: str  # the backup of what was there


class Copies:
    """Names are looked up among those that are there, and never made a path."""

    def __init__(self, edits: Edits, config: Configuration) -> None:
        self._edits = edits
        self._config = config

    async def all(self) -> list[Backup]:
        """The newest first. Raises `Unavailable`."""
        return await asyncio.to_thread(self._backups().all)

    async def take(self, name: str) -> Backup:
        """Raises `Conflict` when there is one of that name, `InvalidRequest`, `Unavailable`."""
        return await asyncio.to_thread(self._backups().take, name)

    async def restore(self, name: str) -> Restored:
        """Put it back and in force, but for the keys that only an edit of the file may change.

        Raises `NotFound`, `Forbidden` when those differ, `ConfigError` when it is not valid here,
        `Unavailable`; then nothing is changed.
        """
        before = ""

        def restore() -> Reading:
            nonlocal before
            restored = self._backups().restore(name, guard=True)
            before = restored.before
            return restored.reading

        await self._edits.make(restore)
        self._edits.reload()  # wishes may have changed where the settings have not
        return Restored(self._config.now(), before)

    async def remove(self, name: str) -> None:
        """Raises `NotFound`, `Unavailable`."""
        await asyncio.to_thread(self._backups().remove, name)

    def _backups(self) -> Backups:
        return self._edits.backups(self._edits.live.current)
