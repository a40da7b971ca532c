"""Wishes that somebody adds or removes: as files, each in force before he is answered."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from aniworldd.bus import Bus
from aniworldd.config.values import Value
from aniworldd.desk.waiting import until
from aniworldd.errors import Conflict, Unavailable
from aniworldd.events import ConfigLoaded
from aniworldd.model.watch import Watch
from aniworldd.watchlist import editing, forms
from aniworldd.watchlist.watchlist import Wishes

_PATIENCE = 15.0  # seconds until a change of the folder was read


class WishFiles:
    """Changes the watch folder as a person would, and has it read."""

    def __init__(
        self,
        folder: Path,
        wishes: Callable[[], Wishes],
        reload: Callable[[], None],
        bus: Bus,
        back_up: Callable[[], object],
        *,
        patience: float = _PATIENCE,
    ) -> None:
        self._folder = folder
        self._wishes = wishes  # what was read last
        self._reload = reload  # have it read now
        self._bus = bus
        self._back_up = back_up  # of what a person wrote; blocking
        self._patience = patience
        self._alone = asyncio.Lock()
        self._unread: set[str] = set()  # links of files that were written

    def find(self, link: str) -> Watch | None:
        """The wish for this link, as its file spells it."""
        found = self._wishes().of_link(link)
        return found[1].watch if found is not None else None

    async def add(self, fields: Mapping[str, Value]) -> tuple[Watch, bool]:
        """Write a wish, unless there is one for its link, and return when it was read.

        The answer is the wish, and whether it is new. Raises `InvalidRequest`, `Unavailable`, and
        what `editing.add` raises.
        """
        link = str(fields["link"])
        same = forms.same_link(link)
        async with self._alone:
            self._judge_folder()
            new = same not in self._unread
            if new:
                found = await asyncio.to_thread(editing.add, self._folder, self._wishes(), fields)
                new = found.new
            if new:
                self._unread.add(same)
        try:
            await self._read(lambda: self.find(link) is not None)
        finally:
            if new:
                self._unread.discard(same)
        watch = self.find(link)
        if watch is None:
            raise Conflict(f"the wish for {link} was taken away again meanwhile")
        return watch, new

    async def remove(self, link: str) -> None:
        """Take away the wish for this link, and return when that was read.

        Raises `NotFound`, `InvalidRequest`, `Unavailable`, and what `editing.remove` raises.
        """
        async with self._alone:
            self._judge_folder()
            await asyncio.to_thread(
                lambda: editing.remove(self._folder, self._wishes(), link, backup=self._back_up)
            )
        await self._read(lambda: self.find(link) is None)

    def _judge_folder(self) -> None:
        if not self._wishes().available:
            raise Unavailable(f"{self._folder} cannot be read: is its disk there?")

    async def _read(self, done: Callable[[], bool]) -> None:
        """Until it is `done`, as a reading that began after this call says."""
        if done():
            return
        self._reload()
        try:
            async with asyncio.timeout(self._patience):
                await until(self._bus, done, ConfigLoaded)
        except TimeoutError as error:
            raise Unavailable("it is saved, but not read yet: see the log") from error
