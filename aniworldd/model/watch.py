"""What is wanted: one wish, one file."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Monitor(StrEnum):
    """Which of the listed items are wanted."""

    ALL = "all"
    FUTURE = "future"  # those that were first listed after the wish was
    NONE = "none"


class Priority(IntEnum):
    LOW = 0
    NORMAL = 1
    HIGH = 2


@dataclass(frozen=True, slots=True)
class Watch:
    """One wish as its file states it."""

    id: str  # the file's name below the watch folder
    link: str
    name: str | None = None
    key: str | None = None
    folder: str | None = None
    languages: tuple[str, ...] | None = None  # best first; None: as the config says
    upgrade: bool = False  # a better language that appears later replaces the file
    seasons: frozenset[int] | None = None  # None: all
    monitor: Monitor = Monitor.ALL
    download: bool | None = None  # None: as scheduler.auto_download_after_rescan says
    priority: Priority = Priority.NORMAL
    enabled: bool = True
    also: tuple[str, ...] = ()  # the same series at other providers, under the same numbers

    def languages_or(self, general: tuple[str, ...]) -> tuple[str, ...]:
        """Those that count for it, where the config says `general`."""
        return general if self.languages is None else self.languages
