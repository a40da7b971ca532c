"""Which fields and placeholders each page knows, and what a field is whatever its filters say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aniworldd.providers.site import filters
from aniworldd.providers.site.filters import Filter
from aniworldd.providers.site.patterns import Pattern, found
from aniworldd.providers.site.values import Context

_KEY = re.compile(r"(?=[^/]*[A-Za-z0-9])[A-Za-z0-9._-]{1,100}")
_GROUP = re.compile(r"\((?!\?)[^()]*\)")
_WORD = re.compile(r"[A-Za-z0-9_%]")
_MOST_NUMBER = 99_999
_MOST_SEASON = 9_999
_YEARS = range(1850, 2200)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a page may say. Names that end in [] are lists."""

    fields: tuple[str, ...]
    required: tuple[str, ...]  # without them a row means nothing
    placeholders: tuple[str, ...] = ()  # of its address


_DESCRIPTION = (
    *("key", "title", "url", "year", "plot", "cover", "imdb", "tmdb", "tvdb"),
    *("alternative[]", "genres[]"),
)

KINDS: Mapping[str, Kind] = {
    "search": Kind(_DESCRIPTION, ("key", "title"), ("query",)),
    "series": Kind(_DESCRIPTION[1:], ("title",), ("key",)),
    "seasons": Kind(("number", "url"), ("number",)),
    "season": Kind(
        ("number", "title", "original_title", "url", "date", "languages[]", "hosters[]"),
        ("number",),
        ("key", "season.number", "season.url"),
    ),
    "links": Kind(
        ("url", "language", "hoster"),
        ("url",),
        ("key", "season.number", "episode.number", "episode.url"),
    ),
    "latest": Kind(("key", "season", "episode", "date", "languages[]"), ("key",)),
    "catalogue": Kind(_DESCRIPTION, ("key", "title")),
}


def implied(field: str, key: Pattern) -> Sequence[Filter]:
    """What always follows the filters of a field; `key` is the definition's."""
    match field:
        case "key":
            return (_keys(key),)
        case "number" | "episode":
            return (filters.whole_number, _between(0, _MOST_NUMBER))
        case "season":
            return (filters.whole_number, _between(0, _MOST_SEASON))
        case "year":
            return (filters.whole_number, _between(_YEARS.start, _YEARS.stop - 1))
        case "url" | "cover":
            return (filters.absolute,)
        case "language" | "languages[]":
            return (filters.label,)
        case "date":
            return (filters.iso_date,)
        case _:
            return ()


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def key_in(url: str, pattern: Pattern) -> str | None:
    """The key that an address holds; None when the pattern does not fit or stops inside a word."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    match = pattern.search(path)
    if match is None:
        return None
    ends_with_key = match.end() == match.end(1 if match.re.groups else 0)
    if ends_with_key and _WORD.match(path, match.end()):
        return None
    key = found(match)
    return key if is_key(key) else None


def _keys(pattern: Pattern) -> Filter:
    def keys(texts: Sequence[str], _: Context) -> Iterable[str]:
        """Keys, also those that are still inside an address."""
        for text in texts:
            if key := text if is_key(text) else key_in(text, pattern):
                yield key

    return keys


def _between(least: int, most: int) -> Filter:
    return lambda texts, _: (text for text in texts if least <= int(text) <= most)


def link_path(pattern: Pattern, key: str) -> str:
    """The path that a plain pattern stands for, with `key` as its group; "" for other patterns."""
    path, groups = _GROUP.subn(lambda _: key, pattern.regex.pattern.strip("^$"), count=1)
    path = re.sub(r"\\([^A-Za-z0-9])", r"\1", path)
    return path if groups and path.startswith("/") and key_in(path, pattern) == key else ""
