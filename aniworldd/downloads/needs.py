"""What the worker needs from the rest of the house: where releases come from, where files go."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aniworldd.model.download import Download
from aniworldd.model.hours import Hours
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The part of the config that the worker reads anew at every step."""

    running: bool = True
    concurrent: int = 2
    retries: int = 5  # tries after the first
    min_free: int = 1024**3  # bytes that downloads leave free
    hours: Hours | None = None  # local time; None: always
    finish_after_hours: bool = False  # what runs then ends by itself


@dataclass(frozen=True, slots=True)
class Whence:
    """Where an item comes from, as far as that is known without asking."""

    provider: str = ""
    hosts: tuple[str, ...] = ()  # () = not known
    elsewhere: bool = False  # other providers may have it, too


class Sources(Protocol):
    """Who knows where an item can be had."""

    def whence(self, item: ItemKey) -> Whence:
        """From memory."""
        ...

    async def releases(self, item: ItemKey) -> Sequence[Release]:
        """Offers of the item in the provider's order; raises `ProviderError`, `NotFound`."""
        ...

    async def elsewhere(self, item: ItemKey) -> Sequence[Release]:
        """What other providers offer of it, as far as they can be asked; raises none of ours."""
        ...


class Places(Protocol):
    """The library as the worker sees it."""

    def available(self) -> str:
        """Why nothing may be written there, as a sentence; "" when it may. As last known."""
        ...

    def free(self) -> int:
        """Bytes that are free, as last known; raises `Unavailable` when nobody knows."""
        ...

    async def ask(self) -> bool:
        """Bring both up to date; False when no answer comes within a moment."""
        ...

    def parts(self, download: str) -> AbstractAsyncContextManager[Path]:
        """The download's own folder, made when it is not there; raises `Unavailable`.

        Its path is only good as long as the context is open.
        """
        ...

    async def take_in(self, part: Path, download: Download, release: Release) -> str:
        """Check the whole file and give it its place; the answer is the path below the root.

        Raises `DownloadError` when it is not what it should be, `Conflict` when the place is taken,
        `Unavailable` when the library cannot take it now.
        """
        ...

    async def discard(self, download: str) -> None:
        """Remove the download's own folder with all that is in it; none is fine."""
        ...

    async def keep_only(self, downloads: Collection[str]) -> None:
        """Remove the folders of all downloads but these: what a kill left behind."""
        ...
