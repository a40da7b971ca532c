"""Puts a file that people write in its place: whole or not at all, with the rights it had."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aniworldd.config.files import read_bytes
from aniworldd.errors import AniworldError, Conflict, DiskFull, Unavailable
from aniworldd.store.files import Disk, Files, write_all

_LIMIT = 2 * 1024 * 1024  # bytes
_BY_HAND = "or edit the file by hand"
_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}


def read(path: Path) -> bytes | None:
    """What the file holds, None when there is none; `Unavailable` when it cannot be read."""
    found = read_bytes(path, _LIMIT)
    if isinstance(found, FileNotFoundError):
        return None
    if isinstance(found, OSError):
        raise Unavailable(f"{path} cannot be read: {found.strerror}") from found
    return found


def write(path: Path, data: bytes, *, before: bytes | None, files: Files | None = None) -> None:
    """Replace the file in one moment; it survives a power cut when this returns.

    `before` is what it must still hold, None when it must not be there: else `Conflict`. Raises
    `Unavailable` or `DiskFull` with what to do about it. A link stays one: its target is written.
    """
    files, target = files or Disk(), path.resolve()
    try:
        if before is None:
            files.make_folder(target.parent)
        with _alone(target, files):
            _judge(target, before)
            _replace(target, data, files)
    except OSError as error:
        raise _refusal(target, error) from error


def remove(path: Path, *, before: bytes, files: Files | None = None) -> None:
    """Take the file away; raises like `write`. Of a link the link goes, not its target."""
    files = files or Disk()
    try:
        with _alone(path, files):
            _judge(path, before)
            files.remove(path)
            files.sync_folder(path.parent)
    except OSError as error:
        raise _refusal(path, error) from error


@contextmanager
def _alone(path: Path, files: Files) -> Iterator[None]:
    """Keep other editors of ours out of the folder, where the file system can."""
    descriptor = files.open(path.parent, read_only=True)
    try:
        with suppress(OSError):  # network storage without locks goes without
            try:
                files.lock(descriptor)
            except BlockingIOError:
                message = f"{path.name} is being changed by somebody else: try again"
                raise Conflict(message) from None
        yield
    finally:
        files.close(descriptor)


def _judge(path: Path, before: bytes | None) -> None:
    found = read(path)
    if found == before:
        return
    if before is None:
        raise Conflict(f"{path} is there already")
    if found is None:
        raise Conflict(f"{path} was removed meanwhile")
    raise Conflict(f"{path} was changed meanwhile: look at it again, then repeat the change")


def _replace(target: Path, data: bytes, files: Files) -> None:
    beside = target.with_name(f".{target.name}.new")
    with suppress(FileNotFoundError):
        files.remove(beside)  # of a write that was cut off
    descriptor = files.open(beside, create=True)
    try:
        _give_rights(target, descriptor)
        write_all(files, descriptor, data, 0)
        files.sync(descriptor)
        files.rename(beside, target)
    except (OSError, AniworldError):
        with suppress(OSError):
            files.remove(beside)
        raise
    finally:
        files.close(descriptor)
    files.sync_folder(target.parent)


def _give_rights(target: Path, descriptor: int) -> None:
    """Those of the file that is replaced; a new one gets what its folder has."""
    try:
        model = target.stat()
    except FileNotFoundError:
        model = target.parent.stat()
        mode = stat.S_IMODE(model.st_mode) & 0o666
    else:
        mode = stat.S_IMODE(model.st_mode)
        if not mode & 0o222:
            message = f"{target} is write-protected: allow it with 'chmod u+w {target}'"
            raise Unavailable(f"{message}, {_BY_HAND}")
    ours = os.fstat(descriptor)
    if (ours.st_uid, ours.st_gid) != (model.st_uid, model.st_gid):
        try:
            os.fchown(descriptor, model.st_uid, model.st_gid)
        except PermissionError:
            if target.exists() and not _shared(target, model, ours):
                message = f"{target} belongs to another user and would not any more"
                hint = f"run this as its owner (user {model.st_uid})"
                raise Unavailable(f"{message}: {hint}, {_BY_HAND}") from None
    os.fchmod(descriptor, mode)


def _shared(target: Path, model: os.stat_result, ours: os.stat_result) -> bool:
    """Whether its owner shares it with a group of ours, and goes on to have it as a member."""
    return bool(
        model.st_gid == ours.st_gid
        and model.st_mode & stat.S_IWGRP
        and target.parent.stat().st_mode & stat.S_ISGID
    )


def _refusal(path: Path, error: OSError) -> AniworldError:
    """The sentence that says what to do about it."""
    number = error.errno or 0
    if number in _FULL:
        return DiskFull(f"{path} cannot be written: {_FULL[number]}")
    reason = error.strerror or str(error)
    if number in {errno.EACCES, errno.EPERM}:
        reason = f"this user may not write in {path.parent}: give that folder to it"
    elif number == errno.EROFS:
        reason = (
            f"{path.parent} is read-only here: mount it writable (systemd: ReadWritePaths=,"
            " a container: no :ro)"
        )
    elif number == errno.EBUSY:
        reason = "it is mounted as a single file: mount its folder instead"
    return Unavailable(f"{path} cannot be written: {reason}, {_BY_HAND}")
