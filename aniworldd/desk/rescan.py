"""Have the disk read anew, and the providers asked that are due."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Reason
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.refresh.refresher import Refresher

PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class News:
    """What is in the library, and was not before."""

    series: int
    episodes: int


class Rescan:
    """The same for the page, for every dialect, and for whoever waits for its end."""

    def __init__(
        self, reconciler: Reconciler, refresher: Refresher, *, patience: float = PATIENCE
    ) -> None:
        self._reconciler = reconciler
        self._refresher = refresher
        self._patience = patience

    @property
    def under_way(self) -> bool:
        return self._reconciler.scanning

    def begin(self) -> None:
        """Ask for it; never waits."""
        self._refresher.look()
        self._reconciler.request(scan=True)

    async def whole(self) -> News:
        """The same, and wait for the end of it for 20 s at most: it goes on after that.

        Raises `StoreError`, and `Unavailable` when it failed.
        """
        before = set(self._here())
        self._refresher.look()
        try:
            async with asyncio.timeout(self._patience):
                await self._reconciler.settle(scan=True)
        except TimeoutError:
            return News(0, 0)
        new = set(self._here()) - before
        known = {item.title for item in before}
        return News(len({item.title for item in new} - known), len(new))

    def _here(self) -> Iterator[ItemKey]:
        verdicts = self._reconciler.latest.verdicts
        return (one.item for one in verdicts if one.reason is Reason.HERE)
