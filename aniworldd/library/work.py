"""The hidden folders of downloads in progress, on the file system that their files will stay on.

Each state has a folder of its own among them, named by its id: two daemons may share one library,
and neither takes the other's parts for something that a kill left behind.
"""

import errno
import math
import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePath

from aniworldd.errors import NO_ROOM, DiskFull, LibraryAway
from aniworldd.library import beneath
from aniworldd.library.root import WORK, Root

_PARTS = PurePath(WORK, "parts")
_THEIRS = beneath.VANISHED | {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTEMPTY}


@dataclass(frozen=True, slots=True)
class Strangers:
    """Parts that another state has made."""

    owners: frozenset[str] = frozenset()  # names of their folders
    downloads: int = 0
    removed: int = 0  # folders of owners that nobody has touched for long


def make(root: Root, owner: str, download: str) -> Path:
    """The folder of a download, made when it is not there.

    Its path leads through the held root, so what is written there never lands on a bare mount
    point. Raises `LibraryAway`, `DiskFull`.
    """
    root.check()
    path = _path(owner, download)
    try:
        beneath.make_folders(root.fd, path)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(f"the disk of {root.directory} is full") from error
        raise LibraryAway(f"{root.directory} takes no new folder: {error.strerror}") from error
    return root.base / path


def discard(root: Root, owner: str, download: str) -> None:
    """Remove a download's folder with all that is in it; none is fine. Raises `LibraryAway`."""
    root.check()
    _discard(root, _path(owner, download))


def keep_only(root: Root, owner: str, downloads: Collection[str]) -> None:
    """Remove the folders of all other downloads of this owner: what a kill left.

    Raises `LibraryAway`.
    """
    root.check()
    for name in set(_names(root, _path(owner))).difference(downloads):
        _discard(root, _path(owner, name))


def tidy(root: Root, owner: str, oldest: float) -> Strangers:
    """Show others that `owner` lives, and see who else has parts here. Raises `LibraryAway`.

    Parts of others are let alone, unless neither they nor their folder have been touched since
    `oldest`, seconds since the epoch: then their daemon is not there any more.
    """
    root.check()
    owners, downloads, removed = set(), 0, 0
    for name in _names(root, _path()):
        if name == owner:
            _touch(root, _path(owner))
        elif _touched(root, _path(name)) < oldest and _left(root, _path(name)):
            removed += 1
        elif count := _count(root, _path(name)):
            owners.add(name)
            downloads += count
    return Strangers(frozenset(owners), downloads, removed)


def _path(*names: str) -> PurePath:
    """Below the root; raises `InvalidRequest` when a name could lead elsewhere."""
    for name in names:
        beneath.components(PurePath(name))
    return _PARTS.joinpath(*names)


def _names(root: Root, path: PurePath) -> list[str]:
    """What is in a folder; nothing is in one that is not there."""
    try:
        with beneath.folder(root.fd, path) as held:
            return beneath.names(held)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LibraryAway(f"{root.directory / path} cannot be listed: {error.strerror}") from error


def _touch(root: Root, path: PurePath) -> None:
    try:
        with beneath.folder(root.fd, path) as held:
            beneath.visit(held)
    except OSError as error:
        raise LibraryAway(f"{root.directory / path} cannot be used: {error.strerror}") from error


def _touched(root: Root, path: PurePath) -> float:
    """When this or anything in it changed last; what cannot be seen may change right now."""
    try:
        with beneath.folder(root.fd, path.parent) as above:
            status = os.stat(path.name, dir_fd=above, follow_symlinks=False)
        if not stat.S_ISDIR(status.st_mode):
            return status.st_mtime
        with beneath.folder(root.fd, path) as held:
            names = beneath.names(held)
    except OSError as error:
        if error.errno in _THEIRS:
            return math.inf
        raise LibraryAway(
            f"{root.directory / path} cannot be looked at: {error.strerror}"
        ) from error
    return max([status.st_mtime, *(_touched(root, path / name) for name in names)])


def _count(root: Root, path: PurePath) -> int:
    """Of the downloads of somebody else, as far as that can be seen."""
    try:
        with beneath.folder(root.fd, path) as held:
            return len(beneath.names(held))
    except OSError:
        return 1


def _left(root: Root, path: PurePath) -> bool:
    """Remove it; says whether that may be done."""
    try:
        _remove(root.fd, path)
    except OSError as error:
        if error.errno in _THEIRS:
            return False
        raise LibraryAway(f"{root.directory / path} cannot be removed: {error.strerror}") from error
    return True


def _discard(root: Root, path: PurePath) -> None:
    try:
        _remove(root.fd, path)
    except OSError as error:
        raise LibraryAway(
            f"the parts of a download in {root.directory} cannot be removed: {error.strerror}"
        ) from error


def _remove(root: int, path: PurePath) -> None:
    """A folder with everything in it; a file or link goes as it is, and none is fine."""
    try:
        with beneath.folder(root, path) as held:
            names = beneath.names(held)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno not in beneath.NOT_A_FOLDER:
            raise
        with beneath.folder(root, path.parent) as above:
            beneath.remove(above, path.name)
        return
    for name in names:
        _remove(root, path / name)
    with beneath.folder(root, path.parent) as above:
        beneath.remove_folder(above, path.name)
