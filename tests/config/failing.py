"""A real disk that fails, or stops the machine, at one of its calls."""

import os
from pathlib import Path

from aniworldd.store.files import Disk, Facts


class PowerCut(BaseException):
    """The machine stops in the middle of a call."""


class FailingDisk(Disk):
    """`at` counts from 1; with `number` 0 the machine stops before the call is done."""

    def __init__(self, at: int = 0, number: int = 0) -> None:
        self.calls: list[str] = []
        self._at = at
        self._number = number

    def open(self, path: Path, *, create: bool = False, read_only: bool = False) -> int:
        self._count(f"open {path.name}")
        return super().open(path, create=create, read_only=read_only)

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        self._count("write")
        return super().write(descriptor, data[: max(len(data) // 2, 1)], offset)

    def sync(self, descriptor: int) -> None:
        self._count("sync")
        super().sync(descriptor)

    def sync_folder(self, folder: Path) -> None:
        self._count("sync folder")
        super().sync_folder(folder)

    def lock(self, descriptor: int) -> None:
        self._count("lock")
        super().lock(descriptor)

    def facts(self, target: Path | int) -> Facts:
        self._count("facts")
        return super().facts(target)

    def rename(self, old: Path, new: Path) -> None:
        self._count(f"rename {old.name} {new.name}")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._count(f"remove {path.name}")
        super().remove(path)

    def _count(self, call: str) -> None:
        self.calls.append(call)
        if len(self.calls) == self._at:
            if self._number:
                raise OSError(self._number, os.strerror(self._number))
            raise PowerCut
