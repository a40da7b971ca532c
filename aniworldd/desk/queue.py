"""Look at the queue, and change it: what waits, what runs, what failed, and what has come."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.downloads.history import History
from aniworldd.downloads.queue import Queue
from aniworldd.errors import NotFound
from aniworldd.events import DownloadWithdrawn, Event
from aniworldd.model.download import UNDER_WAY, WAITING, Download, DownloadState, Speed
from aniworldd.overview import tally
from aniworldd.overview.tally import Tally
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.store import Store

_NAMED = 5  # ids in a sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """A download, with what others know of it."""

    download: Download
    folder: str = ""  # of its title, below the library root
    name: str = ""  # of its episode
    speed: Speed | None = None  # of what runs


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole queue; what a person took away is in none of these."""

    tally: Tally
    active: tuple[Entry, ...]
    waiting: tuple[Entry, ...]  # in the order in which they are taken
    completed: tuple[Entry, ...]  # newest first, the last 200 at most
    failed: tuple[Entry, ...]


class Downloads:
    """Every change is durable when it is answered, and seen by a pass soon after."""

    def __init__(
        self,
        queue: Queue,
        history: History,
        store: Store,
        reconciler: Reconciler,
        *,
        speeds: Callable[[], Mapping[str, Speed]],
        running: Callable[[], bool],
        publish: Callable[[Event], None],
    ) -> None:
        self._queue = queue
        self._history = history
        self._store = store
        self._reconciler = reconciler
        self._speeds = speeds
        self._running = running
        self._publish = publish

    def tally(self) -> Tally:
        return tally.tally(
            tally.Facts(
                downloads=self._queue.downloads(),
                speeds=self._speeds(),
                listed=self._history.listed(),
                completed=self._history.newest(),
                fetched=self._history.bytes,
                running=self._running(),
            )
        )

    def finished(self, limit: int) -> Sequence[Download]:
        """The last that came and were not taken off the list, newest first."""
        return self._history.listed()[:limit]

    def state(self, id: str) -> DownloadState:
        """Of one that was in the queue a moment ago: what has left it has come."""
        download = self._queue.find(id)
        return DownloadState.COMPLETED if download is None else download.state

    def standing(self) -> Standing:
        downloads, completed = self._queue.downloads(), self._history.listed()
        entry = self._entries((*downloads, *completed))
        active = [one for one in downloads if one.state is DownloadState.DOWNLOADING]
        waiting = [one for one in downloads if one.state in WAITING]
        failed = [one for one in downloads if one.state is DownloadState.FAILED]
        return Standing(
            tally=self.tally(),
            active=tuple(map(entry, active)),
            waiting=tuple(map(entry, waiting)),
            completed=tuple(map(entry, completed)),
            failed=tuple(map(entry, failed)),
        )

    async def remove(self, ids: Iterable[str]) -> None:
        """Take these away, whatever they are: what runs is stopped, what came stays on the disk.

        The plan does not queue them again; only a person does. Raises `NotFound` naming those that
        nobody knows, or that were taken away before, when nothing was changed.
        """
        ids = tuple(dict.fromkeys(ids))
        listed = {one.id: one for one in self._history.listed()}
        self._judge(ids, lambda id: id in listed or self._stands(id))
        with self._store.batch():
            for id in ids:
                self._queue.cancel(id)
            self._take_off([listed[id] for id in ids if id in listed])
        await self._done()

    async def clear_waiting(self) -> int:
        """Take away all that waits; how many that were."""
        return await self._clear(WAITING)

    async def clear_failed(self) -> int:
        """Take away all that was given up; how many that were."""
        return await self._clear({DownloadState.FAILED})

    async def clear_completed(self) -> int:
        """Empty the list of what has come; files, history and what arrived in all stay."""
        listed = self._history.listed()
        self._take_off(listed)
        await self._store.durable()
        return len(listed)

    async def arrange(self, ids: Iterable[str]) -> int:
        """Have these taken first, in this order; how many still waited.

        What runs by now is ahead of them anyway. Raises `NotFound` naming those that neither wait
        nor run, when nothing was changed.
        """
        ids = tuple(dict.fromkeys(ids))
        self._judge(ids, lambda id: self._is(id, UNDER_WAY))
        waiting = [id for id in ids if self._is(id, WAITING)]
        with self._store.batch():
            self._queue.arrange(waiting)
        await self._done()
        return len(waiting)

    async def retry(self, ids: Iterable[str] = ()) -> tuple[Download, ...]:
        """Have these tried as if they were new; no ids: all that was given up. Which those are.

        One that only waits for its next try waits no longer; what runs, or has come, is left
        alone. Raises `NotFound` naming those that nobody knows, when nothing was changed.
        """
        ids = tuple(dict.fromkeys(ids))
        came = {one.id for one in self._history.newest()}
        self._judge(ids, lambda id: id in came or self._stands(id))
        chosen = [
            one.id
            for one in self._queue.downloads()
            if (one.id in ids or not ids) and _can_be_retried(one, named=bool(ids))
        ]
        return await self.revive(chosen)

    async def revive(self, ids: Iterable[str]) -> tuple[Download, ...]:
        """Have these tried as if they were new, also what a person took away. Raises `NotFound`."""
        with self._store.batch():
            revived = self._queue.retry(ids)
        await self._done()
        return revived

    async def _clear(self, states: Collection[DownloadState]) -> int:
        chosen = [one.id for one in self._queue.downloads() if one.state in states]
        with self._store.batch():
            for id in chosen:
                self._queue.cancel(id)
        await self._done()
        return len(chosen)

    def _take_off(self, completed: Sequence[Download]) -> None:
        if completed:
            self._history.take_off([one.id for one in completed])
        for one in completed:
            self._publish(DownloadWithdrawn(one))

    async def _done(self) -> None:
        await self._store.durable()
        self._reconciler.request()

    def _judge(self, ids: Iterable[str], known: Callable[[str], bool]) -> None:
        unknown = [id for id in ids if not known(id)]
        if unknown:
            more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
            raise NotFound(f"not in the queue: {', '.join(unknown[:_NAMED])}{more}")

    def _stands(self, id: str) -> bool:
        """Whether it is in the queue, and was not taken away."""
        return self._is(id, set(DownloadState) - {DownloadState.CANCELLED})

    def _is(self, id: str, states: Collection[DownloadState]) -> bool:
        download = self._queue.find(id)
        return download is not None and download.state in states

    def _entries(self, downloads: Iterable[Download]) -> Callable[[Download], Entry]:
        """Makes entries of these."""
        observed, speeds = self._reconciler.observed, self._speeds()
        listings = (
            observed.listings[key]
            for key in {one.item.title for one in downloads}
            if key in observed.listings
        )
        names = {
            listed.item.key: listed.item.name for listing in listings for listed in listing.items
        }

        def entry(download: Download) -> Entry:
            return Entry(
                download,
                observed.pins.get(download.item.title, ""),
                names.get(download.item, ""),
                speeds.get(download.id),
            )

        return entry


def _can_be_retried(download: Download, *, named: bool) -> bool:
    """What only waits for its time is retried when somebody says that he means it."""
    if download.state is DownloadState.FAILED:
        return True
    return named and download.state in WAITING and download.retry_at is not None
