"""What follows from a failed try: one table, by class of error."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aniworldd.errors import (
    AniworldError,
    Conflict,
    DiskFull,
    DownloadError,
    LibraryAway,
    NotFound,
    ProviderChanged,
    ProviderError,
    ProviderUnreachable,
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
    LAYOUT_CHANGED = "layout_changed"
    UNREACHABLE = "unreachable"
    PROVIDER = "provider"
    NOT_FOUND = "not_found"
    BROKE_OFF = "broke_off"
    NOT_MEDIA = "not_media"
    GONE = "gone"
    AGAIN = "again"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """What one class of error costs."""

    counted: bool  # it uses up one of the item's tries
    wait: float | None  # seconds; None: longer with each counted try and each setback
    next_release: bool = False  # the next link is tried at once; only the last one's error waits
    hopeless: bool = False  # given up without another try
    timer: bool = True  # False: it waits for disk and library, not for a time


TABLE = {
    # the target exists: it is somebody's file and stays as it is
    Trouble.PLACE_TAKEN: Row(counted=True, wait=None, hopeless=True),
    # disk full, library away: nobody's fault, and it concerns every item
    Trouble.CONDITIONS: Row(counted=False, wait=None, timer=False),
    # disk and library are well, but not where this item belongs: the others go on
    Trouble.NO_PLACE: Row(counted=False, wait=None),
    # our definition is out of date: a person or an update cures it
    Trouble.LAYOUT_CHANGED: Row(counted=False, wait=LONGEST_WAIT),
    Trouble.UNREACHABLE: Row(counted=False, wait=15 * 60.0),
    Trouble.PROVIDER: Row(counted=False, wait=3600.0),
    # no such item, no release, or none in a wanted language
    Trouble.NOT_FOUND: Row(counted=True, wait=None),
    # it failed, but further along than ever before: the same link goes on where it stopped
    Trouble.BROKE_OFF: Row(counted=False, wait=5.0),
    # every downloader that takes the release says that it is no media
    Trouble.NOT_MEDIA: Row(counted=True, wait=None, next_release=True),
    # this link will not become good by waiting
    Trouble.GONE: Row(counted=True, wait=None, next_release=True),
    Trouble.AGAIN: Row(counted=True, wait=None),
    # a plug that broke its contract
    Trouble.OTHER: Row(counted=True, wait=None),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`retry_at` None means: given up, or, if not, as soon as disk and library allow."""

    counted: bool
    retry_at: datetime | None = None
    next_release: bool = False
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
        case DownloadError(not_media=True):
            return Trouble.NOT_MEDIA
        case DownloadError(retry_after=None):
            return Trouble.GONE
        case DownloadError():
            return Trouble.BROKE_OFF if further else Trouble.AGAIN
        case _:
            return Trouble.OTHER


def next_release(error: AniworldError) -> bool:
    """Whether another link of the item is tried at once."""
    return TABLE[trouble(error)].next_release


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

    `setbacks`: how many tries in a row found no place for it, which uses up none.
    """
    row = TABLE[trouble(error, further=further)]
    tries = download.tries + row.counted
    if row.hopeless or (row.counted and tries > retries):
        return Decision(counted=row.counted, next_release=row.next_release, give_up=True)
    if not row.timer:
        return Decision(counted=row.counted)
    before = min(download.tries + setbacks, _LONGEST_AFTER)
    wait = row.wait if row.wait is not None else _FIRST_WAIT * _GROWTH**before
    wait = min(max(wait, _asked(error)), LONGEST_WAIT) * (0.75 + jitter / 2)
    wait = max(wait, min(_asked(error), LONGEST_WAIT))  # never earlier than it said itself
    return Decision(
        counted=row.counted,
        retry_at=now + timedelta(seconds=wait),
        next_release=row.next_release,
    )


def _asked(error: AniworldError) -> float:
    """Seconds that the other side asked us to wait."""
    if isinstance(error, DownloadError | ProviderUnreachable):
        return error.retry_after or 0.0
    return 0.0
