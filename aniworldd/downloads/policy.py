"""What follows from a failed try: one table, by class of error."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aniworldd.errors import (
    AniworldError,
    Conflict,
    DiskFull,
    DownloadError,
    HostDown,
    LibraryAway,
    NotFound,
    ProgramMissing,
    ProviderChanged,
    ProviderError,
    ProviderUnreachable,
    StoreError,
    TitleNotFound,
    Unavailable,
)
from aniworldd.model.download import Download

LONGEST_WAIT = 6 * 3600.0  # seconds, before jitter; also the most of a Retry-After that is obeyed
_FIRST_WAIT = 60.0  # seconds; each further one is four times as long
_GROWTH = 4
_LONGEST_AFTER = 6  # failures; more would only make a number that is cut off anyway


class Trouble(StrEnum):
    """The classes of error that the table tells apart."""

    PLACE_TAKEN = "place_taken"
    CONDITIONS = "conditions"
    NO_PLACE = "no_place"
    STATE = "state"
    LAYOUT_CHANGED = "layout_changed"
    UNREACHABLE = "unreachable"
    PROVIDER = "provider"
    NOT_FOUND = "not_found"
    HOST_DOWN = "host_down"
    NO_PROGRAM = "no_program"
    BROKE_OFF = "broke_off"
    NOT_MEDIA = "not_media"
    GONE = "gone"
    AGAIN = "again"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """What one class of error costs."""

    of: str  # the errors, in words
    counted: bool  # it uses up one of the item's tries, and is given up when none is left
    wait: float | None  # seconds; None: a minute, four times as long each time that it happens
    next_link: bool = False  # the next one is tried at once; only the last one's error waits
    link_lost: bool = False  # this link is not tried again
    next_provider: bool = False  # others that the wish names are asked at once
    next_downloader: bool = False  # the same link is offered to it first, at no cost
    hopeless: bool = False  # given up without another try
    longest: float = LONGEST_WAIT  # seconds that it waits at most
    timer: bool = True  # False: it waits for disk and library, not for a time


TABLE = {
    # it is somebody's file and stays as it is
    Trouble.PLACE_TAKEN: Row(
        "a file of that name is there already", counted=True, wait=None, hopeless=True
    ),
    # nobody's fault, and it concerns every item
    Trouble.CONDITIONS: Row(
        "the disk is full, or the library is away", counted=False, wait=None, timer=False
    ),
    # the others go on
    Trouble.NO_PLACE: Row(
        "the disk is well, but not where this item belongs", counted=False, wait=None
    ),
    Trouble.STATE: Row("the state cannot be written", counted=False, wait=60.0),
    # a person or an update cures it
    Trouble.LAYOUT_CHANGED: Row(
        "the site's layout is not the one of its definition",
        counted=False,
        wait=LONGEST_WAIT,
        next_provider=True,
    ),
    Trouble.UNREACHABLE: Row(
        "the provider does not answer", counted=False, wait=15 * 60.0, next_provider=True
    ),
    Trouble.PROVIDER: Row(
        "the provider answers, but not usably", counted=False, wait=3600.0, next_provider=True
    ),
    Trouble.NOT_FOUND: Row(
        "no such item, no release, or none in a wanted language",
        counted=True,
        wait=None,
        next_provider=True,
    ),
    # an outage ends some day, and must cost nobody his episodes
    Trouble.HOST_DOWN: Row(
        "the host does not answer, or answers 429 or 5xx",
        counted=False,
        wait=None,
        next_link=True,
        next_provider=True,
        longest=3600.0,
    ),
    # a person cures it; until then another link may need no program
    Trouble.NO_PROGRAM: Row(
        "the program that fetches such links is missing or too old",
        counted=False,
        wait=LONGEST_WAIT,
        next_link=True,
        next_provider=True,
        next_downloader=True,
    ),
    # the same link goes on where it stopped
    Trouble.BROKE_OFF: Row(
        "it broke off, but further along than ever before", counted=False, wait=5.0
    ),
    # when no downloader finds media there
    Trouble.NOT_MEDIA: Row(
        "a page, a playlist or another text where media should be",
        counted=True,
        wait=None,
        next_link=True,
        next_provider=True,
        link_lost=True,
        next_downloader=True,
    ),
    Trouble.GONE: Row(
        "the link will not become good by waiting: 404, 403, refused",
        counted=True,
        wait=None,
        next_link=True,
        next_provider=True,
        link_lost=True,
    ),
    # another link of the same language is tried first next time
    Trouble.AGAIN: Row("cut short, stalled, changed underway, or damaged", counted=True, wait=None),
    Trouble.OTHER: Row("a plug that broke its contract", counted=True, wait=None),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`retry_at` None means: given up, or, if not, as soon as disk and library allow."""

    counted: bool
    retry_at: datetime | None = None
    give_up: bool = False


def trouble(error: AniworldError, *, further: bool = False) -> Trouble:
    """The row for an error; `further`: the try brought more of the file than any before it."""
    match error:
        case Conflict():
            return Trouble.PLACE_TAKEN
        case DiskFull() | LibraryAway():
            return Trouble.CONDITIONS
        case Unavailable():
            return Trouble.NO_PLACE
        case ProviderChanged():
            return Trouble.LAYOUT_CHANGED
        case ProviderUnreachable():
            return Trouble.UNREACHABLE
        case TitleNotFound() | NotFound():
            return Trouble.NOT_FOUND
        case ProviderError():
            return Trouble.PROVIDER
        case StoreError():
            return Trouble.STATE
        case HostDown():
            return Trouble.HOST_DOWN
        case ProgramMissing():
            return Trouble.NO_PROGRAM
        case DownloadError(not_media=True):
            return Trouble.NOT_MEDIA
        case DownloadError(retry_after=None):
            return Trouble.GONE
        case DownloadError():
            return Trouble.BROKE_OFF if further else Trouble.AGAIN
        case _:
            return Trouble.OTHER


def row(error: AniworldError) -> Row:
    """What it costs, apart from how far the try got."""
    return TABLE[trouble(error)]


def after(
    error: AniworldError,
    download: Download,
    now: datetime,
    retries: int,
    *,
    jitter: float,
    further: bool = False,
    setbacks: int = 0,
) -> Decision:
    """What the table says; `jitter` from 0 to 1 spreads the waits by a quarter to each side.

    `setbacks`: how many tries in a row cost none, and are waited for longer each time.
    """
    costs = TABLE[trouble(error, further=further)]
    tries = download.tries + costs.counted
    if costs.hopeless or (costs.counted and tries > retries):
        return Decision(counted=costs.counted, give_up=True)
    if not costs.timer:
        return Decision(counted=costs.counted)
    before = min(download.tries + setbacks, _LONGEST_AFTER)
    wait = costs.wait if costs.wait is not None else _FIRST_WAIT * _GROWTH**before
    wait = min(max(min(wait, costs.longest), _asked(error)), LONGEST_WAIT) * (0.75 + jitter / 2)
    wait = max(wait, min(_asked(error), LONGEST_WAIT))  # never earlier than it said itself
    return Decision(counted=costs.counted, retry_at=now + timedelta(seconds=wait))


def _asked(error: AniworldError) -> float:
    """Seconds that the other side asked us to wait."""
    if isinstance(error, DownloadError | ProviderUnreachable):
        return error.retry_after or 0.0
    return 0.0
