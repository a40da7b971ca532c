"""How bytes arrive: the contract of a downloader, and how one is made from its section."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel

from aniworldd.config.plugs import Found, kind_of
from aniworldd.disk import Disk
from aniworldd.model.download import Progress
from aniworldd.model.release import Release
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs

KINDS = Found(__name__)


class Downloader(Protocol):
    """Fetches a release into a folder that is the download's own."""

    @property
    def name(self) -> str: ...

    def accepts(self, release: Release) -> bool:
        """Whether it may try this release; no I/O."""
        ...

    def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        """Fetch, reporting progress: ended = done, raised = failed, closed = cancelled.

        When it ends, `folder` holds exactly one file whose name does not end in `.part`: the media,
        with the extension it should keep. What is left behind by a failed or cancelled fetch may be
        used by the next one for the same item. Raises only `DownloadError`, or `Unavailable` (its
        child `DiskFull` too) when the folder cannot be written.
        """
        ...


class Stream(Protocol):
    """An answer whose body is still to come."""

    @property
    def url(self) -> str:
        """After redirects."""
        ...

    @property
    def status(self) -> int:
        """Below 400."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Their names in any case."""
        ...

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives. Raises FetchError."""
        ...


class Streams(Protocol):
    """What a downloader uses of the HTTP client."""

    def stream(
        self, url: str, *, headers: Mapping[str, str] = ..., stall: float = ...
    ) -> AbstractAsyncContextManager[Stream]:
        """Ask for it; breaks off when nothing came for `stall` seconds. Raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What a plug may use of the house."""

    client: Streams
    programs: Programs
    disk: Disk  # for every file call: the folder may lie on a file system that hangs
    policy: AddressPolicy = field(default_factory=AddressPolicy)
    """Which addresses a program may be told to fetch; the client has its own."""
    proxy: str | None = None  # for programs that fetch by themselves
    rate: Callable[[], int | None] = lambda: None  # bytes a second that such a program may take


def load(settings: BaseModel, tools: Tools) -> Downloader:
    """The downloader of this section."""
    made: Downloader = KINDS.module(kind_of(settings)).build(settings, tools)
    return made
