"""What the library holds: names only, read from the held root, links to folders not followed."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from aniworldd.errors import LibraryAway
from aniworldd.library import beneath, packed
from aniworldd.library.packed import Found
from aniworldd.library.root import Root
from aniworldd.library.shelf import DATED, NAMED, day_number
from aniworldd.naming import home, parse
from aniworldd.naming.parse import Kind, Reading

_QUIET = 10.0  # seconds: a folder changed later than that before its listing may change unseen


class Entry(Protocol):
    """What is used of an `os.DirEntry`."""

    @property
    def name(self) -> str: ...

    def is_dir(self, *, follow_symlinks: bool = True) -> bool: ...
    def is_symlink(self) -> bool: ...
    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result: ...


Lister = Callable[[int], Iterable[Entry]]


def _no_text(folder: str) -> str:
    return ""


def _nobody_waits() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Leaf:
    """What was found directly in one folder, and by what an unchanged one is known again."""

    stamp: int  # of device, inode and times of change; 0: list it again
    listing: int  # of its names; the same ones need not be read again
    title: str | None
    folders: tuple[str, ...] = ()
    files: str = ""  # as `packed` has them
    unknown: tuple[str, ...] = ()  # names
    links: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at the whole library, kept small; it makes the next look cheap."""

    leaves: Mapping[str, Leaf] = field(default_factory=dict)  # by the folder's path below the root
    titles: int = 0  # stands for the known names that were given
    trusted: bool = True  # whether the next look may go by the times of folders
    text: Callable[[str], str] = _no_text  # of a folder's files as state has it, to be kept once

    @property
    def files(self) -> tuple[Found, ...]:
        return tuple(
            file for path, leaf in self.leaves.items() for file in packed.unpack(leaf.files, path)
        )

    @property
    def unknown(self) -> tuple[str, ...]:
        """Videos that could not be read as anything, and empty ones."""
        return tuple(
            _below(path, name) for path, leaf in self.leaves.items() for name in leaf.unknown
        )

    @property
    def counted(self) -> tuple[str, ...]:
        """Videos that only a catalogue can place: by a number, a day or a film's name."""
        return tuple(
            file.path
            for path, leaf in self.leaves.items()
            if packed.counts(leaf.files)
            for file in packed.unpack(leaf.files, path)
            if file.season is None or file.season < 0
        )

    @property
    def unread(self) -> tuple[str, ...]:
        """All that does not count as here, unless a catalogue places it."""
        return self.unknown + self.links + self.counted

    @property
    def links(self) -> tuple[str, ...]:
        """Folders behind links: not looked into."""
        return tuple(
            _below(path, name) for path, leaf in self.leaves.items() for name in leaf.links
        )

    @property
    def folders(self) -> frozenset[str]:
        """The series folders."""
        first = self.leaves[""].folders if "" in self.leaves else ()
        roots = [name for name in first if home.is_root(name) and name in self.leaves]
        below = [_below(name, one) for name in roots for one in self.leaves[name].folders]
        return frozenset(first).difference(roots).union(below)

    def same(self, before: "Scan") -> bool:
        """Whether no folder came, went or changed."""
        if self.leaves is before.leaves:
            return True
        if len(self.leaves) != len(before.leaves):
            return False
        return all(before.leaves.get(path) is leaf for path, leaf in self.leaves.items())

    @property
    def skipped(self) -> int:
        return sum(leaf.skipped for leaf in self.leaves.values())


def scan(
    root: Root,
    titles: Mapping[str, str],
    previous: Scan,
    now: datetime,
    moved: Callable[[], None] = _nobody_waits,
    *,
    lister: Lister = os.scandir,
) -> Scan:
    """Look at everything; `titles` is series folder -> its title's known name.

    Raises `LibraryAway` when any folder cannot be listed: half a look is no look. Files are not
    opened; a folder that did not change since `previous` costs one `stat`. When those are not
    to be trusted every folder is listed, because some file systems do not tell of each change;
    names that stayed the same are not read again. `moved` is called for each folder.
    """
    root.check()
    named = hash(frozenset(titles.items()))
    stale = _stale(root, previous.leaves, moved) if previous.trusted else previous.leaves
    if previous.leaves and not stale and previous.titles == named:
        root.check()
        return Scan(previous.leaves, named)
    look = _Look(root, titles, previous, stale, now.timestamp(), lister)
    leaves: dict[str, Leaf] = {}
    waiting = [("", "")]  # each with its series folder
    while waiting:
        path, series = waiting.pop()
        moved()
        leaf = look.at(path, series)
        if leaf is None:
            continue
        leaves[path] = leaf
        if leaf.folders:
            below = [_below(path, name) for name in reversed(leaf.folders)]
            waiting += [(folder, series or home.of(folder)) for folder in below]
    root.check()  # what was listed was the library to the end
    return Scan(leaves, named)


def _stale(root: Root, leaves: Mapping[str, Leaf], moved: Callable[[], None]) -> Collection[str]:
    """The folders that are not as they were; one by one, so that most looks need no more."""
    stat, fd = os.stat, root.fd
    stale = set()
    for path, leaf in leaves.items():
        moved()
        try:
            if _stamp(stat(path or ".", dir_fd=fd, follow_symlinks=False)) != leaf.stamp:
                stale.add(path)
        except OSError:  # what became of it shows when it is listed
            stale.add(path)
    return stale


def _below(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


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
    previous: Scan
    stale: Collection[str]  # folders to be listed, although they are known
    now: float
    lister: Lister

    def at(self, path: str, series: str) -> Leaf | None:
        """One folder of a series; None when it went away since its parent was listed."""
        title = self.titles.get(series) if self.titles else None
        known = self.previous.leaves.get(path)
        if known is not None and (known.title != title or not known.stamp):
            known = None
        if known is not None and path not in self.stale:
            return known
        try:
            return self._list(path, title, known)
        except OSError as error:
            if path and error.errno in beneath.VANISHED:
                return None
            where = self.root.directory / path
            raise LibraryAway(f"{where} cannot be listed: {error.strerror}") from error

    def _list(self, path: str, title: str | None, known: Leaf | None) -> Leaf:
        held = beneath.open_listed(self.root.fd, path)
        try:
            before = os.fstat(held)
            entries = list(self.lister(held))
            stamp = _stamp(before) if before.st_mtime < self.now - _QUIET else 0
            listing = hash(tuple([(entry.name, entry.is_symlink()) for entry in entries]))
            if known is not None and (known.stamp, known.listing) == (stamp, listing):
                return known
            return self._read(entries, path, title, stamp, listing)
        finally:
            os.close(held)

    def _read(
        self,
        entries: list[Entry],
        path: str,
        title: str | None,
        stamp: int,
        listing: int,
    ) -> Leaf:
        parts = tuple(path.split("/")) if path else ()
        where = parse.place(parts, title)
        draft = _Draft()
        for entry in sorted(entries, key=_name):
            _sort_in(draft, where, entry)
        text, known = packed.pack(draft.files), self.previous.text(path)
        return Leaf(
            0 if draft.unsettled else stamp,
            listing,
            title,
            tuple(draft.folders),
            known if known == text else text,
            tuple(draft.unknown),
            tuple(draft.links),
            draft.skipped,
        )


def _name(entry: Entry) -> str:
    return entry.name


def _stamp(status: os.stat_result) -> int:
    """A number that is another one for anything but the same folder, unchanged."""
    return hash(
        (status.st_mode, status.st_dev, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
    )


def _sort_in(draft: _Draft, where: parse.Place, entry: Entry) -> None:
    if entry.is_dir(follow_symlinks=False):
        if not parse.is_hidden(entry.name):
            draft.folders.append(sys.intern(entry.name))  # `Season 01` is one of many
        return
    reading = parse.read_name(where, entry.name)
    if reading.kind is Kind.SKIP:
        if entry.is_symlink() and not parse.is_hidden(entry.name) and _leads_to_a_folder(entry):
            draft.links.append(entry.name)
        else:
            draft.skipped += 1
        return
    size = _size(entry)
    draft.unsettled = draft.unsettled or size == 0
    season, numbers = _numbered(reading)
    if not size or not numbers or not where.home:
        draft.unknown.append(entry.name)
        return
    draft.files.append(Found(reading.path, where.home, season, numbers, reading.kind))


def _numbered(reading: Reading) -> tuple[int | None, tuple[int, ...]]:
    """Where a video belongs; no numbers when nothing says it."""
    if reading.take and (reading.episodes or reading.absolute):
        return reading.season, reading.episodes or reading.absolute
    if reading.date is not None and reading.kind is Kind.EPISODE:
        return DATED, (day_number(reading.date),)
    if reading.kind is Kind.MOVIE:
        return NAMED, (0,)
    return None, ()


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
        if error.errno in beneath.VANISHED or (error.errno == errno.EACCES and entry.is_symlink()):
            return None
        raise
