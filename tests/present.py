"""What lies in a library while a daemon is at work in it; a file that goes meanwhile is none."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path


def visible(library: Path) -> Iterator[Path]:
    """Every file with a name that people see."""
    for directory, folders, names in os.walk(library):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(directory, name) for name in names if not name.startswith("."))


def hidden(library: Path) -> Iterator[Path]:
    """Every file in the daemon's own folder."""
    for directory, _, names in os.walk(library / ".aniworldd"):
        yield from (Path(directory, name) for name in names)


def parts(library: Path) -> list[Path]:
    """The files of downloads that are under way."""
    return [path for path in hidden(library) if path.name.endswith(".part")]


def size(path: Path) -> int:
    """In bytes."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
