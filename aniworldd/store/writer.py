"""Brings changes to the disk: one write at a time, and the fold into a snapshot beside it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar

from aniworldd.borders import contain
from aniworldd.errors import StoreError
from aniworldd.store import snapshot
from aniworldd.store.files import Facts, Files
from aniworldd.store.folder import failure, set_aside, stamp
from aniworldd.store.generations import Generations
from aniworldd.store.journal import Journal
from aniworldd.store.reading import Reading
from aniworldd.store.reserve import Reserve
from aniworldd.store.snapshot import Snapshot
from aniworldd.store.storage import StateStorage

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Writer:
    """`write` may be called from any thread; everything else belongs to the state's own."""

    def __init__(
        self,
        files: Files,
        folder: Path,
        storage: StateStorage,
        found: Reading,
        *,
        now: Callable[[], datetime],
    ) -> None:
        if found.place is None:
            raise StoreError(found.locked)
        self._files = files
        self._folder = folder
        self._storage = storage
        base = found.base
        self._journal = Journal(files, folder, found.place, folded=base.sequence, limit=base.size)
        self._generations = Generations(files, folder, base.facts)
        self._reserve = Reserve(files, folder)
        self._reserve.keep()
        self._now = now
        self._one = Lock()
        self._folding: Future[None] | None = None
        self._seen: Facts | None = None  # the folder when its names were last looked at
        self._troubles: dict[str, str] = {}
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._fold_pool = ThreadPoolExecutor(1, thread_name_prefix="store-fold")

    @property
    def written(self) -> int:
        """The last change that is safe."""
        return self._journal.sequence

    @property
    def trouble(self) -> str:
        """What is wrong with the folder now; empty when nothing is."""
        return "; ".join(self._troubles.values())

    def write(self) -> None:
        """Return once every pending change is safe; `StoreError` when it is not, try again then."""
        with self._one:
            # taking a slice and cutting one off are single steps: the other thread only appends
            changes = self._storage.pending[:]
            if not changes:
                return
            try:
                self._look_around()
                self._with_reserve(lambda: self._journal.write(changes))
            except OSError as error:
                problem = failure("the state could not be written", self._folder, error)
                self._tell("write", str(problem))
                raise problem from error
            except StoreError as error:
                self._tell("write", str(error))
                raise
            del self._storage.pending[: len(changes)]
            self._troubles.pop("write", None)

    def fold(self, *, wait: bool = False) -> None:
        """Write a snapshot when it is time, in a thread of its own unless `wait`."""
        folding = self._folding is not None and not self._folding.done()
        if not self._journal.due or folding or self._storage.in_batch:
            return
        self._journal.due = False
        storage = self._storage
        now = Snapshot(storage.state.picture(), storage.sequence, self._journal.life)
        if wait:
            self._fold(now)
        else:
            self._folding = self._fold_pool.submit(self._fold, now)

    def keep_copy(self, name: str) -> None:
        """Write the state as it is now to a file of its own; raises `StoreError`."""
        storage, beside = self._storage, self._folder / f"{name}.tmp"
        now = Snapshot(storage.state.picture(), storage.sequence, self._journal.life)
        try:
            snapshot.write(self._files, beside, now)
            self._files.rename(beside, self._folder / name)
            self._files.sync_folder(self._folder)
        except OSError as error:
            raise failure("the old state could not be kept", self._folder, error) from error

    def close(self) -> None:
        self.pool.shutdown()
        self._fold_pool.shutdown()
        self._journal.close()

    def _fold(self, now: Snapshot) -> None:
        with contain("folding the state", self._postpone):
            try:
                self._keep_what_others_wrote()
                size = self._with_reserve(lambda: self._generations.add(now))
            except OSError as error:
                self._postpone(failure("the state could not be folded", self._folder, error))
                return
            with self._one:
                self._journal.folded(now.sequence, size)
            self._troubles.pop("fold", None)
            self._reserve.keep()

    def _postpone(self, error: Exception) -> None:
        with self._one:
            self._journal.postpone()
        self._tell("fold", f"{error}; the journal goes on")

    def _with_reserve(self, work: Callable[[], Answer]) -> Answer:
        """Do it again in the room that the reserve gave back."""
        try:
            return work()
        except OSError as error:
            if not self._reserve.give_back(error):
                raise
        return work()

    def _look_around(self) -> None:
        """Notice files that others put in the place of ours; `OSError`, `StoreError`.

        Asks the folder: where a file's own times are asked for, the kernel has to keep them exact,
        and each write to it costs as much again.
        """
        facts = self._files.facts(self._folder)
        if facts == self._seen:
            return
        self._journal.judge_name()
        if "edit" not in self._troubles and self._generations.changed_outside():
            path = self._generations.newest
            self._tell("edit", f"{path} was changed from outside; it is kept, and not used")
        self._seen = facts

    def _keep_what_others_wrote(self) -> None:
        if self._generations.changed_outside():
            path = self._generations.newest
            name = set_aside(self._files, path, "edited", stamp(self._now()))
            self._tell("edit", f"{path} was changed from outside; it is kept as {name}")

    def _tell(self, what: str, sentence: str) -> None:
        if self._troubles.get(what) != sentence:
            logger.error("%s", sentence)
        self._troubles[what] = sentence
