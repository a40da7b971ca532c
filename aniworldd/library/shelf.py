"""What a library was last seen to hold: plain records."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

COUNTED = -1  # the season of numbers that are counted through all seasons
DATED = -2  # of days on which something was shown, as numbers: 20240501
NAMED = -3  # of films that only have a name, numbered by nobody's rule


def day_number(day: date) -> int:
    """`2024-05-01` as 20240501."""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class Here:
    """A file that holds an item."""

    path: str  # below the library root
    language: str = ""  # "" = unknown, fits every wish
    ours: bool = False  # whether we made it, and it is as we made it for all we know
    others: tuple["Here", ...] = ()  # more files that hold the same

    def along(self, other: "Here") -> "Here":
        """This file, and the other one with all that it stands for, hold the same."""
        more = (*self.others, replace(other, others=()), *other.others)
        return replace(self, others=tuple(dict.fromkeys(more)))


Place = tuple[int, int]  # season and number


def put(found: dict[Place, Here], place: Place, here: Here) -> None:
    """`here` holds that, too; what is there already comes first."""
    first = found.get(place)
    found[place] = here if first is None else first.along(here)


def settled(
    here: Mapping[Place, Here],
    season: int,
    places: Callable[[Collection[int]], Mapping[int, Place]],
) -> Mapping[Place, Here]:
    """What is here, with the files of that season where `places` says they belong."""
    waiting = {number: file for (one, number), file in here.items() if one == season}
    if not waiting:
        return here
    found = dict(here)
    for number, place in places(waiting).items():
        put(found, place, waiting[number])
    return found


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is here, and whether that can be trusted now."""

    folders: frozenset[str] = frozenset()  # series folders that exist
    files: Mapping[str, Mapping[tuple[int, int], Here]] = field(default_factory=dict)
    total: int = 0  # files that hold items
    unread: tuple[str, ...] = ()  # videos that count as nothing, unless a catalogue places them
    away: str = ""  # why the root cannot be trusted; "" = it is there
    away_since: datetime | None = None
    strange: bool = False  # away, because it is not the one we know: a person may accept it
    gone: frozenset[str] = frozenset()  # paths missing since a shrink that nobody has answered
    shrunk_since: datetime | None = None
    moved_from: str = ""  # the folder where they lay, when the shrink came with another one
    recycled: Mapping[str, str] = field(default_factory=dict)  # as `swaps.recycled` gives it
    low: str = ""  # why the disk is below the floor; "" = it is not
