"""A finished file takes its place: durable before it has a name, and never in another's stead."""

import errno
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from aniworldd.errors import NO_ROOM, AniworldError, Conflict, DiskFull, LibraryAway, Unavailable
from aniworldd.library import beneath
from aniworldd.library.root import Root


@dataclass(frozen=True, slots=True)
class Placed:
    path: PurePath  # below the root; may differ from what was asked for in the case of a folder
    size: int  # bytes


def place(root: Root, part: Path, target: PurePath) -> Placed:
    """Move a verified part from its work folder to `target` below the root.

    Power may fail at any point: the name appears when the content is durable. Raises `Conflict`
    when something has that name, in whatever case; `LibraryAway`, `DiskFull`, `Unavailable`.
    """
    root.check()
    source = _below(root, part)
    beneath.components(target)
    try:
        size = _make_durable(root.fd, source)
    except OSError as error:
        raise _ours(root, target, error) from error
    path = move(root, source, target)
    _drop_folder(root.fd, source.parent)
    return Placed(path, size)


def move(root: Root, source: PurePath, target: PurePath) -> PurePath:
    """Give a file below the root another name there, durably; the answer is where it landed.

    The case of folders that are there already may differ from what was asked for. Raises as
    `place`.
    """
    *folders, name = beneath.components(target)
    try:
        above = beneath.make_folders(root.fd, PurePath(*folders)) if folders else PurePath()
        root.check()
        with beneath.folder(root.fd, source.parent) as old, beneath.folder(root.fd, above) as new:
            _move(old, source.name, new, name, above / name)
    except OSError as error:
        raise _ours(root, target, error) from error
    return above / name


def make_folder(root: Root, path: PurePath) -> None:
    """Make a folder below the root, durably, unless it is there. Raises as `place`."""
    root.check()
    try:
        beneath.make_folders(root.fd, path)
    except OSError as error:
        raise _ours(root, path, error) from error


def _below(root: Root, part: Path) -> PurePath:
    """Where a part lies below the root, however its path was written."""
    for base in (root.base, root.directory):
        if part.is_relative_to(base):
            return PurePath(part.relative_to(base))
    raise Conflict(f"{part} does not lie in the library, so it cannot be moved within it")


def _make_durable(root: int, source: PurePath) -> int:
    fd = beneath.open_file(root, source, os.O_RDONLY)
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise Conflict(f"{source} is not a file")
        os.fsync(fd)
        return status.st_size
    finally:
        os.close(fd)


def _move(old: int, source: str, new: int, name: str, target: PurePath) -> None:
    twin = beneath.twin(new, name)
    if twin is not None and not _is_same(old, source, new, twin):
        raise Conflict(f"{target.parent / twin} is already there, and is never replaced")
    if twin is None:
        try:
            beneath.rename_new(old, source, new, name)
        except FileExistsError as error:
            raise Conflict(f"{target} is already there, and is never replaced") from error
    else:  # an earlier try was interrupted between its two names
        beneath.remove(old, source)
    os.fsync(new)
    os.fsync(old)


def _is_same(old: int, source: str, new: int, name: str) -> bool:
    ours = os.stat(source, dir_fd=old, follow_symlinks=False)
    theirs = os.stat(name, dir_fd=new, follow_symlinks=False)
    return (ours.st_dev, ours.st_ino) == (theirs.st_dev, theirs.st_ino)


def _drop_folder(root: int, path: PurePath) -> None:
    """Remove a work folder that is empty; a full one is left to its owner."""
    with suppress(OSError), beneath.folder(root, path.parent) as above:
        beneath.remove_folder(above, path.name)


def _ours(root: Root, path: PurePath, error: OSError) -> AniworldError:
    if error.errno in NO_ROOM:
        return DiskFull(f"the disk of {root.directory} is full")
    if error.errno == errno.EOPNOTSUPP:
        return Unavailable(
            f"the file system of {root.directory} has neither a rename that refuses to replace nor "
            "hard links, so nothing can be put there safely"
        )
    if error.errno == errno.EXDEV:
        return Unavailable(
            f"{path} lies on another file system than {root.directory}, and a file takes its "
            "place within one only"
        )
    if error.errno == errno.ENAMETOOLONG:
        return Conflict(f"{path} is a longer name than the file system takes")
    if error.errno in beneath.NOT_A_FOLDER:
        return Conflict(f"a link or a file is in the way of {path}")
    return LibraryAway(f"{path} cannot be written in {root.directory}: {error.strerror}")
