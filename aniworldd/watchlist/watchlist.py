"""Reads the folder of wishes: one bad file never hides another, and its last good version stays."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from aniworldd.config import marks
from aniworldd.config.files import read_bytes
from aniworldd.config.kept import Kept
from aniworldd.config.problems import Place, Problem, in_order, printable
from aniworldd.config.reading import read as read_node
from aniworldd.model.watch import Watch
from aniworldd.watchlist.entry import Entry

LIMIT = 64 * 1024  # bytes of one file
COPY = "watchlist.json"  # in the folder of last good files

Facts = tuple[int, int, int, int]  # size, times of change in nanoseconds, inode


@dataclass(frozen=True, slots=True)
class File:
    """One watch file: the wish in force, and what is wrong with the file as it is now."""

    watch: Watch | None = None
    problems: tuple[Problem, ...] = ()
    source: bytes = field(default=b"", repr=False)  # of the wish in force
    facts: Facts | None = None  # None: read it again next time


@dataclass(frozen=True, slots=True)
class Wishes:
    """All wishes in force; when the folder is not `available` they are those of before."""

    watches: tuple[Watch, ...] = ()
    problems: tuple[Problem, ...] = ()
    available: bool = True
    files: Mapping[str, File] = field(default_factory=dict, repr=False)  # by name
    folder: str = "watchlist"  # as people know it

    def place(self, id: str, key: str = "link") -> Place:
        """Where a wish says this, for problems that only others can find."""
        node, _ = marks.compose(self.files[id].source, f"{self.folder}/{id}")
        return node.place_at(key) if node else Place(f"{self.folder}/{id}")


def read(folder: Path, last_good: Wishes | None = None, *, shown: str = "watchlist") -> Wishes:
    """The folder as it is now; `last_good` is the reading before, or what `recall` gave.

    `shown` is the folder's name in problems. Files that did not change are not read again.
    """
    before = last_good or Wishes()
    try:
        names = sorted(_names(folder))
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror}; no wish is added or removed"
        hint = f"create {folder}, or correct watchlist.directory"
        problem = Problem("C403", message, shown, hint=hint, severity="warning")
        return replace(_wishes(before.files, shown, [problem]), available=False)
    files: dict[str, File] = {}
    problems: list[Problem] = []
    for name in names:
        passed_over = _passed_over(name, shown)
        if passed_over is not None:
            problems.append(passed_over)
        elif name.endswith(".yaml"):
            files[name] = _file(folder / name, before.files.get(name), shown)
    return _wishes(files, shown, problems)


def judge(source: bytes, id: str, name: str) -> tuple[Watch | None, list[Problem]]:
    """What these bytes mean as a watch file; never raises."""
    node, problems = marks.compose(source, name, limit=LIMIT)
    if node is None:
        return None, problems
    entry, problems = read_node(node, Entry)
    return (entry.watch(id) if entry else None), problems


def check(path: Path) -> list[Problem]:
    """The problems of a single watch file."""
    source = read_bytes(path, LIMIT)
    if isinstance(source, OSError):
        return [_unreadable(source, str(path))]
    return judge(source, path.name, str(path))[1]


def recall(kept: Kept) -> Wishes:
    """The last good version of every file, for the first reading after a start."""
    copy = kept.find(COPY)
    try:
        texts = TypeAdapter(dict[str, str]).validate_json(copy) if copy else {}
    except ValidationError:  # a copy that nobody can read is as good as none
        texts = {}
    files = {}
    for name, text in texts.items():
        watch, _ = judge(text.encode(), name, name)
        if watch is not None:
            files[name] = File(watch, source=text.encode())
    return Wishes(files=files)


def keep(kept: Kept, wishes: Wishes) -> None:
    """Keep the last good version of every file for a later start; `StoreError` when that fails."""
    texts = {n: f.source.decode("utf-8-sig") for n, f in wishes.files.items() if f.watch}
    kept.keep(COPY, TypeAdapter(dict[str, str]).dump_json(texts, indent=1))


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.endswith((".yaml", ".yml")) and not name.startswith(".") and _is_file(entry):
                yield name


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Anything but a folder: a link that leads nowhere is said to be unreadable, not ignored."""
    try:
        return not entry.is_dir()
    except OSError:
        return True


def _passed_over(name: str, shown: str) -> Problem | None:
    if name.endswith(".yml"):
        message = "this file is not read: the name of a wish ends in .yaml"
        return _rename(message, name, shown)
    try:
        name.encode()
    except UnicodeEncodeError:
        return _rename("this file is not read: its name is not UTF-8", name, shown)
    return None


def _rename(message: str, name: str, shown: str) -> Problem:
    where = f"{shown}/{printable(name)}"
    return Problem("C404", message, where, hint="rename it", severity="warning")


def _file(path: Path, before: File | None, shown: str) -> File:
    """The file as it is now; a broken one keeps the wish of before."""
    before = before or File()
    facts = _facts(path)
    if facts is not None and facts == before.facts:
        return before
    name = f"{shown}/{path.name}"
    source = read_bytes(path, LIMIT)
    if isinstance(source, OSError):
        return replace(before, problems=(_unreadable(source, name),), facts=None)
    watch, problems = judge(source, path.name, name)
    if watch is None:
        return replace(before, problems=tuple(problems), facts=facts)
    return File(watch, tuple(problems), source, facts)


def _facts(path: Path) -> Facts | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _unreadable(error: OSError, name: str) -> Problem:
    return Problem("C001", f"the file cannot be read: {error.strerror}", name)


def _wishes(files: Mapping[str, File], shown: str, problems: list[Problem]) -> Wishes:
    """The wishes of these files; of two for one link the first by name counts."""
    wishes = Wishes(files=files, folder=shown)
    taken: dict[str, str] = {}
    watches = []
    for name, file in sorted(files.items()):
        problems += file.problems
        if file.watch is None:
            continue
        first = taken.setdefault(_same_link(file.watch.link), name)
        if first == name:
            watches.append(file.watch)
            continue
        message = f"{shown}/{first} wishes for this link already, and counts"
        place = wishes.place(name)
        hint = "remove one of the two"
        problems.append(
            Problem.at(place, "C401", message, path="link", hint=hint, severity="warning")
        )
    return replace(wishes, watches=tuple(watches), problems=tuple(in_order(problems)))


def _same_link(link: str) -> str:
    """What is equal for two spellings of one address."""
    host, _, path = link.partition("#")[0].partition("://")[2].partition("/")
    return f"{host.lower()}/{path.rstrip('/')}"
