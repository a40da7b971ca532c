"""Which of an item's files are films, and in which of its forms each is best had. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from aniworldd.naming import grammar, parse
from aniworldd.naming.parse import Kind
from aniworldd.providers.archive.answers import File

_TAKEN_AS_THEY_ARE = {"mp4", "m4v", "mkv", "webm"}
_DIGITS = re.compile(r"([0-9]+)")
_LOWEST = ("512kb", "64kb", "256kb")  # formats made for slow lines of long ago


@dataclass(frozen=True, slots=True)
class Film:
    """One film, whatever forms there are of it."""

    name: str  # of the original, even where it is gone
    title: str
    offers: tuple[File, ...]  # the best first
    seconds: float


def films(files: Sequence[File]) -> list[Film]:
    """In the order that a person would sort them in. Samples and trailers beside them are none."""
    by_name = {file.name: file for file in files}
    groups: dict[str, list[File]] = {}
    for file in files:
        if _is_film(file):
            groups.setdefault(_origin(file, by_name), []).append(file)
    found = [_film(name, offers) for name, offers in groups.items()]
    proper = [film for film in found if not _is_extra(film.name)]
    return sorted(proper or found, key=lambda film: _as_people_sort(film.name))


def checksum(file: File) -> str:
    """The strongest that the archive gives."""
    return f"sha1:{file.sha1}" if file.sha1 else f"md5:{file.md5}" if file.md5 else ""


def main(found: Iterable[Film]) -> Film | None:
    """The longest one: of an item that is one episode of a collection."""
    return max(found, key=lambda film: (film.seconds, film.offers[0].size or 0), default=None)


def _is_film(file: File) -> bool:
    return (
        file.source != "metadata"
        and file.private.lower() != "true"
        and file.name.rpartition(".")[2].lower() in grammar.FILM_FILES
    )


def _origin(file: File, by_name: dict[str, File]) -> str:
    """The file that it was made from, in however many steps."""
    name = file.name
    for _ in range(4):
        parent = by_name[name].original if name in by_name else ""
        if not parent or parent == name or by_name.get(name, file).source == "original":
            break
        name = parent
    return name


def _film(name: str, offers: Sequence[File]) -> Film:
    ordered = sorted(offers, key=_rank)
    title = next((file.title for file in ordered if file.title), "")
    return Film(name, title, tuple(ordered), max(map(_seconds, offers)))


def _rank(file: File) -> tuple[int, int, int, str]:
    """An original that every player takes; else what was made of it, the best first; else it."""
    suffix = file.name.rpartition(".")[2].lower()
    if file.source == "original":
        place = 0 if suffix in _TAKEN_AS_THEY_ARE else 3
    else:
        place = 2 if file.format.lower().startswith(_LOWEST) else 1
    return place, -(file.height or 0), -(file.size or 0), file.name


def _seconds(file: File) -> float:
    """Of `1234.5`, `20:34` or `0:20:34`; 0 when it does not say."""
    seconds = 0.0
    try:
        for part in file.length.split(":"):
            seconds = seconds * 60 + float(part)
    except ValueError:
        return 0.0
    return seconds


def _is_extra(name: str) -> bool:
    path = PurePath("Series", *PurePath(name).parts).with_suffix(".mkv")
    return parse.read(path).kind is Kind.SKIP


def _as_people_sort(name: str) -> list[tuple[int, str]]:
    """`9` before `10`."""
    words = _DIGITS.split(name.lower())
    return [(int(word) if word.isdigit() else 0, word) for word in words]
