"""How the daemon and its machine are: what was checked, what runs by itself, who answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aniworldd.refresh.bars import Asked


class Level(StrEnum):
    """How much a check is a reason to look."""

    OK = "ok"
    NOTE = "note"  # worth knowing, and no trouble
    WARNING = "warning"  # it works, and somebody should look
    ERROR = "error"  # something wanted does not happen


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what to do about it."""

    name: str
    level: Level
    sentence: str  # holds no path: anybody may read it
    cure: str = ""
    detail: str = ""  # for those who may know more: paths, addresses, sentences of others


@dataclass(frozen=True, slots=True)
class Job:
    """Something that happens by itself."""

    name: str
    what: str
    times: str  # when it happens, in words
    next_at: datetime | None
    last_at: datetime | None
    started_at: datetime | None  # None: it does not run now


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider, and how it answered lately."""

    name: str
    wishes: int
    failing: int  # wishes for which it gives nothing now
    asked: tuple[Asked, ...]  # the newest last


@dataclass(frozen=True, slots=True)
class LogRow:
    """One event of the log."""

    number: int  # grows with each since the start
    at: datetime
    level: str  # debug, info, warning, error, critical
    text: str


@dataclass(frozen=True, slots=True)
class System:
    """The whole page about it."""

    name: str  # of this installation
    at: datetime
    started_at: datetime
    uptime: float  # seconds
    status: str  # in one line
    checks: tuple[Check, ...]
    jobs: tuple[Job, ...]
    providers: tuple[ProviderRow, ...]
    log: tuple[LogRow, ...]  # the newest first
