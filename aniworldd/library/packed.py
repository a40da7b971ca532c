"""The files of one folder as one string: tens of thousands of folders stay in memory and state.

What their names have in common, then `1.5/rest of the name` for each that holds season 1,
episode 5, between NUL signs, which no name can have.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aniworldd.naming import home
from aniworldd.naming.parse import Kind

_END = "\0"
_MARKS = {Kind.EPISODE: "", Kind.SPECIAL: "s", Kind.MOVIE: "m"}
_KINDS = {"s": Kind.SPECIAL, "m": Kind.MOVIE}


class Found(NamedTuple):  # there are very many, for a moment
    """A video file that holds these episodes."""

    path: str  # below the root
    folder: str  # the series folder
    season: int | None  # None: they are counted through all seasons; below 0: see `shelf`
    episodes: tuple[int, ...]
    kind: Kind


def pack(files: Iterable[Found]) -> str:
    """Files that all lie in one folder."""
    entries = [(file.path.rpartition("/")[2], file) for file in files]
    if not entries:
        return ""
    names = [name for name, _ in entries]
    common = _common(min(names), max(names))
    start = len(common)
    return _END.join([common, *[f"{_code(file)}/{name[start:]}" for name, file in entries]])


def unpack(text: str, folder: str) -> Iterator[Found]:
    """The files that `pack` got, in `folder` below the root."""
    if not text:
        return
    series = home.of(folder)
    common, *entries = text.split(_END)
    for entry in entries:
        code, _, rest = entry.partition("/")
        season, _, numbers = code.rstrip("sm").partition(".")
        yield Found(
            f"{folder}/{common}{rest}",
            series,
            int(season) if season else None,
            tuple(map(int, numbers.split(","))),
            _KINDS.get(code[-1], Kind.EPISODE),
        )


def paths(text: str, folder: str) -> Iterator[str]:
    """Only where they lie."""
    common, *entries = text.split(_END)
    return (f"{folder}/{common}{entry.partition('/')[2]}" for entry in entries)


def count(text: str) -> int:
    return text.count(_END)


def _common(first: str, last: str) -> str:
    """How two names begin, and so all that are sorted between them."""
    for index, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:index]
    return first[: len(last)]


def counts(text: str) -> bool:
    """Whether there are files that only a catalogue can place."""
    return f"{_END}." in text or f"{_END}-" in text


def _code(file: Found) -> str:
    season = "" if file.season is None else file.season
    numbers = file.episodes
    said = numbers[0] if len(numbers) == 1 else ",".join(map(str, numbers))
    return f"{season}.{said}{_MARKS[file.kind]}"
