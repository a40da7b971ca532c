"""How a file name in the library is read; what is unsure is unknown, and never counts as here."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

from aniworldd.naming import grammar, home, numbers, safe, title
from aniworldd.naming.numbers import Numbers


class Kind(StrEnum):
    EPISODE = "episode"
    SPECIAL = "special"
    MOVIE = "movie"
    SKIP = "skip"  # no episode, and meant to be none


class SkipReason(StrEnum):
    PARTIAL = "partial"
    HIDDEN = "hidden"
    SUBTITLE = "subtitle"
    SAMPLE = "sample"
    EXTRA = "extra"  # bonus material, and whatever lies beside an episode without being a video


class Reading(NamedTuple):  # a third of what a frozen dataclass costs, 200,000 times a look
    """What a name says.

    `take`: its numbers are sure; it counts as here when they are of a season, and else waits for
    the catalogue. A video that is not taken is unknown: its kind is a guess, and it never counts.
    """

    path: str  # below the library root
    take: bool
    kind: Kind
    skip_reason: SkipReason | None = None
    series: str = ""
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()  # counted through all seasons; only the catalogue can map it
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What the folders of a file say about it."""

    folder: str  # below the library root, with a slash at the end; "" for the root itself
    home: str  # the series folder below the root; "" for what lies in none
    series: str
    year: int | None
    title: str  # the known title as `title.signs` has it
    tricky: bool  # the title itself looks like the number of an episode
    depth: int
    season: int | None = None  # of the folder the file lies in
    kind: Kind = Kind.EPISODE  # of a number in that folder
    numbered: bool = True  # whether its numbers are those of a catalogue
    skip: SkipReason | None = None


def read(path: PurePath, known: str | None = None) -> Reading:
    """Read a path below the library root; `known` is the name of the series that it lies in."""
    *folders, name = path.parts
    return read_name(place(tuple(folders), known), name)


def series(folder: str) -> tuple[str, int | None]:
    """Name and year of a series folder, without the tags of other programs."""
    name = grammar.ID_TAGS.sub("", folder).strip() or folder
    match = grammar.FOLDER_YEAR.match(name)
    return (match[1], int(match[2])) if match else (name, None)


@lru_cache(maxsize=256)  # files come folder by folder
def place(folders: tuple[str, ...], known: str | None = None) -> Place:
    """What these folders, from the first down, say about every file in the last of them."""
    above, path = folders, "/".join(folders)
    if folders and home.is_root(folders[0]):
        folders = folders[1:]
    name, year, signs, tricky = _known(folders[0] if folders else "", known)
    season, kind, numbered = None, Kind.EPISODE, True
    if len(folders) > 1:
        season, kind, numbered = _season(folders[-1], signs)
    if len(folders) > 2 and kind is Kind.SPECIAL and not grammar.DIGIT.search(folders[-1]):
        season, numbered = None, False  # the specials of a season are not those of the series
    return Place(
        folder="".join(f"{folder}/" for folder in above),
        home=home.of(path),
        series=name,
        year=year,
        title=signs,
        tricky=tricky,
        depth=len(folders),
        season=season,
        kind=kind,
        numbered=numbered,
        skip=_skipped_folder(folders),
    )


@lru_cache(maxsize=16)  # its folders come one after the other
def _known(folder: str, known: str | None) -> tuple[str, int | None, str, bool]:
    """Of a series folder: name, year, the title's signs, and whether they look like a number."""
    name, year = series(folder) if folder else ("", None)
    named = safe.clean(known or name)  # as files are named after it
    return name, year, title.signs(named), grammar.EXPLICIT.search(named) is not None


def read_name(where: Place, name: str) -> Reading:
    """Read the name of a file in a folder."""
    stem, _, extension = name.rpartition(".")
    path = where.folder + name
    reason = where.skip or _skipped(name, stem, extension.lower())
    if reason is not None:
        return Reading(path, False, Kind.SKIP, reason, where.series, where.year)
    found = None if where.tricky else numbers.explicit(stem, where.title)
    if found is None:
        return _read_on(where, path, stem)
    return _placed(where, path, stem, found)


def _read_on(where: Place, path: str, stem: str) -> Reading:
    """A name without a code before its title is taken away."""
    rest, titled = title.without(stem, where.title)
    found = (
        (numbers.explicit(rest, where.title) if where.tricky else None)
        or numbers.cross(rest)
        or numbers.seasoned(rest, where.season, titled=titled)
    )
    if found is not None:
        return _placed(where, path, stem, found)
    return _read_number(where, path, rest, numbers.boxed(stem, rest, where.title, titled=titled))


def _placed(where: Place, path: str, stem: str, found: Numbers) -> Reading:
    """Season and number are said."""
    kind = Kind.EPISODE
    if found.season == 0:
        kind = Kind.MOVIE if where.kind is Kind.MOVIE else Kind.SPECIAL
    if not found.episodes:
        return Reading(path, False, kind, None, where.series, where.year)
    said = where.series or _said(stem)
    return Reading(path, True, kind, None, said, where.year, found.season, found.episodes)


def _read_number(where: Place, path: str, rest: str, box: str) -> Reading:
    """A date, or a mere number, which only a season's folder or the catalogue can place."""
    if days := numbers.dates(rest):
        day = next(iter(days)) if len(days) == 1 else None
        return Reading(path, day is not None, where.kind, None, where.series, where.year, date=day)
    text = box or numbers.bared(rest)
    kind, season, text = _marked(where, text)
    if not where.numbered or grammar.UNNUMBERED.search(rest):
        return Reading(path, False, Kind.SPECIAL, None, where.series, where.year)
    if numbers.of_another_season(rest, season):
        return Reading(path, False, kind, None, where.series, where.year)
    dashed = bool(box) or rest.lstrip(" _.")[:1] in {"-", "–", "—"}
    episodes = numbers.bare(text, season, parts=where.kind is Kind.EPISODE, dashed=dashed)
    if episodes and season is not None:
        return Reading(path, True, kind, None, where.series, where.year, season, episodes)
    counted = where.depth == 1 and 0 not in episodes and not grammar.SEQUEL.match(rest)
    absolute = episodes if counted else ()
    return Reading(path, bool(absolute), kind, None, where.series, where.year, absolute=absolute)


def _marked(where: Place, text: str) -> tuple[Kind, int | None, str]:
    """Kind and season of a number, and the text from it on: `Film01`, `SP1`, or as the folder."""
    for mark, kind in ((grammar.MOVIE_MARK, Kind.MOVIE), (grammar.SPECIAL_MARK, Kind.SPECIAL)):
        if not (match := mark.match(text)):
            continue
        fits = where.depth == 1 or where.season == 0
        if where.kind is Kind.MOVIE:
            kind = Kind.MOVIE
        return kind, 0 if fits else None, f"#{text[match.end() :]}"
    return where.kind, where.season, text


def is_hidden(folder: str) -> bool:
    """Whether a folder belongs to a program or the system and is never looked into."""
    return folder.startswith(".") or folder.lower() in grammar.HIDDEN_FOLDERS


def _skipped_folder(folders: Sequence[str]) -> SkipReason | None:
    if any(is_hidden(folder) for folder in folders):
        return SkipReason.HIDDEN
    if any(folder.lower().startswith(grammar.UNPACKED) for folder in folders[1:]):
        return SkipReason.PARTIAL
    below = {folder.lower() for folder in folders[1:]}
    if below & grammar.SAMPLE_FOLDERS:
        return SkipReason.SAMPLE
    return SkipReason.EXTRA if below & grammar.EXTRA_FOLDERS else None


def _skipped(name: str, stem: str, extension: str) -> SkipReason | None:
    if extension not in grammar.VIDEO:
        return _not_a_video(name, extension)
    if name[0] == "_" and name.lower().startswith(grammar.UNPACKED):
        return SkipReason.PARTIAL
    if name.startswith("."):
        return SkipReason.PARTIAL if name.startswith(".temp_") else SkipReason.HIDDEN
    if (ending := grammar.ENDING.search(stem[-grammar.TAIL :])) is not None:
        return SkipReason(str(ending.lastgroup))
    if grammar.SAMPLE.match(stem):
        return SkipReason.SAMPLE
    return SkipReason.EXTRA if "NC" in stem.upper() and grammar.CREDITLESS.search(stem) else None


def _not_a_video(name: str, extension: str) -> SkipReason:
    if name.startswith(".temp_") or extension in grammar.PARTIAL or ".part-" in name:
        return SkipReason.PARTIAL
    if name.startswith("."):
        return SkipReason.HIDDEN
    return SkipReason.SUBTITLE if extension in grammar.SUBTITLE else SkipReason.EXTRA


def _season(folder: str, known: str) -> tuple[int | None, Kind, bool]:
    """Season and kind of what lies in a folder, and whether it is numbered as a catalogue does."""
    match = grammar.SEASON_FOLDER.fullmatch(folder)
    if match is None:
        rest, titled = title.without(folder, known)
        match = grammar.SEASON_IN_FOLDER.match(rest) if titled else None
    if match is not None:
        season = int(match[match.lastindex or 1])
        return season, Kind.EPISODE if season else Kind.SPECIAL, True
    if grammar.SPECIALS_FOLDER.fullmatch(folder):
        return 0, Kind.SPECIAL, True
    if grammar.MOVIES_FOLDER.fullmatch(folder):
        return 0, Kind.MOVIE, True
    if grammar.UNNUMBERED_FOLDER.fullmatch(folder):
        return None, Kind.SPECIAL, False
    return None, Kind.EPISODE, True


def _said(stem: str) -> str:
    """The series as a file says that lies in no folder."""
    match = grammar.EXPLICIT.search(stem) or grammar.CROSS.search(stem)
    text = stem[: match.start()] if match else ""
    return re.sub(r"[._]+", " ", grammar.LEADING_BRACKETS.sub("", text)).strip(" ._-–—")
