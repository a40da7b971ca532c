"""Holds the root while somebody uses it: an idle library can be unmounted like any other disk."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from aniworldd.errors import LibraryAway
from aniworldd.library.root import Machine, Root, RootMemory, accept, open_root


class Keeper:
    """Opens the root for the first user and closes it after the last.

    Every method blocks, and may be called from any thread.
    """

    def __init__(
        self,
        directory: Path,
        *,
        memory: Callable[[], RootMemory | None],
        machine: Callable[[], Machine],
        new_id: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self.directory = directory
        self._memory = memory
        self._machine = machine
        self._new_id = new_id
        self._now = now
        self._lock = threading.Lock()
        self._root: Root | None = None
        self._users = 0

    @contextmanager
    def held(self, *, new: bool = False) -> Iterator[Root]:
        """As `take`, until the block ends."""
        root = self.take(new=new)
        try:
            yield root
        finally:
            self.give_back()

    def take(self, *, new: bool = False) -> Root:
        """The root, recognised just now; raises `LibraryAway`.

        `new` allows one that was never seen, which gets its mark.
        """
        with self._lock:
            root = self._recognised(new)
            self._users += 1
            self._root = root
            return root

    def give_back(self) -> None:
        """Once for each `take`."""
        with self._lock:
            self._users -= 1
            if self._users or self._root is None:
                return
            root, self._root = self._root, None
        root.close()

    def accept(self) -> RootMemory:
        """A person says that what is there is the root; to be remembered. Raises `LibraryAway`.

        One that is recognised is not touched.
        """
        with suppress(LibraryAway), self.held() as root:
            return root.memory
        return accept(self.directory, machine=self._machine(), new_id=self._new_id, now=self._now())

    def _recognised(self, new: bool) -> Root:
        if self._root is None:
            return self._open(new)
        try:
            self._root.check()
        except LibraryAway:  # perhaps it was mounted anew; if not, that says best what is wrong
            root = self._open(new)
            # under the old number: paths of running downloads lead through it, and never elsewhere
            os.dup2(root.fd, self._root.fd, inheritable=False)
            root.close()
            return Root(self.directory, self._root.fd, root.memory)
        return self._root

    def _open(self, new: bool) -> Root:
        memory = self._memory()
        if not new and (memory is None or memory.directory != str(self.directory)):
            raise LibraryAway(f"{self.directory} has not been looked at yet")
        return open_root(
            self.directory,
            memory,
            machine=self._machine(),
            new_id=self._new_id,
            now=self._now(),
        )
