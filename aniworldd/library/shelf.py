"""What a library was last seen to hold: plain records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

COUNTED = -1  # the season of numbers that are counted through all seasons


@dataclass(frozen=True, slots=True)
class Here:
    """A file that holds an item."""

    path: str  # below the library root
    language: str = ""  # of our own files; "" = unknown, fits every wish


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is here, and whether that can be trusted now."""

    folders: frozenset[str] = frozenset()  # series folders that exist
    files: Mapping[str, Mapping[tuple[int, int], Here]] = field(default_factory=dict)
    total: int = 0  # files that hold items
    away: str = ""  # why the root cannot be trusted; "" = it is there
    away_since: datetime | None = None
    gone: frozenset[str] = frozenset()  # paths missing since a shrink that nobody has answered
    shrunk_since: datetime | None = None
    low: str = ""  # why the disk is below the floor; "" = it is not
