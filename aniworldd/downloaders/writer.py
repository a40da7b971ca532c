"""Writes a part in a thread, a batch at a time, while the next one arrives."""

import asyncio
import logging

from aniworldd.disk import LONG, Disk
from aniworldd.downloaders.part import Part
from aniworldd.errors import AniworldError

logger = logging.getLogger(__name__)

BATCH = 1024 * 1024  # bytes; more falls out of the processor's cache before it is written
_KEPT = 4 * 1024 * 1024  # bytes


class Writer:
    """Keeps the order whatever is cancelled: a batch that was begun is written before any other.

    The error of a write is raised by the next call; nothing is written after it.
    """

    def __init__(self, part: Part, disk: Disk) -> None:
        # glibc learns from a mapped block that is freed how much memory to keep: without this each
        # batch goes back to the system, and its page faults cost a fifth of a download's CPU
        bytearray(_KEPT)
        self._part = part
        self._disk = disk
        self._chunks: list[bytes] = []
        self._bytes = 0
        self._write: asyncio.Future[None] | None = None
        self._sync: asyncio.Future[None] | None = None

    async def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._bytes += len(chunk)
        if self._bytes >= BATCH:
            await self._begin()

    async def flush(self) -> None:
        """Return when everything that was added is written."""
        await self._begin()
        await self._settled()

    async def drop(self) -> None:
        """Forget what is not being written yet, and wait for what is."""
        self._chunks, self._bytes = [], 0
        await self._settled()

    async def close(self) -> None:
        """Write what there is, if that is possible, and let the file go."""
        try:
            await self.flush()
            if self._sync is not None:
                await asyncio.shield(self._sync)
        except AniworldError as error:
            logger.info("The last bytes of a part are not kept: %s", error)
        finally:
            self._disk.post(self._part.close)

    async def _begin(self) -> None:
        await self._settled()
        if self._chunks:
            chunks, self._chunks, self._bytes = self._chunks, [], 0
            self._write = self._disk.start(lambda: self._part.write(chunks), patience=LONG)
        if self._part.sync_due and (self._sync is None or self._sync.done()):
            if self._sync is not None:
                self._sync.result()
            self._sync = self._disk.start(self._part.sync, patience=LONG)

    async def _settled(self) -> None:
        """Wait for the write under way; cancelling the one who waits does not cancel the write."""
        if self._write is None:
            return
        try:
            await asyncio.shield(self._write)
        except AniworldError:
            self._chunks, self._bytes = [], 0  # what follows a gap is worth nothing
            self._write = None
            raise
        self._write = None
