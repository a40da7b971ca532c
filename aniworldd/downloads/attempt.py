"""One try at one item: ask for releases, choose, fetch, hand over; whatever fails is raised."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Protocol, TypeVar

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.disk import Disk
from aniworldd.downloaders import Downloader
from aniworldd.downloads import policy
from aniworldd.downloads.choose import choose, rank
from aniworldd.downloads.hosts import Hosts, provider_key
from aniworldd.downloads.needs import Places, Sources
from aniworldd.errors import (
    AniworldError,
    DownloadError,
    HostDown,
    ProgramMissing,
    ProviderUnreachable,
    Unavailable,
)
from aniworldd.model.download import Download, Progress
from aniworldd.model.release import Release
from aniworldd.net.throttle import DOWNLOAD

T = TypeVar("T")

_GOOD_FOR = 600.0  # seconds that links are good for, which a site may have made for us alone


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
    setbacks: int = 0  # tries in a row that found no place for it, or its host down
    offers: Sequence[Release] = ()  # what its provider said before it had to wait for a host
    offered_at: float = 0.0  # monotonic


class Listener(Protocol):
    """Who follows a try."""

    def entered(self, phase: Phase) -> None: ...

    def chose(self, release: Release) -> None: ...

    def moved(self, progress: Progress) -> None: ...


@dataclass(frozen=True, slots=True)
class Placed:
    release: Release
    file: str  # below the library root
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Busy:
    """Nothing was fetched: these hosts have as many downloads as they may."""

    hosts: frozenset[str]


class Attempt:
    """Makes tries, each in the download's own folder; keeps nothing between them."""

    def __init__(
        self,
        *,
        sources: Sources,
        places: Places,
        downloaders: Sequence[Downloader],
        disk: Disk,
        hosts: Hosts,
        clock: Clock,
    ) -> None:
        self._sources = sources
        self._places = places
        self._disk = disk
        self._downloaders = downloaders
        self._hosts = hosts
        self._clock = clock

    async def run(self, download: Download, links: Links, listener: Listener) -> Placed | Busy:
        """Until a release has its place in the library; raises one of our errors otherwise."""
        listener.entered(Phase.ASKING)
        try:
            offers = await self._offers(download, links)
            result = await self._of_these(offers, download, download.languages, links, listener)
        except AniworldError as error:
            if not policy.row(error).next_provider:
                raise
            return await self._elsewhere(error, download, links, listener)
        if isinstance(result, Busy):
            links.offers = offers
        return result

    async def _of_these(
        self,
        offers: Sequence[Release],
        download: Download,
        languages: Sequence[str],
        links: Links,
        listener: Listener,
    ) -> Placed | Busy:
        releases = choose(
            offers,
            languages,
            links.refused,
            links.failed,
            named=download.replaces != "",  # an unknown language is not known to be better
        )
        return await self._first_that_works(releases, download, links, listener)

    async def _elsewhere(
        self, trouble: AniworldError, download: Download, links: Links, listener: Listener
    ) -> Placed | Busy:
        """At other providers; what is to be told is still why its own does not give it.

        While that only has to be waited for, no language is taken that is liked less.
        """
        listener.entered(Phase.ASKING)
        offers = await self._sources.elsewhere(download.item)
        languages = download.languages
        if not policy.row(trouble).counted:
            languages = languages[:1]
        try:
            return await self._of_these(offers, download, languages, links, listener)
        except AniworldError as error:
            if policy.row(error).next_provider:
                raise trouble from error
            raise

    async def _offers(self, download: Download, links: Links) -> Sequence[Release]:
        """What its provider says; what it said a moment ago when a host was busy then."""
        kept, links.offers = links.offers, ()
        if kept and self._clock.monotonic() - links.offered_at < _GOOD_FOR:
            return kept
        asked = provider_key(self._sources.whence(download.item).provider)
        try:
            found = await _contained("a provider", self._sources.releases(download.item))
        except ProviderUnreachable as error:
            self._hosts.failed(asked, str(error), error.retry_after)
            raise
        self._hosts.answered(asked)
        links.offered_at = self._clock.monotonic()
        return found

    async def _first_that_works(
        self, releases: Sequence[Release], download: Download, links: Links, listener: Listener
    ) -> Placed | Busy:
        """What only has to wait is waited for rather than taken in a language liked less."""
        trouble = DownloadError("no release was tried")
        down: HostDown | None = None  # that is up again first
        held: Release | None = None
        busy: set[str] = set()
        for release in releases:
            if held is not None and _rank(held, download) != _rank(release, download):
                break
            if self._hosts.full(release.host):
                held = release
                busy.add(release.host)
                continue
            try:
                return await self._at_its_host(release, download, listener)
            except HostDown as error:
                held, down = release, min(down or error, error, key=_wait)
            except DownloadError as error:
                costs = policy.row(error)
                if not costs.next_link:
                    raise
                if costs.link_lost:
                    links.refused.add(release.url)
                else:
                    held = release
                trouble = error
        if not busy:
            raise down or trouble
        return Busy(frozenset(busy))

    async def _at_its_host(
        self, release: Release, download: Download, listener: Listener
    ) -> Placed:
        """Unless that is down; what becomes of it tells whether it is."""
        host = release.host
        if (down := self._hosts.down(host)) is not None:
            left = (down.until - self._clock.now()).total_seconds()
            raise HostDown(down.what, retry_after=max(left, 0.0))
        try:
            with self._hosts.place(host):
                placed = await self._take(release, download, listener)
        except HostDown as error:
            self._hosts.failed(host, str(error), error.retry_after)
            raise
        except DownloadError:
            self._hosts.answered(host)
            raise
        self._hosts.answered(host)
        return placed

    async def discard(self, download: str) -> None:
        """Remove what tries at it left behind."""
        await self._places.discard(download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        """Remove what tries at any other download left behind."""
        await self._places.keep_only(downloads)

    async def _take(self, release: Release, download: Download, listener: Listener) -> Placed:
        """Offer the release to each downloader in turn until one finds media in it.

        When none does, but one could not look, it may be its turn later.
        """
        trouble = DownloadError(f"no downloader takes {release.form} links", not_media=True)
        for downloader in self._downloaders:
            if not downloader.accepts(release):
                continue
            try:
                return await self._fetch(downloader, release, download, listener)
            except DownloadError as error:
                if not policy.row(error).next_downloader:
                    raise
                if not isinstance(trouble, ProgramMissing):
                    trouble = error
        raise trouble

    async def _fetch(
        self, downloader: Downloader, release: Release, download: Download, listener: Listener
    ) -> Placed:
        async with self._places.parts(download.id) as folder:
            listener.entered(Phase.FETCHING)
            listener.chose(release)
            name = f"downloader {downloader.name}"
            DOWNLOAD.set(download.id)
            await _contained(name, _drain(downloader, release, folder, listener.moved))
            part, size = await self._disk.run(lambda: _only_file(folder, name))
            listener.entered(Phase.PLACING)
            try:
                file = await self._places.take_in(part, download, release)
            except DownloadError:
                await self._places.discard(download.id)  # it is whole, and wrong: nothing to resume
                raise
        return Placed(release, file, size)


def _wait(error: HostDown) -> float:
    return error.retry_after or 0.0


def _rank(release: Release, download: Download) -> int | None:
    return rank(release, download.languages)


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


def _only_file(folder: Path, name: str) -> tuple[Path, int]:
    """And how long it is, in bytes."""
    try:
        files = [path for path in folder.iterdir() if not path.name.endswith(".part")]
        sizes = [path.stat().st_size for path in files]
    except OSError as error:
        raise Unavailable(f"the folder of its parts cannot be read: {error.strerror}") from error
    if len(files) != 1:
        raise DownloadError(f"{name} left {len(files)} files where one was due")
    return files[0], sizes[0]
