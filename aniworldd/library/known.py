"""What the library was last believed to hold, and the language of our own files; kept in state."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import groupby

from pydantic import JsonValue, TypeAdapter

from aniworldd.library import packed
from aniworldd.library.identity import Identity
from aniworldd.library.packed import Found
from aniworldd.library.scan import Scan
from aniworldd.library.shelf import COUNTED, NAMED, Here, Place, put
from aniworldd.model.title import ItemKey
from aniworldd.naming import home, language
from aniworldd.naming.parse import Kind
from aniworldd.store import Store

_RECENT = 512  # series folders whose items stay unpacked, about 3 MiB

Items = Mapping[tuple[int, int], Here]  # by season and number
Files = Mapping[str, Items]  # by series folder
Texts = Mapping[str, str]  # packed files by their folder below the series folder
Documents = Mapping[str, Mapping[str, JsonValue]]

_IDENTITY = TypeAdapter(Identity)


class Shelves(Mapping[str, Items]):
    """The items of every series folder, unpacked when they are asked for; it never changes."""

    def __init__(self, documents: Documents, made: Callable[[str], str | None]) -> None:
        self._documents = documents
        self._made = made
        self._recent: dict[str, Items] = {}

    def __getitem__(self, folder: str) -> Items:
        items = self._recent.get(folder)
        if items is None:
            items = shelve(_unpacked(folder, texts(self._documents[folder])), self._made)
            if len(self._recent) >= _RECENT:
                self._recent.clear()
            self._recent[folder] = items
        return items

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a look found to be other than known."""

    scan: Scan
    changed: Mapping[str, Texts]  # the whole of each series folder that changed; empty: gone
    gone: frozenset[str]  # paths
    known: int  # files
    found: int
    unread: tuple[str, ...]  # as `Scan` has it
    replaced: frozenset[str] = frozenset()  # files of ours in whose place another lies


class Known:
    """A document per series folder, so that a new file costs the bytes of its folder only."""

    def __init__(self, store: Store) -> None:
        self._shelves = store.table("shelves")
        self._made = store.table("made")
        self._view: Shelves | None = None
        self.version = 0  # grows with every change of the files

    @property
    def found(self) -> Mapping[str, Found]:
        """Every file by its path."""
        return {
            file.path: file
            for folder, document in self._shelves.documents().items()
            for file in _unpacked(folder, texts(document))
        }

    @property
    def files(self) -> Files:
        """Replaced when something changes, never changed in place."""
        if self._view is None:
            self._view = Shelves(self.documents(), self.language)
        return self._view

    def documents(self) -> Documents:
        """As they are now; they are replaced and never changed."""
        return dict(self._shelves.documents())

    def language(self, path: str) -> str | None:
        """Of one of our own files, "" when it has none; None when it is not one."""
        made = self._made.find(path)
        return str(made["language"]) if made else None

    def become(self, changed: Mapping[str, Texts]) -> None:
        """These series folders hold exactly this from now on."""
        for folder, fresh in changed.items():
            self._put(folder, fresh)

    def add(self, changed: Mapping[str, Texts]) -> None:
        """These files too; what is missing stays known."""
        for folder, fresh in changed.items():
            self.include(_unpacked(folder, fresh))

    def include(self, files: Iterable[Found]) -> None:
        """These too, whichever series they belong to."""
        for folder, found in by_folder(files).items():
            document = self._shelves.find(folder)
            before = texts(document) if document else {}
            known = {file.path: file for file in _unpacked(folder, before)}
            self._put(folder, _packed({**known, **found}.values()))

    def sizes(self) -> Mapping[str, int]:
        """Of the files that we made, in bytes, as we made them."""
        made = ((path, fields.get("size")) for path, fields in self._made.documents().items())
        return {path: size for path, size in made if isinstance(size, int)}

    def identity(self, path: str) -> Identity | None:
        """By what one of our own files is known again; None when there is none to know."""
        made = self._made.find(path)
        if made is None or "sample" not in made:
            return None
        return _IDENTITY.validate_python({name: made[name] for name in ("size", "mtime", "sample")})

    def intend(self, path: str, language: str, identity: Identity) -> Callable[[], None]:
        """We are about to make this file; the answer says that we did not after all."""
        before = self._made.find(path)
        self._made.put(path, {"language": language, **asdict(identity)})
        return lambda: self._made.put(path, before) if before else self.forget([path])

    def renamed(self, intended: str, path: str, language: str, identity: Identity) -> None:
        """What we meant to make landed here."""
        fields: dict[str, JsonValue] = {"language": language, **asdict(identity)}
        if path != intended:
            self.forget([intended])
        if self._made.find(path) != fields:  # it landed elsewhere, or was forgotten meanwhile
            self._made.put(path, fields)
        self._view = None  # its language may be all that is new

    def made(
        self, path: str, intended: str, language: str, identity: Identity, item: ItemKey
    ) -> Found:
        """We made it; `path` is where it landed."""
        self.renamed(intended, path, language, identity)
        folder = home.of_file(path)
        kind = Kind.EPISODE if item.season else Kind.SPECIAL
        found = Found(path, folder, item.season, (item.number,), kind)
        self.include([found])
        return found

    def drop(self, path: str) -> None:
        """We made it, and it is not there any more."""
        self.forget([path])
        folder = home.of_file(path)
        document = self._shelves.find(folder)
        if document is not None:
            files = [file for file in _unpacked(folder, texts(document)) if file.path != path]
            self._put(folder, _packed(files))

    def forget(self, paths: Iterable[str]) -> None:
        """We made these, and they are gone: what has their name, now or one day, is not ours."""
        for path in paths:
            if self._made.find(path) is not None:
                self._made.drop(path)
                self._view = None

    def _put(self, folder: str, fresh: Texts) -> None:
        self._view = None
        self.version += 1
        if fresh:
            self._shelves.put(folder, dict(fresh))
        elif self._shelves.find(folder) is not None:
            self._shelves.drop(folder)


def texts(document: Mapping[str, JsonValue]) -> Texts:
    """What the document of a series folder says."""
    return {below: text for below, text in document.items() if isinstance(text, str)}


def text(documents: Documents, path: str) -> str:
    """The packed files of one folder; "" when nothing is known of them."""
    series = home.of(path)
    document = documents.get(series)
    return texts(document).get(path[len(series) + 1 :], "") if document else ""


def compare(scan: Scan, documents: Documents) -> Difference:
    """What was found against what is known. Pure, and slow for many files: for a thread."""
    changed: dict[str, Texts] = {}
    gone: list[str] = []
    found, seen = 0, set()
    leaves = ((path, leaf.files) for path, leaf in scan.leaves.items() if leaf.files)
    for series, group in groupby(leaves, key=lambda item: home.of(item[0])):
        fresh = {path[len(series) + 1 :]: files for path, files in group}
        seen.add(series)
        found += sum(map(packed.count, fresh.values()))
        before = texts(documents.get(series, {}))
        if fresh != before:
            changed[series] = fresh
            gone += _paths(series, before) - _paths(series, fresh)
    for series in documents.keys() - seen:
        changed[series] = {}
        gone += _paths(series, texts(documents[series]))
    if gone:  # what another series folder has now is there
        found_elsewhere = {path for series, of in changed.items() for path in _paths(series, of)}
        gone = [path for path in gone if path not in found_elsewhere]
    known = sum(
        packed.count(of) for document in documents.values() for of in texts(document).values()
    )
    return Difference(scan, changed, frozenset(gone), known, found, scan.unread)


def replaced(
    scan: Scan, before: Scan, root: int, sizes: Mapping[str, int], moved: Callable[[], None]
) -> frozenset[str]:
    """Which files of ours have another size now; looks only into folders that changed."""
    others = set()
    for path, size in sizes.items():
        moved()
        folder = path.rpartition("/")[0]
        leaf = scan.leaves.get(folder)
        if leaf is None or leaf is before.leaves.get(folder):
            continue
        with suppress(OSError):  # gone, which is told by the look itself
            if os.stat(path, dir_fd=root, follow_symlinks=False).st_size != size:
                others.add(path)
    return frozenset(others)


def by_folder(files: Iterable[Found]) -> dict[str, dict[str, Found]]:
    """By series folder, then path."""
    folders: dict[str, dict[str, Found]] = {}
    for file in files:
        folders.setdefault(file.folder, {})[file.path] = file
    return folders


def shelve(files: Iterable[Found], made: Callable[[str], str | None]) -> Items:
    """The items that a folder's files hold, in the order of their paths.

    `made` gives the language of our own files; others' is what their names say.
    """
    here: dict[Place, Here] = {}
    for file in sorted(files, key=lambda file: file.path):
        season = COUNTED if file.season is None else file.season
        own = made(file.path)
        one = Here(file.path, language.of(file.path) if own is None else own, ours=own is not None)
        for number in dict.fromkeys(file.episodes) if season != NAMED else (len(here),):
            put(here, (season, number), one)
    return here


def _unpacked(series: str, of_series: Texts) -> Iterator[Found]:
    for below, text in of_series.items():
        yield from packed.unpack(text, _joined(series, below))


def _packed(files: Iterable[Found]) -> Texts:
    folders: dict[str, list[Found]] = {}
    for file in files:
        below = file.path.rpartition("/")[0][len(file.folder) + 1 :]
        folders.setdefault(below, []).append(file)
    return {
        below: packed.pack(sorted(found, key=lambda file: file.path))
        for below, found in folders.items()
    }


def _paths(series: str, of_series: Texts) -> set[str]:
    return {
        path
        for below, text in of_series.items()
        for path in packed.paths(text, _joined(series, below))
    }


def _joined(series: str, below: str) -> str:
    return f"{series}/{below}" if below else series
