"""One try at one item: ask for releases, choose, fetch, hand over; whatever fails is raised."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Protocol, TypeVar

from aniworldd.borders import contain
from aniworldd.disk import Disk
from aniworldd.downloaders import Downloader
from aniworldd.downloads import policy
from aniworldd.downloads.choose import choose
from aniworldd.downloads.needs import Places, Sources
from aniworldd.errors import AniworldError, DownloadError, Unavailable
from aniworldd.model.download import Download, Progress
from aniworldd.model.release import Release

T = TypeVar("T")


class Phase(Enum):
    """What a try is busy with."""

    ASKING = auto()
    FETCHING = auto()
    PLACING = auto()


@dataclass(slots=True)
class Links:
    """What earlier tries learnt about an item's links; kept only while the daemon runs."""

    refused: set[str] = field(default_factory=set)  # URLs that will not become good
    failed: Counter[str] = field(default_factory=Counter)  # URLs that may, by failures
    furthest: int = 0  # bytes of the file that any try had
    setbacks: int = 0  # tries in a row that found no place for it


class Listener(Protocol):
    """Who follows a try."""

    def entered(self, phase: Phase) -> None: ...

    def chose(self, release: Release) -> None: ...

    def moved(self, progress: Progress) -> None: ...


@dataclass(frozen=True, slots=True)
class Placed:
    release: Release
    file: str  # below the library root


class Attempt:
    """Makes tries, each in the download's own folder; keeps nothing between them."""

    def __init__(
        self, *, sources: Sources, places: Places, downloaders: Sequence[Downloader], disk: Disk
    ) -> None:
        self._sources = sources
        self._places = places
        self._disk = disk
        self._downloaders = downloaders

    async def run(self, download: Download, links: Links, listener: Listener) -> Placed:
        """Until a release has its place in the library; raises one of our errors otherwise."""
        listener.entered(Phase.ASKING)
        asked = await _contained("a provider", self._sources.releases(download.item))
        releases = choose(
            asked,
            download.languages,
            links.refused,
            links.failed,
            named=download.replaces != "",  # an unknown language is not known to be better
        )
        trouble = DownloadError("no release was tried")
        for release in releases:
            try:
                return await self._take(release, download, listener)
            except DownloadError as error:
                if not policy.next_release(error):
                    raise
                links.refused.add(release.url)
                trouble = error
        raise trouble

    async def discard(self, download: str) -> None:
        """Remove what tries at it left behind."""
        await self._places.discard(download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        """Remove what tries at any other download left behind."""
        await self._places.keep_only(downloads)

    async def _take(self, release: Release, download: Download, listener: Listener) -> Placed:
        """Offer the release to each downloader in turn until one finds media in it."""
        trouble = DownloadError(f"no downloader takes {release.form} links", not_media=True)
        for downloader in self._downloaders:
            if not downloader.accepts(release):
                continue
            try:
                return await self._fetch(downloader, release, download, listener)
            except DownloadError as error:
                if not error.not_media:
                    raise
                trouble = error
        raise trouble

    async def _fetch(
        self, downloader: Downloader, release: Release, download: Download, listener: Listener
    ) -> Placed:
        async with self._places.parts(download.id) as folder:
            listener.entered(Phase.FETCHING)
            listener.chose(release)
            name = f"downloader {downloader.name}"
            await _contained(name, _drain(downloader, release, folder, listener.moved))
            part = await self._disk.run(lambda: _only_file(folder, name))
            listener.entered(Phase.PLACING)
            try:
                file = await self._places.take_in(part, download, release)
            except DownloadError:
                await self._places.discard(download.id)  # it is whole, and wrong: nothing to resume
                raise
        return Placed(release, file)


async def _drain(
    downloader: Downloader, release: Release, folder: Path, moved: Callable[[Progress], None]
) -> None:
    steps = downloader.fetch(release, folder)
    try:
        async for progress in steps:
            moved(progress)
    finally:  # cancellation would leave a generator's clean-up to the garbage collector
        if isinstance(steps, AsyncGenerator):
            await steps.aclose()


async def _contained(what: str, action: Coroutine[object, object, T]) -> T:
    """What a plug gives; anything but our errors that escapes from it becomes a `DownloadError`."""
    odd: list[Exception] = []
    ours: AniworldError | None = None
    with contain(what, odd.append):
        try:
            return await action
        except AniworldError as error:
            ours = error
    if ours is not None:
        raise ours
    raise DownloadError(
        f"{what} failed unexpectedly ({type(odd[0]).__name__}); the log has the details"
    ) from odd[0]


def _only_file(folder: Path, name: str) -> Path:
    try:
        files = [path for path in folder.iterdir() if not path.name.endswith(".part")]
    except OSError as error:
        raise Unavailable(f"the folder of its parts cannot be read: {error.strerror}") from error
    if len(files) != 1:
        raise DownloadError(f"{name} left {len(files)} files where one was due")
    return files[0]
