"""Both sides of the difference, gathered from the parts that hold them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from aniworldd.catalogue import Catalogue
from aniworldd.config import settings as config
from aniworldd.config.settings import Settings
from aniworldd.downloads.hosts import Hosts
from aniworldd.downloads.queue import Queue
from aniworldd.downloads.room import Room
from aniworldd.errors import LibraryAway
from aniworldd.library.adopt import Ids
from aniworldd.library.library import Library
from aniworldd.library.swaps import recycled
from aniworldd.model.watch import Watch
from aniworldd.naming import ids as numbers
from aniworldd.reconcile.apply import Memory, apply
from aniworldd.reconcile.state import Desired, Observed, Plan
from aniworldd.store import Store


@dataclass(frozen=True, slots=True)
class Records:
    """The parts of the state that passes read and write."""

    store: Store
    catalogue: Catalogue
    queue: Queue
    memory: Memory
    library: Library
    hosts: Hosts


def desired(settings: Settings, watches: Sequence[Watch]) -> Desired:
    return Desired(
        watches=tuple(watches),
        auto_download=settings.scheduler.auto_download_after_rescan,
        languages=settings.languages,
        languages_wait=settings.languages_wait,
        queue_running=settings.downloads.running,
        hours=settings.downloads.hours,
        folder_template=PurePath(settings.library.naming).parts[0],
    )


async def observed(
    records: Records, *, settings: config.Library, unrecognised: Collection[str], scan: bool
) -> Observed:
    """What is; `scan` reads the disk anew, and removes what was recycled long ago."""
    listings = records.catalogue.listings
    await records.library.look(names(records.memory, records.catalogue), anew=scan)
    if scan:
        await records.library.tidy(settings.recycle_days)
    shelf = replace(
        records.library.shelf(),
        recycled=recycled(records.store),
        low=_low(records.library, settings.min_free),
    )
    ids: Ids = {}
    try:
        if folders := unclaimed(records.memory, records.catalogue, shelf.folders):
            ids = await records.library.ids(folders)
    except LibraryAway as error:  # then nothing may be chosen by what else is known
        shelf = replace(shelf, away=str(error))
    return Observed(
        shelf=shelf,
        sources=dict(records.catalogue.sources),
        listings=dict(listings),
        downloads={download.item: download for download in records.queue.downloads()},
        pins=dict(records.memory.pins),
        pinned_for=dict(records.memory.pinned_for),
        ids=ids,
        wished_at=dict(records.memory.wished_at),
        left_at=dict(records.memory.left_at),
        unrecognised=unrecognised,
        resting=records.hosts.resting(),
    )


def names(memory: Memory, catalogue: Catalogue) -> dict[str, str]:
    """The known name of the title in each series folder; it helps to read the files' names."""
    return {
        folder: catalogue.listings[key].title.name
        for key, folder in memory.pins.items()
        if key in catalogue.listings
    }


def unclaimed(memory: Memory, catalogue: Catalogue, folders: frozenset[str]) -> frozenset[str]:
    """The folders whose NFOs may tell which title's they are; none when no title needs one."""
    needy = any(
        numbers.of_title(listing.title)
        for key, listing in catalogue.listings.items()
        if key not in memory.pins
    )
    return folders.difference(memory.pins.values()) if needy else frozenset()


def _low(library: Library, floor: int) -> str:
    try:
        return Room(library.free, lambda: floor).below_floor()
    except LibraryAway:
        return ""  # its own reason says more


def _count(records: Records, result: Plan) -> None:
    """Give a number to each title that has none, those of before numbers were counted too."""
    numbers, sources = records.memory.numbers, records.catalogue.sources.values()
    with records.store.batch():
        numbers.moved(one for source in sources for one in source.renamed)
        for key, watch in result.wishes.items():
            numbers.of(key, watch.link)


class DaemonSides:
    """What the reconciler works on in the running daemon."""

    def __init__(
        self,
        records: Records,
        *,
        settings: Callable[[], Settings],
        watches: Callable[[], Sequence[Watch]],
        unrecognised: Callable[[], Collection[str]],
        now: Callable[[], datetime],
    ) -> None:
        self._records = records
        self._settings = settings
        self._watches = watches
        self._unrecognised = unrecognised
        self._now = now

    def desired(self) -> Desired:
        return desired(self._settings(), self._watches())

    async def observed(self, *, scan: bool) -> Observed:
        return await observed(
            self._records,
            settings=self._settings().library,
            unrecognised=self._unrecognised(),
            scan=scan,
        )

    async def apply(self, result: Plan) -> None:
        records = self._records
        _count(records, result)
        await apply(
            result.actions,
            store=records.store,
            catalogue=records.catalogue,
            queue=records.queue,
            memory=records.memory,
            now=self._now(),
        )
        await records.store.durable()  # what the scan and the providers said, too
