"""The three newest snapshots, rotated by renames only."""

from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from aniworldd.store import snapshot
from aniworldd.store.files import Facts, Files, exists
from aniworldd.store.snapshot import Snapshot

NAMES = ("state.json", "state.1.json", "state.2.json")  # newest first
BESIDE = "state.json.tmp"


class Generations:
    """Knows which newest file is its own work."""

    def __init__(self, files: Files, folder: Path, facts: Facts | None) -> None:
        self._files = files
        self._folder = folder
        self._own = {facts}

    @property
    def newest(self) -> Path:
        return self._folder / NAMES[0]

    def add(self, new: Snapshot) -> int:
        """Make it the newest generation; its size. `OSError` when that is not certain."""
        beside = self._folder / BESIDE
        facts = self._write(beside, new)
        if exists(self._files, self.newest):
            self._rotate()
        # both are ours until it is certain which one the name means
        self._own = {*self._own, facts}
        self._files.rename(beside, self.newest)
        self._files.sync_folder(self._folder)
        self._own = {facts}
        return facts.size

    def _write(self, beside: Path, new: Snapshot) -> Facts:
        with suppress(FileNotFoundError):
            self._files.remove(beside)
        try:
            return snapshot.write(self._files, beside, new)
        except OSError:
            with suppress(OSError):
                self._files.remove(beside)
            raise

    def _rotate(self) -> None:
        for newer, older in reversed(list(pairwise(NAMES))):
            with suppress(FileNotFoundError):
                self._files.rename(self._folder / newer, self._folder / older)

    def changed_outside(self) -> bool:
        """Whether somebody else put another newest generation there."""
        try:
            return self._files.facts(self.newest) not in self._own
        except FileNotFoundError:
            return False
