"""Our downloads in progress in a library that may have another daemon's, too."""

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path

from aniworldd.library import work
from aniworldd.library.access import Access
from aniworldd.library.work import Strangers
from aniworldd.store import Store

logger = logging.getLogger(__name__)

STALE = timedelta(days=30)  # after which what nobody touched is nobody's


class Parts:
    """Those of this state, by its id; what others have made is only looked at.

    Every daemon touches its folder with each scan, so parts that are older than `STALE` belong to
    none that still runs.
    """

    def __init__(
        self,
        store: Store,
        access: Access,
        *,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self._table = store.table("library")
        self._access = access
        self._new_id = new_id
        self._now = now
        self._told: frozenset[str] = frozenset()
        self.strangers = Strangers()

    def folder(self, download: str) -> AbstractAsyncContextManager[Path]:
        """Raises `LibraryAway`, `DiskFull`."""
        owner = self._owner()
        return self._access.folder(lambda root: work.make(root, owner, download))

    async def discard(self, download: str) -> None:
        """Raises `LibraryAway`."""
        owner = self._owner()
        await self._access.run(lambda root: work.discard(root, owner, download))

    async def keep_only(self, downloads: Collection[str]) -> None:
        """Raises `LibraryAway`."""
        owner = self._owner()
        await self._access.run(lambda root: work.keep_only(root, owner, downloads))

    async def tidy(self) -> None:
        """Be seen by others, and remove what one left long ago. Raises `LibraryAway`."""
        owner, oldest = self._owner(), (self._now() - STALE).timestamp()
        found = await self._access.run(lambda root: work.tidy(root, owner, oldest))
        if found.owners - self._told:
            self._told |= found.owners
            logger.info(
                "Downloads of another aniworldd lie in this library, too: they are left alone, "
                "and removed when nobody has touched them for %d days",
                STALE.days,
            )
        if found.removed:
            logger.info("Removed parts that nobody has touched for %d days", STALE.days)
        self.strangers = found

    def _owner(self) -> str:
        """The state's id, made when it is needed first."""
        stored = self._table.find("state")
        if stored is None:
            stored = {"id": self._new_id()}
            self._table.put("state", stored)
        return str(stored["id"])
