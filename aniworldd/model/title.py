"""What exists: titles, their seasons, and the items one downloads."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_CODE = re.compile(r"s?([0-9]{1,4})[ex-]([0-9]{1,5})", re.IGNORECASE)
_WORDS = re.compile(r"season ?([0-9]{1,4}),? ?episode ?([0-9]{1,5})", re.IGNORECASE)


class TitleKind(StrEnum):
    SERIES = "series"
    MOVIE = "movie"


class ItemKind(StrEnum):
    EPISODE = "episode"
    SPECIAL = "special"
    MOVIE = "movie"


@dataclass(frozen=True, slots=True, order=True)
class ItemKey:
    """Which item: a title's key and a position. Season 0 holds films and specials."""

    title: str
    season: int
    number: int

    @property
    def code(self) -> str:
        """The position as people write it: `S01E02`."""
        return f"S{self.season:02}E{self.number:02}"

    def __str__(self) -> str:
        return f"{self.title} {self.code}"


def read_code(text: str) -> tuple[int, int] | None:
    """Season and number of `S01E02`, `1x02`, `1-2`, `Season 1 Episode 2`; None: of none of them."""
    match = _CODE.fullmatch(text.strip()) or _WORDS.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class Season:
    number: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """Anything with a folder and items."""

    key: str  # [A-Za-z0-9._-]{1,100}, only ever looked up
    provider: str  # the name in config, not the kind
    link: str
    name: str
    kind: TitleKind = TitleKind.SERIES
    alternatives: tuple[str, ...] = ()
    year: int | None = None
    plot: str = ""
    cover: str = ""
    imdb: str = ""  # numbers at other places, as far as the provider says them
    tmdb: str = ""
    tvdb: str = ""
    genres: tuple[str, ...] = ()
    seasons: tuple[Season, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """The smallest thing one downloads."""

    key: ItemKey
    name: str = ""
    original_name: str = ""
    kind: ItemKind = ItemKind.EPISODE
    url: str = ""
    languages: tuple[str, ...] = ()  # labels such as `German Dub`; () = the provider does not say
    hosters: tuple[str, ...] = ()
    released_at: datetime | None = None  # None: listed, therefore released
    id: str = ""  # the provider's own, where a place in a list is not enough to know it again
