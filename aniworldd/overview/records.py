"""What page, API and commands show: finished sentences and numbers, nothing left to decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aniworldd.model.verdict import Reason


class State(StrEnum):
    """A verdict's kind, for shape and colour; always shown together with its words."""

    HERE = "here"
    COMING = "coming"  # queued, downloading
    WAITING = "waiting"  # goes on by itself at some time
    STUCK = "stuck"  # somebody should look
    UNWANTED = "unwanted"  # wished away


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One wanted item and why it is, or is not, here."""

    key: str  # the title's key
    code: str  # S01E02
    name: str
    state: State
    reason: Reason
    why: str  # one sentence


@dataclass(frozen=True, slots=True)
class Question:
    """What a person can answer with yes; of saying no there is no need."""

    about: str  # see `questions`
    seen: str  # stands for what is asked: another question has another one
    answer: str  # "12 files are gone"
    consequence: str  # what would happen then


@dataclass(frozen=True, slots=True)
class TitleRow:
    """One wish's title: its counts, and its items where asked for."""

    key: str
    name: str
    year: int | None
    provider: str
    link: str
    folder: str  # below the library root; "" = none yet
    file: str  # the watch file
    wanted: int
    here: int
    state: State
    note: str  # what concerns the whole title: disabled, provider failing …; "" = nothing
    items: tuple[ItemRow, ...] = ()
    folder_why: str = ""  # why that folder was chosen
    unread: tuple[str, ...] = ()  # files in it that count as nothing
    question: Question | None = None  # about its list of episodes

    @property
    def missing(self) -> int:
        return self.wanted - self.here


@dataclass(frozen=True, slots=True)
class Label:
    """What messages say of an item besides its key."""

    folder: str = ""  # of its title, below the library root; "" = none yet
    name: str = ""  # its own; "" = nobody knows one


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One download that has not ended."""

    id: str
    key: str
    code: str
    title: str
    name: str
    state: str  # a DownloadState
    why: str
    language: str = ""
    done: int = 0  # bytes
    total: int | None = None
    rate: float = 0.0  # bytes a second
    eta: float | None = None  # seconds


@dataclass(frozen=True, slots=True)
class FinishedRow:
    key: str
    code: str
    title: str
    at: datetime
    file: str  # below the library root


@dataclass(frozen=True, slots=True)
class Concern:
    """Something a person should know, with what cures it."""

    sentence: str
    cure: str = ""
    detail: str = ""  # several lines, shown as they are: a config problem with its caret
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """The whole first page."""

    name: str  # of this installation
    headline: str  # "All well. 3 of 41 titles wait for something. Next scan 13:00"
    well: bool
    concerns: tuple[Concern, ...]
    running: tuple[QueueRow, ...]
    queued: tuple[QueueRow, ...]
    missing: tuple[TitleRow, ...]  # titles with something not here, each with just those items
    titles: tuple[TitleRow, ...]  # all of them, without items
    finished: tuple[FinishedRow, ...]  # newest first
    unknown: tuple[str, ...]  # files of the library that could not be read as anything
    library: str  # the root's path, or why it is away
    free: int | None  # bytes
    rate: float  # bytes a second, all downloads together
    at: datetime
    stopped: bool = False  # the queue: nothing new is begun
    looked: bool = True  # whether a pass has ended since the start
