"""What the library holds: names only, read from the held root, links to folders not followed."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Protocol

from aniworldd.errors import LibraryAway
from aniworldd.library import beneath
from aniworldd.library.root import Root
from aniworldd.naming import parse
from aniworldd.naming.parse import Kind

_QUIET = 10.0  # seconds: a folder changed later than that before its listing may change unseen
_VANISHED = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


class Entry(Protocol):
    """What is used of an `os.DirEntry`."""

    @property
    def name(self) -> str: ...

    def is_dir(self, *, follow_symlinks: bool = True) -> bool: ...
    def is_symlink(self) -> bool: ...
    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result: ...


Lister = Callable[[int], Iterable[Entry]]


@dataclass(frozen=True, slots=True)
class Found:
    """A video file that holds these episodes."""

    path: str  # below the root
    folder: str  # the series folder
    season: int
    episodes: tuple[int, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Leaf:
    """What was found directly in one folder, and by what an unchanged one is known again."""

    stamp: tuple[int, int, int, int]  # device, inode, times of change; all zero: read it again
    title: str | None
    folders: tuple[str, ...] = ()
    files: tuple[Found, ...] = ()
    unknown: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at the whole library. `leaves` make the next look cheap."""

    files: tuple[Found, ...] = ()
    unknown: tuple[str, ...] = ()  # videos that could not be read as anything, and empty ones
    links: tuple[str, ...] = ()  # folders behind links: not looked into
    folders: frozenset[str] = frozenset()  # the series folders
    skipped: int = 0
    leaves: Mapping[str, Leaf] = field(default_factory=dict)


def scan(
    root: Root,
    titles: Mapping[str, str],
    previous: Scan,
    now: datetime,
    *,
    lister: Lister = os.scandir,
) -> Scan:
    """Look at everything; `titles` is series folder -> its title's known name.

    Raises `LibraryAway` when any folder cannot be listed: half a look is no look. Files are not
    opened; a folder that did not change since `previous` costs one `stat`.
    """
    root.check()
    look = _Look(root, titles, previous.leaves, now.timestamp(), lister)
    leaves: dict[str, Leaf] = {}
    waiting = [""]
    while waiting:
        path = waiting.pop()
        leaf = look.at(path)
        if leaf is None:
            continue
        leaves[path] = leaf
        waiting += [f"{path}/{name}" if path else name for name in reversed(leaf.folders)]
    root.check()  # what was listed was the library to the end
    return Scan(
        files=tuple(found for leaf in leaves.values() for found in leaf.files),
        unknown=tuple(name for leaf in leaves.values() for name in leaf.unknown),
        links=tuple(name for leaf in leaves.values() for name in leaf.links),
        folders=frozenset(leaves[""].folders) if "" in leaves else frozenset(),
        skipped=sum(leaf.skipped for leaf in leaves.values()),
        leaves=leaves,
    )


@dataclass(slots=True)
class _Draft:
    folders: list[str] = field(default_factory=list)
    files: list[Found] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    skipped: int = 0
    unsettled: bool = (
        False  # holds a file that is still empty, and fills without the folder's notice
    )


@dataclass(frozen=True, slots=True)
class _Look:
    root: Root
    titles: Mapping[str, str]
    previous: Mapping[str, Leaf]
    now: float
    lister: Lister

    def at(self, path: str) -> Leaf | None:
        """One folder; None when it went away since its parent was listed."""
        title = self.titles.get(path.partition("/")[0])
        known = self.previous.get(path)
        try:
            if known is not None and known.title == title and known.stamp == self._stamp(path):
                return known
            return self._list(path, title)
        except OSError as error:
            if path and error.errno in _VANISHED:
                return None
            where = self.root.directory / path
            raise LibraryAway(f"{where} cannot be listed: {error.strerror}") from error

    def _stamp(self, path: str) -> tuple[int, int, int, int]:
        return _stamp(os.stat(path or ".", dir_fd=self.root.fd, follow_symlinks=False))

    def _list(self, path: str, title: str | None) -> Leaf:
        parts = PurePath(path)
        where = parse.place(parts.parts, title)
        draft = _Draft()
        with beneath.folder(self.root.fd, parts) as held:
            before = os.fstat(held)
            for entry in sorted(self.lister(held), key=lambda entry: entry.name):
                _sort_in(draft, where, parts.parts, entry)
        quiet = before.st_mtime < self.now - _QUIET and not draft.unsettled
        return Leaf(
            _stamp(before) if quiet else (0, 0, 0, 0),
            title,
            tuple(draft.folders),
            tuple(draft.files),
            tuple(draft.unknown),
            tuple(draft.links),
            draft.skipped,
        )


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def _sort_in(draft: _Draft, where: parse.Place, parts: tuple[str, ...], entry: Entry) -> None:
    if entry.is_dir(follow_symlinks=False):
        if not parse.is_hidden(entry.name):
            draft.folders.append(entry.name)
        return
    reading = parse.read_name(where, entry.name)
    if reading.kind is Kind.SKIP:
        if entry.is_symlink() and not parse.is_hidden(entry.name) and _leads_to_a_folder(entry):
            draft.links.append(reading.path)
        else:
            draft.skipped += 1
        return
    size = _size(entry)
    draft.unsettled = draft.unsettled or size == 0
    if not size or reading.season is None or not reading.take or not parts:
        draft.unknown.append(reading.path)
        return
    draft.files.append(
        Found(reading.path, parts[0], reading.season, reading.episodes, reading.kind)
    )


def _leads_to_a_folder(entry: Entry) -> bool:
    status = _behind(entry)
    return status is not None and stat.S_ISDIR(status.st_mode)


def _size(entry: Entry) -> int | None:
    """Bytes of a file, also of one behind a link, which is here for every player; else None."""
    status = _behind(entry)
    return status.st_size if status is not None and stat.S_ISREG(status.st_mode) else None


def _behind(entry: Entry) -> os.stat_result | None:
    """What a name leads to; None when it leads nowhere."""
    try:
        return entry.stat()
    except OSError as error:
        if error.errno in _VANISHED or entry.is_symlink():
            return None
        raise
