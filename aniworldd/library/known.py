"""What the library was last believed to hold, and the language of our own files; kept in state."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from pydantic import TypeAdapter

from aniworldd.library.scan import Found
from aniworldd.library.shelf import Here
from aniworldd.model.title import ItemKey
from aniworldd.naming.parse import Kind
from aniworldd.store import Store

_FILES = TypeAdapter(tuple[Found, ...])

Items = Mapping[tuple[int, int], Here]  # by season and number
Files = Mapping[str, Items]  # by series folder


class Known:
    """A document per series folder, so that a new file costs the bytes of its folder only."""

    def __init__(self, store: Store) -> None:
        self._shelves = store.table("shelves")
        self._made = store.table("made")
        self._folders: dict[str, dict[str, Found]] = {
            folder: {file.path: file for file in _FILES.validate_python(document["files"])}
            for folder, document in self._shelves.documents().items()
        }
        self._view = {
            folder: shelve(found.values(), self.language) for folder, found in self._folders.items()
        }

    @property
    def found(self) -> Mapping[str, Found]:
        """Every file by its path."""
        return {path: file for files in self._folders.values() for path, file in files.items()}

    @property
    def files(self) -> Files:
        """Replaced when something changes, never changed in place."""
        return MappingProxyType(dict(self._view))

    def language(self, path: str) -> str:
        """Of one of our own files; "" when it is not one, or has none."""
        made = self._made.find(path)
        return str(made["language"]) if made else ""

    def become(self, files: Iterable[Found]) -> None:
        """From now on exactly these."""
        fresh = by_folder(files)
        for folder in self._folders.keys() - fresh.keys():
            del self._folders[folder], self._view[folder]
            self._shelves.drop(folder)
        for folder, found in fresh.items():
            self._put(folder, found)

    def add(self, files: Iterable[Found]) -> None:
        """These too; what is missing stays known."""
        for folder, found in by_folder(files).items():
            self._put(folder, {**self._folders.get(folder, {}), **found})

    def intend(self, path: str, language: str) -> Callable[[], None]:
        """We are about to make this file; the answer says that we did not after all."""
        before = self._made.find(path)
        self._made.put(path, {"language": language})
        return lambda: self._made.put(path, before) if before else self._made.drop(path)

    def made(self, path: str, intended: str, language: str, item: ItemKey) -> Found:
        """We made it; `path` is where it landed."""
        if path != intended:
            self._made.drop(intended)
            self._made.put(path, {"language": language})
        folder = path.partition("/")[0]
        kind = Kind.EPISODE if item.season else Kind.SPECIAL
        found = Found(path, folder, item.season, (item.number,), kind)
        self.add([found])
        return found

    def _put(self, folder: str, files: dict[str, Found]) -> None:
        if self._folders.get(folder) == files:
            return
        self._folders[folder] = files
        self._view[folder] = shelve(files.values(), self.language)
        self._shelves.put(folder, {"files": _FILES.dump_python((*files.values(),), mode="json")})


def by_folder(files: Iterable[Found]) -> dict[str, dict[str, Found]]:
    """By series folder, then path."""
    folders: dict[str, dict[str, Found]] = {}
    for file in files:
        folders.setdefault(file.folder, {})[file.path] = file
    return folders


def shelve(files: Iterable[Found], language: Callable[[str], str]) -> Items:
    """The items that a folder's files hold; the first path counts when several hold one."""
    here: dict[tuple[int, int], Here] = {}
    for file in sorted(files, key=lambda file: file.path):
        for number in file.episodes:
            here.setdefault((file.season, number), Here(file.path, language(file.path)))
    return here
