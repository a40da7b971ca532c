"""How a file name in the library is read; what is unsure is unknown, and never counts as here."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePath

from aniworldd.naming import grammar, safe

_EDGES = " ._-–—"
_SPAN = 100  # episodes in one file at most, when both ends say that they are episodes
_BARE_SPAN = 12  # at most, when the second is a mere number: `S01E01-48` is no half season


class Kind(StrEnum):
    EPISODE = "episode"
    SPECIAL = "special"
    MOVIE = "movie"
    SKIP = "skip"  # no episode, and meant to be none
    UNKNOWN = "unknown"  # perhaps one: listed, and never counted as here


class SkipReason(StrEnum):
    PARTIAL = "partial"
    HIDDEN = "hidden"
    SUBTITLE = "subtitle"
    SAMPLE = "sample"
    EXTRA = "extra"  # bonus material, and whatever lies beside an episode without being a video


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says. `take`: it holds these episodes of this season, beyond doubt."""

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
    series: str
    year: int | None
    title: str  # the known title as `_signs` has it
    tricky: bool  # the title itself looks like the number of an episode
    depth: int
    season: int | None = None  # of the folder the file lies in
    kind: Kind = Kind.EPISODE  # of a number in that folder
    skip: SkipReason | None = None


@dataclass(frozen=True, slots=True)
class _Numbers:
    season: int
    episodes: tuple[int, ...]  # () when the name is too unsure


def read(path: PurePath, title: str | None = None) -> Reading:
    """Read a path below the library root: its first folder is the series, named `title`."""
    *folders, name = path.parts
    return read_name(place(tuple(folders), title), name)


def series(folder: str) -> tuple[str, int | None]:
    """Name and year of a series folder, without the tags of other programs."""
    name = grammar.ID_TAGS.sub("", folder).strip() or folder
    match = grammar.FOLDER_YEAR.match(name)
    return (match[1], int(match[2])) if match else (name, None)


@lru_cache(maxsize=256)  # files come folder by folder
def place(folders: tuple[str, ...], title: str | None = None) -> Place:
    """What these folders, from the series down, say about every file in the last of them."""
    name, year = series(folders[0]) if folders else ("", None)
    known = safe.clean(title or name)  # as files are named after it
    season, kind = _season(folders[-1]) if len(folders) > 1 else (None, Kind.EPISODE)
    return Place(
        folder="".join(f"{folder}/" for folder in folders),
        series=name,
        year=year,
        title=_signs(known),
        tricky=grammar.EXPLICIT.search(known) is not None,
        depth=len(folders),
        season=season,
        kind=kind,
        skip=_skipped_folder(folders),
    )


def read_name(where: Place, name: str) -> Reading:
    stem, _, extension = name.rpartition(".")
    path = where.folder + name
    reason = where.skip or _skipped(name, stem, extension.lower())
    if reason is not None:
        return Reading(path, False, Kind.SKIP, reason, where.series, where.year)
    rest = stem
    if where.tricky or (numbers := _explicit(stem, where.title)) is None:
        rest = _without_title(stem, where.title)
        numbers = _explicit(rest, where.title) or _cross(rest)
    if numbers is None:
        return _read_number(where, path, rest)
    if not numbers.episodes:
        return Reading(path, False, Kind.UNKNOWN, None, where.series, where.year)
    kind = Kind.EPISODE
    if numbers.season == 0:
        kind = Kind.MOVIE if where.kind is Kind.MOVIE else Kind.SPECIAL
    said = where.series or _said(stem)
    return Reading(path, True, kind, None, said, where.year, numbers.season, numbers.episodes)


def is_hidden(folder: str) -> bool:
    """Whether a folder belongs to a program or the system and is never looked into."""
    return folder.startswith(".") or folder.lower() in grammar.HIDDEN_FOLDERS


def _skipped_folder(folders: Sequence[str]) -> SkipReason | None:
    if any(is_hidden(folder) for folder in folders):
        return SkipReason.HIDDEN
    below = {folder.lower() for folder in folders[1:]}
    if below & grammar.SAMPLE_FOLDERS:
        return SkipReason.SAMPLE
    return SkipReason.EXTRA if below & grammar.EXTRA_FOLDERS else None


def _skipped(name: str, stem: str, extension: str) -> SkipReason | None:
    if extension not in grammar.VIDEO:
        return _not_a_video(name, extension)
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


def _season(folder: str) -> tuple[int | None, Kind]:
    match = grammar.SEASON_FOLDER.fullmatch(folder)
    if match is not None:
        season = int(match[1])
        return season, Kind.EPISODE if season else Kind.SPECIAL
    if grammar.SPECIALS_FOLDER.fullmatch(folder):
        return 0, Kind.SPECIAL
    if grammar.MOVIES_FOLDER.fullmatch(folder):
        return 0, Kind.MOVIE
    return None, Kind.EPISODE


def _explicit(text: str, title: str) -> _Numbers | None:
    match = grammar.EXPLICIT.search(text)
    if match is None:
        return None
    numbers = _agreed(text, match, grammar.EXPLICIT, grammar.EXPLICIT_MORE)
    return _Numbers(numbers.season, ()) if _numbered(text[: match.start()], title) else numbers


def _numbered(before: str, title: str) -> bool:
    """Whether a name has a number already, before a code that it then only speaks of."""
    if not grammar.NUMBERED.search(before):
        return False
    return grammar.NUMBERED.search(_without_title(before, title)) is not None


def _cross(text: str) -> _Numbers | None:
    match = grammar.CROSS.search(text)
    return None if match is None else _agreed(text, match, grammar.CROSS, grammar.CROSS_MORE)


def _agreed(
    text: str, match: re.Match[str], form: re.Pattern[str], more: re.Pattern[str]
) -> _Numbers:
    """The numbers of a match; none when they are half ones or another place says otherwise."""
    season, first = int(match[1]), int(match[2])
    episodes = _several(season, first, match[3], more) if match[3] else (first,)
    numbers = _Numbers(season, episodes)
    if grammar.FRACTION.match(text, match.end()):
        return _Numbers(season, ())
    other = form.search(text, match.end())
    if other is not None and (int(other[1]), int(other[2])) != (season, first):
        return _Numbers(season, ())
    return numbers


def _several(season: int, first: int, text: str, more: re.Pattern[str]) -> tuple[int, ...]:
    episodes = [first]
    for join, other, marked, digits in more.findall(text):
        number = int(digits)
        if other and int(other) != season:
            return ()
        if not marked and number - episodes[-1] not in range(1, _BARE_SPAN):
            break  # a size or a year: only the first is sure
        if not _extend(episodes, number, ranged=join in {"-", "~"}):
            return ()
    return tuple(episodes)


def _extend(episodes: list[int], number: int, *, ranged: bool) -> bool:
    if not 0 < number - episodes[-1] < _SPAN:
        return False
    episodes += range(episodes[-1] + 1, number) if ranged else ()
    episodes.append(number)
    return True


def _read_number(where: Place, path: str, rest: str) -> Reading:
    """A name without a code: a date, or a mere number, which only a season's folder places."""
    date = _date(rest)
    episodes = () if date else _bare(where, _bared(rest))
    if not episodes or where.season is None:
        absolute = episodes if where.depth == 1 else ()
        return Reading(
            path, False, Kind.UNKNOWN, None, where.series, where.year, None, (), absolute, date
        )
    return Reading(path, True, where.kind, None, where.series, where.year, where.season, episodes)


def _date(text: str) -> dt.date | None:
    with suppress(ValueError):
        if match := grammar.ISO_DATE.search(text):
            return dt.date(int(match[1]), int(match[3]), int(match[4]))
        if match := grammar.GERMAN_DATE.search(text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
    return None


def _bared(rest: str) -> str:
    """What is left without the brackets around it."""
    if match := grammar.YEAR_BRACKET.match(rest):
        rest = rest[match.end() :]
    return grammar.TRAILING_BRACKETS.sub("", rest).strip(_EDGES)


def _bare(where: Place, text: str) -> tuple[int, ...]:
    if where.kind is Kind.MOVIE and (movie := grammar.MOVIE_MARK.match(text)):
        text = f"#{text[movie.end() :]}"
    match = grammar.NUMBER.fullmatch(text)
    if match is None or not _is_a_number(match, where.season):
        return ()
    rest = match["rest"]
    if match["mark"] == "第":
        if not grammar.COUNTER.match(rest):
            return ()
        rest = rest[1:]
    if not _is_a_name(rest, sure=bool(match["mark"]) or match["first"].startswith("0")):
        return ()
    first, last = int(match["first"]), match["last"]
    if last is None:
        return (first,)
    span = _SPAN if len(match["to"]) > 1 else _BARE_SPAN
    return tuple(range(first, int(last) + 1)) if 0 < int(last) - first < span else ()


def _is_a_number(match: re.Match[str], season: int | None) -> bool:
    """Not a year, and not season and episode in one (`201` in season 2)."""
    digits = match["first"]
    if match["mark"]:
        return True
    if len(digits) == 4 and 1900 <= int(digits) < 2100:
        return False
    return not (season and len(digits) > 2 and int(digits[:-2]) == season)


def _is_a_name(rest: str, *, sure: bool) -> bool:
    """Whether what follows a number leaves it the number of an episode."""
    if grammar.FRACTION.match(rest):
        return False
    match = grammar.AFTER_NUMBER.match(rest)
    if match is None:
        return not rest
    text = rest[match.end() :]
    if not text or grammar.QUALITY.match(text):
        return True
    if grammar.NOT_A_NAME.match(text) or not grammar.FIRST_OF_A_NAME.match(text):
        return False
    return sure or match["strong"] is not None


def _without_title(stem: str, title: str) -> str:
    """What follows the known title, whatever its case, width and punctuation; else all of it."""
    text = unicodedata.normalize("NFC", stem)
    start = match.end() if (match := grammar.LEADING_BRACKETS.match(text)) else 0
    seen = 0
    for index in range(start, len(text)):
        if seen == len(title):
            break
        signs = _signs(text[index])
        if not title.startswith(signs, seen):
            return text[start:]
        seen += len(signs)
    else:
        index = len(text)
    if seen < len(title):
        return text[start:]
    follows = text[index : index + 1]
    joined = follows.isalnum() and title[-1:].isascii() and title != ""
    return text[start:] if joined else text[index:]


def _signs(text: str) -> str:
    """The letters and digits of `text`, without case and width."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    composed = unicodedata.normalize("NFC", text)
    folded = (unicodedata.normalize("NFKC", sign).casefold() for sign in composed)
    return "".join(sign for signs in folded for sign in signs if sign.isalnum())


def _said(stem: str) -> str:
    """The series as a file says that lies in no folder."""
    match = grammar.EXPLICIT.search(stem) or grammar.CROSS.search(stem)
    text = stem[: match.start()] if match else ""
    return re.sub(r"[._]+", " ", grammar.LEADING_BRACKETS.sub("", text)).strip(_EDGES)
