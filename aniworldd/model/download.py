"""An item on its way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aniworldd.model.title import ItemKey
from aniworldd.model.watch import Priority


class DownloadState(StrEnum):
    PENDING = "pending"
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"  # given up; only a person's `retry` moves it
    CANCELLED = "cancelled"


WAITING = frozenset({DownloadState.PENDING, DownloadState.PAUSED})
UNDER_WAY = WAITING | {DownloadState.DOWNLOADING}


class AskedBy(StrEnum):
    PLAN = "plan"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Download:
    """What the queue knows of one item; progress is not part of it and is never stored."""

    id: str  # uuid4
    item: ItemKey
    title: str  # for people: the title's name
    added_at: datetime
    position: int  # order within a priority; smaller is earlier
    state: DownloadState = DownloadState.PENDING
    priority: Priority = Priority.NORMAL
    languages: tuple[str, ...] = ()  # accepted, best first; () = any
    asked_by: AskedBy = AskedBy.PLAN
    started_at: datetime | None = None
    ended_at: datetime | None = None
    tries: int = 0  # how many ended in an error of the item's own
    retry_at: datetime | None = None  # a pending one waits until then
    error: str = ""
    source_url: str = ""
    language: str = ""  # of the release that was taken
    file: str = ""  # below the library root, once completed
    replaces: str = ""  # a file of ours below the library root, in a language that is less wanted
    lifted: Priority | None = None  # as which it is taken, where a person put it further ahead
    size: int = 0  # bytes, once completed; 0 = not known

    @property
    def taken_as(self) -> Priority:
        return max(self.priority, self.lifted or self.priority)

    @property
    def turn(self) -> tuple[int, int]:
        """Who is taken first has the smaller one."""
        return -self.taken_as, self.position


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is; bytes."""

    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Speed:
    """Progress with what the worker measured of it."""

    download: str
    item: ItemKey
    progress: Progress
    rate: float = 0.0  # bytes a second, over the last seconds
    eta: float | None = None  # seconds

    @classmethod
    def begun(cls, download: Download) -> "Speed":
        """Of one that runs and has not reported yet."""
        return cls(download.id, download.item, Progress(0))
