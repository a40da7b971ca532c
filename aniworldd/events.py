"""What happened: past tense, frozen. Nobody waits for an event and nobody answers one."""

from dataclasses import dataclass
from datetime import datetime

from aniworldd.model.download import Download, Speed


@dataclass(frozen=True, slots=True)
class ConfigLoaded:
    """The files were read; `problems` of them are wrong, and what was valid is in force."""

    problems: int


@dataclass(frozen=True, slots=True)
class TitleRefreshed:
    """A provider answered for this link."""

    link: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProviderFailed:
    link: str
    provider: str
    error: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ProviderRecovered:
    link: str
    provider: str


@dataclass(frozen=True, slots=True)
class LibraryScanned:
    files: int
    unknown: int


@dataclass(frozen=True, slots=True)
class LibraryWentAway:
    reason: str


@dataclass(frozen=True, slots=True)
class LibraryCameBack:
    directory: str


@dataclass(frozen=True, slots=True)
class LibraryShrank:
    """Too much went missing at once; a person is asked."""

    gone: int
    known: int


@dataclass(frozen=True, slots=True)
class PassFinished:
    """One reconcile run ended; `sequence` counts them since the start."""

    sequence: int
    wanted: int
    here: int
    queued: int
    withdrawn: int
    scanned: bool = False  # whether the disk was to be read anew


@dataclass(frozen=True, slots=True)
class QueueStarted:
    """Downloads are begun again."""


@dataclass(frozen=True, slots=True)
class QueueStopped:
    """No download is begun; what runs goes on."""


@dataclass(frozen=True, slots=True)
class DownloadQueued:
    download: Download


@dataclass(frozen=True, slots=True)
class DownloadStarted:
    download: Download


@dataclass(frozen=True, slots=True)
class DownloadProgressed:
    speed: Speed


@dataclass(frozen=True, slots=True)
class DownloadFinished:
    download: Download


@dataclass(frozen=True, slots=True)
class DownloadFailed:
    """One try ended badly; `download.state` says whether another follows."""

    download: Download


@dataclass(frozen=True, slots=True)
class DownloadWithdrawn:
    download: Download


Event = (
    ConfigLoaded
    | TitleRefreshed
    | ProviderFailed
    | ProviderRecovered
    | LibraryScanned
    | LibraryWentAway
    | LibraryCameBack
    | LibraryShrank
    | PassFinished
    | QueueStarted
    | QueueStopped
    | DownloadQueued
    | DownloadStarted
    | DownloadProgressed
    | DownloadFinished
    | DownloadFailed
    | DownloadWithdrawn
)
