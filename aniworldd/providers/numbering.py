"""Which season and number each entry of a list has: as it says, as it had, or as it comes. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from aniworldd.model.title import Item
from aniworldd.naming import parse, safe

Place = tuple[int, int]  # season and number

_DASHES = " :|–—-"
_CODE = re.compile(
    r"^[ :|–—-]*(?:S[0-9]{1,4}[ ._]?E|[0-9]{1,2}x)[0-9]{1,5}[ :|–—.-]+", re.IGNORECASE
)

FIRST = 1  # the season of entries that only have an order
EXTRAS = 0  # that of entries without a number among many that have one
FILM: Place = (0, 1)  # of a film alone: season 0 holds films


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a list, oldest first."""

    id: str  # what tells it from the others, and stays
    said: Place | None = None  # by its own fields or its name
    url: str = ""  # stands in for an id that changed


def read(name: str, title: str) -> Place | None:
    """Season and number that a name says, such as `Show - S02E05 - Name`; None when it is unsure.

    A mere number is counted in the first season. A file's name comes with its extension, and may
    have folders before it.
    """
    folders = [safe.component(part) for part in name.split("/")]
    reading = parse.read(PurePath(safe.component(title), *folders), title)
    if not reading.take:
        return None
    if reading.season is not None and len(reading.episodes) == 1:
        return reading.season, reading.episodes[0]
    return (FIRST, reading.absolute[0]) if len(reading.absolute) == 1 else None


def read_title(text: str, title: str) -> Place | None:
    """The same for the name of an episode, which is no file's; never by a mere number.

    `10 Things About Trains` is no tenth episode.
    """
    name = f"{text.replace('/', ' ')}.mkv"
    folder = PurePath(safe.component(title))
    reading = parse.read(folder / safe.clean(name), title)
    if reading.take and reading.season is not None and len(reading.episodes) == 1:
        return reading.season, reading.episodes[0]
    return None


def series_of(text: str) -> str:
    """What an episode's name says before its number; "" when it says no number."""
    name = safe.clean(f"{text.replace('/', ' ')}.mkv")
    return parse.read(PurePath(name)).series if read_title(text, "") is not None else ""


def place(entries: Sequence[Entry], known: Sequence[Item] = ()) -> Mapping[str, Place]:
    """Where each entry is, by its id; `known` items keep their places, whatever comes or goes.

    Two entries never share a place: who was there first has it, then who says it first. Entries
    that say nothing are counted on from the highest number in the order given, that of an item
    which is gone included; where most others have numbers of their own, they are extras.
    """
    places = _kept(entries, known)
    taken = set(places.values())
    rest: list[Entry] = []
    for entry in entries:
        if entry.id in places:
            continue
        if entry.said is None or entry.said in taken:
            rest.append(entry)
            continue
        places[entry.id] = entry.said
        taken.add(entry.said)
    numbered = sum(entry.said is not None for entry in entries)
    season = EXTRAS if 2 * numbered > len(entries) else FIRST
    taken |= {(item.key.season, item.key.number) for item in known}
    last = max((number for at, number in taken if at == season), default=0)
    for number, entry in enumerate(rest, last + 1):
        places[entry.id] = season, number
    return places


def with_gone(items: Sequence[Item], known: Iterable[Item]) -> list[Item]:
    """These, and those that were known and are not among them, in order.

    What an item says now counts: one that is gone gives way to it.
    """
    taken = {item.key for item in items}
    return sorted(
        [*items, *(item for item in known if item.key not in taken)], key=lambda item: item.key
    )


def own_name(text: str, title: str) -> str:
    """An episode's name without the series' in front of it, and without its number."""
    return _CODE.sub("", _without(text, title)) or text


def kept_tail(known: Iterable[Item], here: Collection[str]) -> list[Item]:
    """The last item of each season, where it is gone: else its number would be given to another.

    A number that is given again hides the new one behind the old one's file.
    """
    last: dict[int, Item] = {}
    for item in known:
        other = last.get(item.key.season)
        if other is None or other.key.number < item.key.number:
            last[item.key.season] = item
    return [item for item in last.values() if item.id not in here]


def _kept(entries: Sequence[Entry], known: Sequence[Item]) -> dict[str, Place]:
    """The places of entries that were listed before, found by their id, else by their address."""
    by_id = {item.id: item.key for item in known if item.id}
    by_url = {item.url: item.key for item in known if item.url}
    found = {entry.id: by_id[entry.id] for entry in entries if entry.id in by_id}
    taken = set(found.values())
    for entry in entries:
        other = by_url.get(entry.url)
        if entry.id not in found and other is not None and other not in taken:
            found[entry.id] = other
            taken.add(other)
    return {id: (key.season, key.number) for id, key in found.items()}


def _without(text: str, title: str) -> str:
    begins = bool(title) and text.lower().startswith(title.lower())
    rest = text[len(title) :] if begins else text
    bare = rest.lstrip(_DASHES)
    return bare if begins and bare and rest[0] in _DASHES else text
