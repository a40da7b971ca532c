"""A megabyte that is given back when the disk is full, so that the state can still be written."""

from contextlib import suppress
from pathlib import Path

from aniworldd.errors import NO_ROOM
from aniworldd.store.files import Files, exists, write_all

NAME = "reserve"
SIZE = 1 << 20  # bytes


class Reserve:
    def __init__(self, files: Files, folder: Path) -> None:
        self._files = files
        self._path = folder / NAME

    def keep(self) -> None:
        """Take the space; without room for it there is none."""
        with suppress(OSError):
            if exists(self._files, self._path) and self._files.facts(self._path).size == SIZE:
                return
            self._fill()

    def give_back(self, error: OSError) -> bool:
        """Whether `error` is a full disk and there is room again."""
        if error.errno not in NO_ROOM:
            return False
        try:
            self._files.remove(self._path)
        except OSError:
            return False
        return True

    def _fill(self) -> None:
        descriptor = self._files.open(self._path, create=True)
        try:
            write_all(self._files, descriptor, bytes(SIZE), 0)
            self._files.sync(descriptor)
        except OSError:
            self._files.remove(self._path)
            raise
        finally:
            self._files.close(descriptor)
