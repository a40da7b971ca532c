"""Links that lead to a video itself. In the config: `plain: {kind: plain}`.

A link such as `https://files.example/film.mkv` is one title with one item, and a name that holds
`S02E05` says which. A range in brackets is a series: `https://files.example/show-S01E[01-12].mkv`.
"""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel

from aniworldd.errors import TitleNotFound
from aniworldd.model.release import Form, Release
from aniworldd.model.title import Item, ItemKey, ItemKind, Season, Title, TitleKind
from aniworldd.model.watch import Watch
from aniworldd.naming import grammar, parse
from aniworldd.naming.key import key
from aniworldd.net import urls
from aniworldd.providers import Tools, numbering

MOST = 500  # items of a range

_RANGE = re.compile(r"\[([0-9]{1,4})-([0-9]{1,4})\]")
_PLAYLIST = "m3u8"
_SUFFIXES = grammar.FILM_FILES | {_PLAYLIST}
_BLANKS = re.compile(r"[\s._+-]+")
_NO_NAME = re.compile(  # what says nothing of the title
    r"(?:s(?:eason)?[0-9]*)?(?:e|ep|episode|folge|teil|part)?[0-9]*"
    r"|master|index|playlist|video|stream|download",
    re.IGNORECASE,
)
_QUALITY = re.compile(r" +[\[(]?(?:[0-9]{3,4}[pi]|[xh] ?26[45]|hevc|av1)\b.*$", re.IGNORECASE)


class Settings(BaseModel, frozen=True, extra="forbid"):
    """Links whose ending says that they are a video."""

    kind: Literal["plain"]


def build(name: str, settings: Settings, tools: Tools) -> "Plain":
    return Plain(name)


class Plain:
    """Says what a link's own words say, and asks nobody: a dead link shows when it is fetched."""

    def __init__(self, name: str) -> None:
        self.name = name

    def recognises(self, link: str) -> bool:
        return _path(link) is not None

    async def titles(self, watch: Watch) -> Sequence[Title]:
        path = _path(watch.link)
        if path is None:
            raise TitleNotFound(self.name, f"{watch.link} does not end as a video does")
        named, items = _items(path, watch.link)
        name, year = parse.series(named)
        seasons = sorted({season for (season, _), _ in items})
        return [
            Title(
                key=key(name),
                provider=self.name,
                link=watch.link,
                name=name,
                kind=TitleKind.SERIES if any(seasons) else TitleKind.MOVIE,
                year=year,
                seasons=tuple(map(Season, seasons)),
            )
        ]

    async def items(self, title: Title) -> Sequence[Item]:
        path = _path(title.link)
        if path is None:
            raise TitleNotFound(self.name, f"{title.link} does not end as a video does")
        _, items = _items(path, title.link)
        return [
            Item(
                key=ItemKey(title.key, season, number),
                kind=ItemKind.EPISODE if season else ItemKind.MOVIE,
                url=url,
            )
            for (season, number), url in items
        ]

    async def releases(self, item: Item) -> Sequence[Release]:
        suffix = urlsplit(item.url).path.rpartition(".")[2].lower()
        form = Form.HLS if suffix == _PLAYLIST else Form.FILE
        return [Release(item.key, self.name, item.url, form=form)]

    async def close(self) -> None:
        """Nothing is held."""


def _path(link: str) -> PurePosixPath | None:
    """The path of a link to a video, decoded; None when it is none."""
    parts = urls.split(link)
    if parts is None or parts.username or not link.isprintable() or parts.path.endswith("/"):
        return None
    path = PurePosixPath(unquote(parts.path))
    found = _RANGE.findall(parts.path)
    return path if path.suffix[1:].lower() in _SUFFIXES and _is_short(found) else None


def _is_short(ranges: Sequence[tuple[str, str]]) -> bool:
    """Whether there is no range, or one that somebody means."""
    if not ranges:
        return True
    first, last = map(int, ranges[0])
    return len(ranges) == 1 and first <= last < first + MOST


def _items(path: PurePosixPath, link: str) -> tuple[str, list[tuple[numbering.Place, str]]]:
    """The title's name, and each item's place with its address."""
    found = _RANGE.search(str(path))
    if found is not None:
        return _series(path, link, found)
    series = parse.read(_as_video(path.stem)).series
    name = series or _named(path.stem, path) or path.name
    said = numbering.read(str(_as_video(path.stem)), name) if series else None
    return name, [(said or numbering.FILM, link)]


def _series(
    path: PurePosixPath, link: str, found: re.Match[str]
) -> tuple[str, list[tuple[numbering.Place, str]]]:
    """The same for a range."""
    width, first, last = len(found[1]), int(found[1]), int(found[2])
    numbers = [f"{number:0{width}}" for number in range(first, last + 1)]
    files = [_as_video(_RANGE.sub(number, path.stem)) for number in numbers]
    name = parse.read(files[0]).series or _named(_RANGE.sub("", path.stem), path) or path.name
    said = {place for file in files if (place := numbering.read(str(file), name))}
    places = sorted(said) if len(said) == len(numbers) else [(1, int(word)) for word in numbers]
    return name, [
        (place, _RANGE.sub(word, link, count=1))
        for place, word in zip(places, numbers, strict=True)
    ]


def _as_video(stem: str) -> PurePosixPath:
    """The name of a file in a library, whatever the link's file is."""
    return PurePosixPath(f"{stem}.mkv")


def _named(stem: str, path: PurePosixPath) -> str:
    """What a file's name calls the title; where that is no name, the folder's."""
    words = _QUALITY.sub("", _BLANKS.sub(" ", stem).strip())
    if _NO_NAME.fullmatch(words):
        words = _BLANKS.sub(" ", path.parent.name).strip()
    return words.strip()
