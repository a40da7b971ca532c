"""The state folder itself: private, held by one process, able to do what the store needs."""

import errno
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from aniworldd.errors import AlreadyRunning, StoreError
from aniworldd.store.files import Files, exists, write_all

LOCK = "lock"

_PROBES = ("probe.tmp", "probe")
_SENTENCES = {
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.EROFS: "it is mounted read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EIO: "the disk reports an error",
    errno.ESTALE: "the network storage has lost it",
    errno.ENOLCK: "it does not support locks",
    errno.EOPNOTSUPP: "it does not support locks",
    errno.ENOTDIR: "a part of its path is a file",
    errno.EEXIST: "it is a file",
}


def failure(what: str, folder: Path, error: OSError) -> StoreError:
    """The error of ours for a file call that failed."""
    reason = _SENTENCES.get(error.errno or 0) or error.strerror or str(error)
    return StoreError(f"{what} in {folder}: {reason}")


def hold(files: Files, folder: Path) -> tuple[int, bool]:
    """The lock that keeps others out, and whether there was a state here before.

    Raises `AlreadyRunning`, and `StoreError` when the folder cannot be used.
    """
    try:
        files.make_folder(folder)
        # of somebody else's folder the rights are his business
        with suppress(PermissionError):
            files.protect_folder(folder)
        descriptor = files.open(folder / LOCK, create=True)
    except OSError as error:
        raise failure("the state cannot be kept", folder, error) from error
    try:
        files.lock(descriptor)
        return descriptor, bool(files.facts(descriptor).size)
    except BlockingIOError as error:
        holder = files.read(descriptor, 20, 0).decode("ascii", "replace").strip()
        files.close(descriptor)
        by = f"process {holder}" if holder else "another process"
        raise AlreadyRunning(f"the state in {folder} is in use by {by}") from error
    except OSError as error:
        files.close(descriptor)
        raise failure("the state cannot be locked", folder, error) from error


def mark(files: Files, descriptor: int, process: int) -> None:
    """Note in the lock that from now on there is a state here, and who holds it."""
    write_all(files, descriptor, b"%-10d\n" % process, 0)


def probe(files: Files, folder: Path) -> None:
    """Try what the store relies on: writing, syncing, renaming. Raises `StoreError`."""
    first, second = (folder / name for name in _PROBES)
    try:
        descriptor = files.open(first, create=True)
        try:
            write_all(files, descriptor, b"probe\n", 0)
            files.sync(descriptor)
        finally:
            files.close(descriptor)
        files.rename(first, second)
        files.sync_folder(folder)
        files.remove(second)
    except OSError as error:
        raise failure("the state cannot be kept", folder, error) from error


def set_aside(files: Files, path: Path, why: str, stamp: str) -> str:
    """Give the file a dated name beside it; that name, or "" when there is no file."""
    name = f"{path.name}.{why}-{stamp}"
    number = 1
    while exists(files, path.with_name(name)):
        number += 1
        name = f"{path.name}.{why}-{stamp}-{number}"
    try:
        files.rename(path, path.with_name(name))
    except FileNotFoundError:
        return ""
    return name


def holds_state(files: Files, folder: Path) -> bool:
    """Whether the lock is marked; raises `StoreError` when the folder may not be read."""
    try:
        return files.facts(folder / LOCK).size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise failure("the state cannot be read", folder, error) from error


def stamp(now: datetime) -> str:
    """A date for file names."""
    return now.strftime("%Y%m%dT%H%M%SZ")
