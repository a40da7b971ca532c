"""Whether a file is called as a film is: others number films and specials as they like. Pure."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from aniworldd.naming import grammar, title

_SHORTEST = 3  # signs of a name that says something
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_FILM = re.compile(
    r"^[ ._-]*(?:film|movie|teil|part)?[ ._-]*[0-9]{1,3}[ ._]*[-–—][ ._]*", re.IGNORECASE
)


def is_called(path: str, series: str, names: Iterable[str]) -> bool:
    """Whether the file's name holds one of a film's names, and no other."""
    wanted = {signs for name in names for signs in _signs(name, series)}
    stem = PurePath(path).name.rpartition(".")[0]
    return bool(wanted) and any(signs in wanted for signs in _readings(stem, series))


def _readings(stem: str, series: str) -> Iterator[str]:
    """What the film could be called by this name."""
    code = grammar.EXPLICIT.search(stem)
    if code:
        stem = stem[code.end() :]
    for text in (stem, _FILM.sub("", stem)):
        text = grammar.TRAILING_BRACKETS.sub("", text)
        if " " not in text:
            text = _without_quality(text)
        yield from _signs(text, series)


def _without_quality(text: str) -> str:
    """`The.Film.2012.German.1080p` is called `The.Film`."""
    words = re.split(r"[._]", text)
    for index, word in enumerate(words[1:], 1):
        if _YEAR.fullmatch(word) or grammar.QUALITY.fullmatch(word):
            return ".".join(words[:index])
    return text


def _signs(name: str, series: str) -> Iterator[str]:
    """With and without the name of the series in front."""
    known = title.signs(series)
    rest, titled = title.without(name, known)
    for text in (name, rest) if titled else (name,):
        signs = title.signs(text)
        if len(signs) >= _SHORTEST and signs != known:
            yield signs
