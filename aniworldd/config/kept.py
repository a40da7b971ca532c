"""The last good version of a file, in the state folder, for a start with a broken one."""

import contextlib
from pathlib import Path

from aniworldd.errors import StoreError
from aniworldd.store.files import Disk, Files, read_file, write_all

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
        path = self._folder / name
        try:
            self._files.make_folder(self._folder)
            self._write(path.with_name(f".{name}.new"), data)
            self._files.rename(path.with_name(f".{name}.new"), path)
            self._files.sync_folder(self._folder)
        except OSError as error:
            message = f"the last good {name} could not be kept in {self._folder}: {error.strerror}"
            raise StoreError(message) from error

    def _write(self, path: Path, data: bytes) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._files.remove(path)  # of a write that was cut off
        descriptor = self._files.open(path, create=True)
        try:
            write_all(self._files, descriptor, data, 0)
            self._files.sync(descriptor)
        finally:
            self._files.close(descriptor)
