"""Reads the folder of wishes: nothing bad hides what is good, and its last good version stays."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from aniworldd.config.files import read_bytes
from aniworldd.config.kept import Kept
from aniworldd.config.problems import Place, Problem, in_order, printable
from aniworldd.model.watch import Watch
from aniworldd.watchlist import forms
from aniworldd.watchlist.forms import Broken, Wish

COPY = "watchlist.json"  # in the folder of last good files
_ENDINGS = (*forms.LIMITS, ".yml")  # in lower case

Facts = tuple[int, int, int, int]  # size, times of change in nanoseconds, inode


@dataclass(frozen=True, slots=True)
class File:
    """One file: its wishes in force, and what is wrong with it as it is now."""

    wishes: tuple[Wish, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: tuple[Broken, ...] = ()  # lines of a list
    facts: Facts | None = None  # None: read it again next time


@dataclass(frozen=True, slots=True)
class Wishes:
    """All wishes in force; when the folder is not `available` they are those of before."""

    watches: tuple[Watch, ...] = ()
    problems: tuple[Problem, ...] = ()
    available: bool = True
    files: Mapping[str, File] = field(default_factory=dict, repr=False)  # by name
    # By id; those that do not count are here, too.
    origins: Mapping[str, tuple[str, Wish]] = field(default_factory=dict, repr=False)
    folder: str = "watchlist"  # as people know it

    def place(self, id: str, *keys: str | int) -> Place:
        """Where a wish says this, for problems that only others can find."""
        name, wish = self.origins[id]
        return forms.place(wish, f"{self.folder}/{name}", *keys)

    def of_link(self, link: str) -> tuple[str, Wish] | None:
        """The wish for this link, however that is spelt, and its file."""
        same = forms.same_link(link)
        found = (one for one in self.origins.values() if forms.same_link(one[1].watch.link) == same)
        return next(found, None)


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
        else:
            files[name] = _file(folder / name, before.files.get(name), shown)
    return _wishes(files, shown, problems)


def check(path: Path) -> list[Problem]:
    """The problems of a single file of wishes."""
    source = read_bytes(path, forms.limit(path.name))
    if isinstance(source, OSError):
        return [_unreadable(source, str(path))]
    return list(forms.judge(source, path.name, str(path)).problems)


def recall(kept: Kept) -> Wishes:
    """The last good version of every file, for the first reading after a start."""
    copy = kept.find(COPY)
    try:
        texts = TypeAdapter(dict[str, str]).validate_json(copy) if copy else {}
    except ValidationError:  # a copy that nobody can read is as good as none
        texts = {}
    files = {}
    for name, text in texts.items():
        judged = forms.judge(text, name, name)
        if judged.wishes:
            files[name] = File(judged.wishes)
    return _wishes(files, "watchlist", [])


def keep(kept: Kept, wishes: Wishes) -> None:
    """Keep the last good version of every file for a later start; `StoreError` when that fails."""
    texts = {n: forms.text_of(f.wishes) for n, f in wishes.files.items() if f.wishes}
    kept.keep(COPY, TypeAdapter(dict[str, str]).dump_json(texts, indent=1))


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.casefold().endswith(_ENDINGS) and not name.startswith(".") and _is_file(entry):
                yield name


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Anything but a folder: a link that leads nowhere is said to be unreadable, not ignored."""
    try:
        return not entry.is_dir()
    except OSError:
        return True


def _passed_over(name: str, shown: str) -> Problem | None:
    if not forms.form_of(name):
        ending = forms.form_of(name.casefold()) or ".yaml"
        message = f"this file is not read: the name of a wish ends in {ending}"
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
    source = read_bytes(path, forms.limit(path.name))
    if isinstance(source, OSError):
        return replace(before, problems=(_unreadable(source, name),), facts=None)
    judged = forms.judge(source, path.name, name)
    wishes = forms.in_force(judged, before.wishes, before.broken)
    return File(tuple(wishes), judged.problems, judged.broken, facts)


def _facts(path: Path) -> Facts | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _unreadable(error: OSError, name: str) -> Problem:
    return Problem("C001", f"the file cannot be read: {error.strerror}", name)


def _wishes(files: Mapping[str, File], shown: str, problems: list[Problem]) -> Wishes:
    """The wishes of these files; of two for one link or key the first by name and line counts."""
    taken: dict[str, tuple[str, Wish]] = {}
    keys: dict[str, tuple[str, Wish]] = {}
    watches: list[Watch] = []
    origins: dict[str, tuple[str, Wish]] = {}
    for name, file in sorted(files.items()):
        problems += file.problems
        for wish in sorted(file.wishes, key=lambda one: one.line):
            origins[wish.watch.id] = name, wish
            first = taken.setdefault(forms.same_link(wish.watch.link), (name, wish))
            if first[1] is not wish:
                problems.append(_twice(wish, f"{shown}/{name}", f"{shown}/{first[0]}", first[1]))
                continue
            key = wish.watch.key
            first = keys.setdefault(key, (name, wish)) if key else (name, wish)
            if first[1] is wish:
                watches.append(wish.watch)
                continue
            watches.append(replace(wish.watch, key=None))
            problems.append(_same_key(wish, f"{shown}/{name}", f"{shown}/{first[0]}", first[1]))
    return Wishes(
        watches=tuple(watches),
        problems=tuple(in_order(problems)),
        files=files,
        origins=origins,
        folder=shown,
    )


def _twice(wish: Wish, file: str, first_file: str, first: Wish) -> Problem:
    where = f"{first_file}:{first.line}" if first.line else first_file
    message = f"{where} wishes for this link already, and counts"
    place = forms.place(wish, file, "link")
    hint = "remove one of the two"
    return Problem.at(place, "C401", message, path="link", hint=hint, severity="warning")


def _same_key(wish: Wish, file: str, first_file: str, first: Wish) -> Problem:
    where = f"{first_file}:{first.line}" if first.line else first_file
    message = f"{where} has this key already; here the provider's own counts"
    hint = "give one of the two another key"
    place = forms.place(wish, file, "key")
    return Problem.at(place, "C405", message, path="key", hint=hint, severity="warning")
