"""By what a file that we made is known again: size, time of change, and a hash of parts of it."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePath

from aniworldd.errors import Conflict, LibraryAway
from aniworldd.library import beneath
from aniworldd.library.root import Root

_PIECE = 64 * 1024  # bytes; hashed at the beginning, in the middle and at the end
_COARSE = 2_000_000_000  # nanoseconds: FAT keeps time in steps of two seconds


@dataclass(frozen=True, slots=True)
class Identity:
    size: int  # bytes
    mtime: int  # nanoseconds since 1970
    sample: str  # the first 16 digits of a SHA-256


def of(fd: int) -> Identity:
    """Of an open file, whose position moves; raises `OSError`, `Conflict` when it is no file."""
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise Conflict("what has the name of a video is not a file")
    digest = hashlib.sha256()
    for start in sorted({0, max(status.st_size // 2, 0), max(status.st_size - _PIECE, 0)}):
        digest.update(os.pread(fd, _PIECE, start))
    return Identity(status.st_size, status.st_mtime_ns, digest.hexdigest()[:16])


def of_part(path: Path) -> Identity:
    """Of a download that is whole; raises `OSError`, `Conflict`."""
    fd = beneath.open_part(path)
    try:
        return of(fd)
    finally:
        os.close(fd)


def find(root: int, path: PurePath) -> Identity | None:
    """Of a file below the held root; None when no file has that name. Raises `OSError`."""
    try:
        fd = beneath.open_file(root, path, os.O_RDONLY)
    except OSError as error:
        if error.errno in beneath.VANISHED:
            return None
        raise
    try:
        return of(fd)
    except Conflict:  # a folder, a pipe
        return None
    finally:
        os.close(fd)


def is_there(root: Root, path: PurePath) -> bool:
    """Whether a file has that name; raises `LibraryAway`."""
    try:
        return find(root.fd, path) is not None
    except OSError as error:
        raise LibraryAway(f"{path} cannot be looked at: {error.strerror}") from error


def same(one: Identity | None, other: Identity | None) -> bool:
    """Whether both are of one file that nobody has changed."""
    if one is None or other is None:
        return False
    return (one.size, one.sample) == (other.size, other.sample) and (
        abs(one.mtime - other.mtime) <= _COARSE
    )
