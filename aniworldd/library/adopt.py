"""Which folder that is there may be a title's, and why. Pure.

The order is the one in which people trust: the wish's own word, a number in the folder's name, a
number in its tvshow.nfo, name and year, another name of the title.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from aniworldd.errors import Conflict
from aniworldd.model.title import Title
from aniworldd.naming import home, ids, language, parse, safe
from aniworldd.naming.ids import Id

Ids = Mapping[str, frozenset[Id]]  # what the tvshow.nfo of a folder says, by folder


class Trust(IntEnum):
    """What a choice rests on; the smallest counts most."""

    WISH = 0
    TAG = 1
    NFO = 2
    NAME_AND_YEAR = 3
    NAME = 4
    OTHER_NAME = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A folder that is there, and why it is a title's."""

    folder: str
    trust: Trust
    why: str


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    year: int | None
    ids: frozenset[Id]


class Folders:
    """What lies in a library, by all that a title may be known by."""

    def __init__(self, existing: Collection[str], nfo: Ids) -> None:
        self._named: dict[str, list[_Folder]] = {}
        self._tagged: dict[Id, list[str]] = {}
        self._described: dict[Id, list[str]] = {}
        self._spelt: dict[str, list[str]] = {}
        for path in sorted(existing):
            name = home.name(path)
            series, year = parse.series(name)
            tags, described = ids.in_name(name), nfo.get(path, frozenset())
            folder = _Folder(path, year, tags or described)
            for folded in {safe.fold(name), safe.fold(series)}:
                self._named.setdefault(folded, []).append(folder)
            self._spelt.setdefault(safe.fold(name), []).append(path)
            for id in tags:
                self._tagged.setdefault(id, []).append(path)
            for id in described:
                self._described.setdefault(id, []).append(path)

    def spelt(self, name: str) -> list[str]:
        """Folders of exactly this name, or else of one that differs in case or normal form."""
        found = self._spelt.get(safe.fold(name), [])
        return [path for path in found if home.name(path) == name] or found

    def claim(
        self, title: Title, given: str | None, name: str | None, languages: Sequence[str]
    ) -> Claim | None:
        """The folder that a title has there; None when there is none.

        `given` and `name` are the wish's. Raises `Conflict` when several could be meant: that is
        asked, never guessed.
        """
        if given is not None:
            found = self.spelt(safe.component(given))
            return _one(found, title, languages, Trust.WISH, "its wish says so")
        shown, known = name or title.name, ids.of_title(title)
        for trust, lookup, where in (
            (Trust.TAG, self._tagged, "its name"),
            (Trust.NFO, self._described, "its tvshow.nfo"),
        ):
            for id in sorted(known):
                why = f"{where} says {id[0]} {id[1]}"
                if claim := _one(lookup.get(id, ()), title, languages, trust, why):
                    return claim
        named = self._of_name(shown, title.year, known)
        same_year = title.year is not None and all(one.year == title.year for one in named)
        trust = Trust.NAME_AND_YEAR if same_year else Trust.NAME
        why = "it has its name and year" if same_year else "it has its name"
        paths = [one.path for one in named]
        return _one(paths, title, languages, trust, why) or self._by_another(
            title, known, languages
        )

    def _by_another(
        self, title: Title, known: frozenset[Id], languages: Sequence[str]
    ) -> Claim | None:
        found: dict[str, str] = {}
        for other in title.alternatives:
            if safe.clean(other):
                for one in self._of_name(other, title.year, known):
                    found.setdefault(one.path, other)
        why = next((f"it has another name of it, {name!r}" for name in found.values()), "")
        return _one(found, title, languages, Trust.OTHER_NAME, why)

    def _of_name(self, name: str, year: int | None, known: frozenset[Id]) -> list[_Folder]:
        """Of that name, with this year or none; any year will do while it is not known."""
        return [
            one
            for one in self._named.get(safe.fold(safe.component(name)), ())
            if (None in (year, one.year) or year == one.year) and not ids.contradict(known, one.ids)
        ]


def _one(
    found: Iterable[str], title: Title, languages: Sequence[str], trust: Trust, why: str
) -> Claim | None:
    """The one that is there; of one series in the folders of several languages the best."""
    paths = sorted(set(found))
    in_languages = {safe.fold(home.name(path)) for path in paths if "/" in path}
    series = {
        name if (name := safe.fold(home.name(path))) in in_languages else path for path in paths
    }
    if len(series) > 1:
        listed = ", ".join(map(repr, paths))
        raise Conflict(
            f"the folder of {title.name!r} is unclear: there are {listed}; say which with `folder:`"
        )
    best = min(paths, key=lambda path: _rank(path, languages), default=None)
    return None if best is None else Claim(best, trust, why)


def _rank(path: str, languages: Sequence[str]) -> int:
    """A folder of no language comes first, then the languages as they are wanted."""
    root, below, _ = path.partition("/")
    if not below:
        return -1
    said = language.root(root)
    return next(
        (at for at, one in enumerate(languages) if language.fits(one, said)), len(languages)
    )
