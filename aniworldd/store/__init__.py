"""The state: JSON tables through TinyDB, served from memory, journalled, safe from kills and cuts.

store = Store.open(folder, now=clock.now)
queue = store.table("queue")
queue.put("7", {"state": "pending"})
await store.durable()               # now it may be answered with success
"""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import datetime
from pathlib import Path

from aniworldd.store import opening, reading
from aniworldd.store.encoding import JSON, Document
from aniworldd.store.files import Disk, Files
from aniworldd.store.folder import failure, hold, holds_state, mark, probe, stamp
from aniworldd.store.migration import Migration, migrate
from aniworldd.store.monthly import Monthly
from aniworldd.store.opening import Loss
from aniworldd.store.recovery import Recovery, recover
from aniworldd.store.snapshot import RESERVED
from aniworldd.store.storage import StateStorage
from aniworldd.store.table import Database, StateTable
from aniworldd.store.writer import Writer

__all__ = [
    "JSON",
    "Document",
    "Files",
    "Loss",
    "Migration",
    "Monthly",
    "Recovery",
    "StateTable",
    "Store",
    "recover",
]

logger = logging.getLogger(__name__)

_READ_ONLY = "the state was opened for reading only"
_LOOKS = 5  # a daemon may be folding while its state is read


class Store:
    """Every change is in memory at once, and on the disk when `durable` returns.

    Belongs to one thread, the loop's.
    """

    def __init__(
        self,
        storage: StateStorage,
        *,
        locked: str,
        losses: Sequence[Loss],
        writer: Writer | None = None,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        self.database = Database(storage=lambda: storage)
        self.locked = locked
        self.losses = tuple(losses)
        self._storage = storage
        self._writer = writer
        self._release = release
        self._turn = asyncio.Lock()

    @classmethod
    def open(
        cls, folder: Path, *, files: Files | None = None, now: Callable[[], datetime]
    ) -> "Store":
        """Hold the folder alone, and mend what is damaged.

        Raises `AlreadyRunning`, and `StoreError` when the folder cannot be used or was written by
        a newer version; a state that cannot be read at all opens `locked`.
        """
        files = files or Disk()
        lock, known = hold(files, folder)
        with ExitStack() as held:
            held.callback(files.close, lock)
            try:
                probe(files, folder)
                found, losses = opening.prepare(files, folder, known=known, stamp=stamp(now()))
                storage = StateStorage(found.state, found.sequence, refusal=found.locked)
                writer = None
                if found.place is not None:
                    mark(files, lock, os.getpid())
                    writer = Writer(files, folder, storage, found, now=now)
            except OSError as error:
                raise failure("the state cannot be opened", folder, error) from error
            release = held.pop_all().close
        for sentence in [*(f"State file {loss}" for loss in losses), found.locked]:
            if sentence:
                logger.error("%s", sentence)
        return cls(storage, locked=found.locked, losses=losses, writer=writer, release=release)

    @classmethod
    def read(cls, folder: Path, *, files: Files | None = None) -> "Store":
        """What the folder holds now, whoever holds it; changing it raises `StoreError`.

        A folder that is not there is an empty state. Raises `StoreError` for a newer version.
        """
        files = files or Disk()
        found = reading.read(files, folder, known=holds_state(files, folder))
        for _ in range(_LOOKS):
            if not found.damages and not found.locked:
                break
            found = reading.read(files, folder, known=holds_state(files, folder))
        losses = [Loss(one.file, "", one.reason, one.cost) for one in found.damages]
        storage = StateStorage(found.state, found.sequence, refusal=found.locked or _READ_ONLY)
        return cls(storage, locked=found.locked, losses=losses)

    @property
    def sequence(self) -> int:
        """Grows with every change."""
        return self._storage.sequence

    @property
    def trouble(self) -> str:
        """What is wrong with the folder now: a sentence; empty when nothing is."""
        return self._writer.trouble if self._writer else ""

    def table(self, name: str, migrations: Sequence[Migration] = ()) -> StateTable:
        """The table of that name; documents of an older schema are migrated first.

        `migrations[n]` makes a document of schema n + 2 out of one of schema n + 1. Raises
        `StoreError` when the table was written by a newer version.
        """
        if name in RESERVED:
            raise ValueError(f"{name!r} is a name of the state's own")
        if not self.locked:
            # without a writer the newer documents stay in memory
            with nullcontext() if self._writer else self._storage.allowed():
                migrate(self._storage, name, migrations, self._keep_copy)
        return self.database.table(name)

    def batch(self) -> AbstractContextManager[None]:
        """All changes inside are one: on the disk together or not at all, undone by an exception.

        Do not await inside it.
        """
        return self._storage.batch()

    async def durable(self) -> None:
        """Return once everything changed before the call survives a power cut.

        Calls that come together share one write, off the loop. Raises `StoreError` when it could
        not be written; nothing is forgotten, and the next call tries again.
        """
        self._judge_batch()
        goal, writer = self.sequence, self._writer
        if writer is None:
            return
        async with self._turn:
            if writer.written < goal:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(writer.pool, writer.write)
                if writer is self._writer:
                    writer.fold()

    async def answers(self) -> None:
        """Return once the thread that writes has had its turn: it moves."""
        if self._writer is not None:
            await asyncio.get_running_loop().run_in_executor(self._writer.pool, lambda: None)

    def flush(self) -> None:
        """The same, blocking; also waits for the snapshot when it is time for one."""
        self._judge_batch()
        if self._writer is not None:
            self._writer.write()
            self._writer.fold(wait=True)

    def close(self) -> None:
        """Write what is left and let the folder go, even when that raises `StoreError`."""
        try:
            self.flush()
        finally:
            writer, self._writer = self._writer, None
            release, self._release = self._release, lambda: None
            self._storage.refusal = self._storage.refusal or "the state is closed"
            if writer is not None:
                writer.close()
            release()

    def _judge_batch(self) -> None:
        if self._storage.in_batch:
            raise RuntimeError("a batch is open: its changes cannot be made durable yet")

    def _keep_copy(self, name: str) -> None:
        if self._writer is not None:
            self._writer.keep_copy(name)
