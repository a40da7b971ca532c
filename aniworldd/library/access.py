"""The root for whoever works on it: each call in the disk's threads, on a root recognised then."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from aniworldd.disk import Disk
from aniworldd.errors import AniworldError, LibraryAway
from aniworldd.library.keeper import Keeper
from aniworldd.library.root import Root

T = TypeVar("T")

_A_MOMENT = 1.0  # seconds; a disk that is well answers sooner


class Access:
    """Knows what the disk last said, so that nobody has to wait for it to be told."""

    def __init__(self, disk: Disk, keeper: Keeper) -> None:
        self._disk = disk
        self._keeper = keeper
        self._asking: asyncio.Future[None] | None = None
        self._unreachable = ""
        self._free = 0  # bytes

    @property
    def trouble(self) -> str:
        """Why nothing can be done there, as the disk last said; "" when something can."""
        return self._disk.silent or self._unreachable

    def free(self) -> int:
        """Bytes, as the disk last said; raises `LibraryAway`."""
        if trouble := self.trouble:
            raise LibraryAway(trouble)
        return self._free

    def seen(self, free: int) -> None:
        """A look has found the root, and so many bytes free."""
        self._free, self._unreachable = free, ""

    async def ask(self) -> bool:
        """Ask the disk now; False when it takes its time to answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        done, _ = await asyncio.wait({self._asking}, timeout=_A_MOMENT)
        for asked in done:
            asked.result()
        return bool(done)

    async def run(self, work: Callable[[Root], T], *, patience: float | None = None) -> T:
        """Work on the root; raises `LibraryAway`, which `trouble` then knows, too."""

        def held() -> T:
            with self._keeper.held() as root:
                return work(root)

        return await self._run(held, patience=patience)

    @asynccontextmanager
    async def folder(self, make: Callable[[Root], Path]) -> AsyncIterator[Path]:
        """What `make` makes on a root that is held until the block ends. Raises as it does."""
        made = await self._run(
            lambda: self._make(make), unwanted=lambda _: self._keeper.give_back()
        )
        try:
            yield made
        finally:
            self._disk.post(self._keeper.give_back)

    async def _run(
        self,
        work: Callable[[], T],
        *,
        patience: float | None = None,
        unwanted: Callable[[T], None] | None = None,
    ) -> T:
        try:
            return await self._disk.run(work, patience=patience, unwanted=unwanted)
        except LibraryAway:
            await self.ask()  # whether it is the root that is away, or only what was asked of it
            raise

    async def _ask(self) -> None:
        try:
            self._free = await self._disk.run(self._probe)
        except LibraryAway as error:
            self._unreachable = str(error)
        else:
            self._unreachable = ""

    def _probe(self) -> int:
        with self._keeper.held() as root:
            return root.free()

    def _make(self, make: Callable[[Root], Path]) -> Path:
        root = self._keeper.take()
        try:
            return make(root)
        except AniworldError:
            self._keeper.give_back()
            raise
