"""The last good version of a file, in the state folder, for a start with a broken one."""

from pathlib import Path

from aniworldd.errors import StoreError
from aniworldd.store.files import Disk, Files, read_file, replace_file

FOLDER = "last-good"


class Kept:
    """Copies below `state`/last-good; each is whole or not there."""

    def __init__(self, state: Path, files: Files | None = None) -> None:
        self._folder = state / FOLDER
        self._files = files or Disk()

    def find(self, name: str) -> bytes | None:
        """The copy, or None when there is none that can be read."""
        try:
            return read_file(self._files, self._folder / name)
        except OSError:
            return None

    def keep(self, name: str, data: bytes) -> None:
        """Write the copy unless it is there already; `StoreError` when that fails."""
        if self.find(name) == data:
            return
        try:
            replace_file(self._files, self._folder / name, data)
        except OSError as error:
            message = f"the last good {name} could not be kept in {self._folder}: {error.strerror}"
            raise StoreError(message) from error
