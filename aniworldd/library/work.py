"""The hidden folders of downloads in progress, on the file system that their files will stay on."""

import errno
from collections.abc import Collection
from pathlib import Path, PurePath

from aniworldd.errors import DiskFull, LibraryAway
from aniworldd.library import beneath
from aniworldd.library.root import WORK, Root

_PARTS = PurePath(WORK, "parts")
_FULL = {errno.ENOSPC, errno.EDQUOT}


def make(root: Root, download: str) -> Path:
    """The folder of a download, made when it is not there.

    Its path leads through the held root, so what is written there never lands on a bare mount
    point. Raises `LibraryAway`, `DiskFull`.
    """
    root.check()
    path = _path(download)
    try:
        beneath.make_folders(root.fd, path)
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"the disk of {root.directory} is full") from error
        raise LibraryAway(f"{root.directory} takes no new folder: {error.strerror}") from error
    return root.base / path


def discard(root: Root, download: str) -> None:
    """Remove a download's folder with all that is in it; none is fine. Raises `LibraryAway`."""
    root.check()
    try:
        _remove(root.fd, _path(download))
    except OSError as error:
        raise LibraryAway(
            f"the parts of a download in {root.directory} cannot be removed: {error.strerror}"
        ) from error


def keep_only(root: Root, downloads: Collection[str]) -> None:
    """Remove the folders of all other downloads: what a kill left. Raises `LibraryAway`."""
    root.check()
    try:
        with beneath.folder(root.fd, _PARTS) as held:
            names = beneath.names(held)
    except FileNotFoundError:
        return
    except OSError as error:
        raise LibraryAway(
            f"{root.directory / _PARTS} cannot be listed: {error.strerror}"
        ) from error
    for name in set(names).difference(downloads):
        discard(root, name)


def _path(download: str) -> PurePath:
    return _PARTS.joinpath(*beneath.components(PurePath(download)))


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
