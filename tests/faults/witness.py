"""Somebody who looks at a library without pause, and notes what is not the truth."""

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.present import digest, visible

_EVERY = 0.001  # seconds

Truths = Callable[[str], Collection[str]]


class Witness:
    """Looks each millisecond, in a thread of its own, at every file with a name that people see.

    `truths` gives the SHA-256 that a path below the library may have.
    """

    def __init__(self, library: Path, truths: Truths) -> None:
        self._library = library
        self._truths = truths
        self._seen: dict[tuple[str, int, int, int], str] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self.wrong: list[str] = []
        self.looks = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()
        self.look()

    @property
    def paths(self) -> set[str]:
        """Everything that was ever seen."""
        return {key[0] for key in list(self._seen)}

    def look(self) -> None:
        """Once at everything."""
        self.looks += 1
        for path in visible(self._library):
            self._judge(path)

    def _look_on(self) -> None:
        while not self._end.wait(_EVERY):
            self.look()

    def _judge(self, path: Path) -> None:
        try:
            status = path.stat()
            where = str(path.relative_to(self._library))
            key = (where, status.st_ino, status.st_size, status.st_mtime_ns)
            if key in self._seen:
                return
            found = self._seen[key] = digest(path.read_bytes())
        except FileNotFoundError:
            return
        if found not in self._truths(where):
            self.wrong.append(f"{where}: {status.st_size} bytes that are not the truth")
