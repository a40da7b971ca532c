"""What is on its way, in order; kept in memory, and written through to the store."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aniworldd.clock import Clock
from aniworldd.downloads.policy import LONGEST_WAIT
from aniworldd.errors import NotFound
from aniworldd.events import (
    DownloadFailed,
    DownloadFinished,
    DownloadQueued,
    DownloadStarted,
    DownloadWithdrawn,
    Event,
)
from aniworldd.model.download import WAITING, AskedBy, Download, DownloadState
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.model.watch import Priority
from aniworldd.store import StateTable
from aniworldd.store.records import Codec

_DOWNLOAD = Codec(Download, "download")
_ENDED = {DownloadState.FAILED, DownloadState.CANCELLED}
# a time further away than this was written by a clock that has been set since
_IMPLAUSIBLE = timedelta(seconds=2 * LONGEST_WAIT)


class Queue:
    """Every download that has not completed; one item has at most one.

    `changed` is set by every change; the one who waits for it clears it.
    """

    def __init__(
        self,
        table: StateTable,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        publish: Callable[[Event], None],
    ) -> None:
        self._table = table
        self._clock = clock
        self._new_id = new_id
        self._publish = publish
        self._downloads = {
            id: _DOWNLOAD.load(id, fields) for id, fields in table.documents().items()
        }
        self._ids = {download.item: id for id, download in self._downloads.items()}
        self._last = max((one.position for one in self._downloads.values()), default=0)
        self._sorted: tuple[Download, ...] | None = None
        self.changed = asyncio.Event()

    def downloads(self) -> tuple[Download, ...]:
        """All of them, in the order in which they are taken."""
        if self._sorted is None:
            self._sorted = tuple(sorted(self._downloads.values(), key=lambda one: one.turn))
        return self._sorted

    def by_item(self, item: ItemKey) -> Download | None:
        id = self._ids.get(item)
        return None if id is None else self._downloads[id]

    def find(self, id: str) -> Download | None:
        return self._downloads.get(id)

    def get(self, id: str) -> Download:
        """The download of this id; raises `NotFound`."""
        download = self._downloads.get(id)
        if download is None:
            raise NotFound(f"there is no download {id!r} in the queue")
        return download

    # what people and the plan ask for

    def add(
        self,
        item: ItemKey,
        *,
        title: str,
        languages: Sequence[str] = (),
        priority: Priority = Priority.NORMAL,
        asked_by: AskedBy = AskedBy.PLAN,
        replaces: str = "",
    ) -> Download:
        """Queue an item; the one that is there already is the answer, whoever queued it.

        A person's wish counts more than the plan's: it revives what was given up or cancelled.
        """
        known = self.by_item(item)
        if known is not None and _person(asked_by):
            return self._ask_again(known, languages, priority, replaces)
        if known is not None:
            return known
        download = Download(
            id=self._new_id(),
            item=item,
            title=title,
            added_at=self._clock.now(),
            position=self._last + 1,
            priority=priority,
            languages=tuple(languages),
            asked_by=asked_by,
            replaces=replaces,
        )
        self._table.put(download.id, _DOWNLOAD.dump(download))
        self._downloads[download.id] = download
        self._ids[item] = download.id
        self._last = download.position
        self._changed()
        self._publish(DownloadQueued(download))
        return download

    def retry(self, ids: Iterable[str]) -> tuple[Download, ...]:
        """Have these tried as if they were new, for a person: at once, with all tries.

        One that only waits for its time need not wait any longer; a running one is left alone.
        Raises `NotFound`, before anything is changed.
        """
        chosen = [self.get(id) for id in ids]
        return tuple(
            self._revive(download)
            for download in chosen
            if download.state is not DownloadState.DOWNLOADING
        )

    def arrange(self, ids: Iterable[str]) -> None:
        """Have these taken before all others, in this order, and as they are when more come.

        One that is put before others of a higher priority is taken as if it had theirs. Raises
        `NotFound`, before anything is changed.
        """
        ahead = {id: self.get(id) for id in ids}
        behind = [one for one in self._waiting() if one.id not in ahead]
        if [*ahead] == [one.id for one in self._waiting()][: len(ahead)]:
            return
        as_high = max((one.taken_as for one in behind), default=Priority.LOW)
        place = min(one.position for one in self._downloads.values())
        for download in reversed(ahead.values()):
            place, as_high = place - 1, max(as_high, download.priority)
            lifted = as_high if as_high > download.priority else None
            self._replace(replace(download, position=place, lifted=lifted))

    def amend(self, id: str, *, priority: Priority, languages: Sequence[str]) -> None:
        """Change what its wish says of it; one that is gone by now is none to care about."""
        download = self.find(id)
        if download is not None:
            self._replace(replace(download, priority=priority, languages=tuple(languages)))

    def withdraw(self, id: str) -> None:
        """Nobody wants it any more; one that is gone by now is none to care about."""
        download = self.find(id)
        if download is not None:
            self._drop(download)
            self._publish(DownloadWithdrawn(download))

    def cancel(self, id: str) -> None:
        """Stop it for a person, and keep it, so that the plan does not queue it again at once.

        Also what was given up; one that was cancelled before, or is gone by now, is none to care
        about.
        """
        download = self.find(id)
        if download is None or download.state is DownloadState.CANCELLED:
            return
        cancelled = replace(
            download,
            state=DownloadState.CANCELLED,
            ended_at=self._clock.now(),
            retry_at=None,
            error="",
        )
        self._replace(cancelled)
        self._publish(DownloadWithdrawn(cancelled))

    # what the worker does

    def recover(self) -> None:
        """After a start: what says that it is downloading does not; it waits for its turn."""
        for download in self.downloads():
            if download.state is DownloadState.DOWNLOADING:
                self.put_back(download.id)

    def due(self) -> Iterator[Download]:
        """Those that wait and whose time has come, in order; what changes meanwhile is not seen."""
        now = self._clock.now()
        return (one for one in self.downloads() if _due(one, now))

    def first_due(self) -> Download | None:
        return next(self.due(), None)

    def next_due_at(self) -> datetime | None:
        """When the next one that waits for a time is due; None when none does."""
        now = self._clock.now()
        waiting = (one for one in self._downloads.values() if one.state is DownloadState.PENDING)
        return min(
            (one.retry_at for one in waiting if one.retry_at and not _due(one, now)), default=None
        )

    def start(self, id: str) -> Download:
        download = replace(
            self.get(id),
            state=DownloadState.DOWNLOADING,
            started_at=self._clock.now(),
            retry_at=None,
        )
        self._replace(download)
        self._publish(DownloadStarted(download))
        return download

    def chose(self, id: str, release: Release) -> Download:
        """Note which release is being fetched."""
        return self._replace(
            replace(self.get(id), source_url=release.url, language=release.language)
        )

    def put_back(self, id: str) -> None:
        """It stopped without having failed: it keeps its place and is due at once."""
        self._replace(replace(self.get(id), state=DownloadState.PENDING, started_at=None))

    def failed_try(
        self, id: str, error: str, *, retry_at: datetime | None, counted: bool
    ) -> Download:
        """A try ended badly and another follows."""
        download = self.get(id)
        download = replace(
            download,
            state=DownloadState.PENDING,
            started_at=None,
            tries=download.tries + counted,
            retry_at=retry_at,
            error=error,
        )
        self._replace(download)
        self._publish(DownloadFailed(download))
        return download

    def give_up(self, id: str, error: str) -> Download:
        """No try follows unless a person asks for it."""
        download = self.get(id)
        download = replace(
            download,
            state=DownloadState.FAILED,
            tries=download.tries + 1,
            retry_at=None,
            ended_at=self._clock.now(),
            error=error,
        )
        self._replace(download)
        self._publish(DownloadFailed(download))
        return download

    def finished(self, download: Download) -> None:
        """A completed record leaves, also when it was withdrawn while its file was placed."""
        known = self.find(download.id)
        if known is not None:
            self._drop(known)
        self._publish(DownloadFinished(download))

    # below

    def _ask_again(
        self, known: Download, languages: Sequence[str], priority: Priority, replaces: str
    ) -> Download:
        wish = replace(known, asked_by=AskedBy.PERSON, priority=max(known.priority, priority))
        if known.state in _ENDED:
            return self._revive(replace(wish, languages=tuple(languages), replaces=replaces))
        return self._replace(wish)

    def _revive(self, download: Download) -> Download:
        download = self._replace(
            replace(
                download,
                state=DownloadState.PENDING,
                asked_by=AskedBy.PERSON,  # whatever its wish says: somebody wants it now
                tries=0,
                started_at=None,
                retry_at=None,
                ended_at=None,
                error="",
            )
        )
        self._publish(DownloadQueued(download))
        return download

    def _waiting(self) -> list[Download]:
        return [one for one in self.downloads() if one.state in WAITING]

    def _replace(self, download: Download) -> Download:
        """Write the fields that differ, and answer with what is kept now."""
        fields = _DOWNLOAD.changes(self._downloads[download.id], download)
        if fields:
            self._table.change(download.id, fields)
            self._downloads[download.id] = download
            self._changed()
        return download

    def _drop(self, download: Download) -> None:
        self._table.drop(download.id)
        del self._downloads[download.id]
        del self._ids[download.item]
        self._changed()

    def _changed(self) -> None:
        self._sorted = None
        self.changed.set()


def _due(download: Download, now: datetime) -> bool:
    if download.state is not DownloadState.PENDING:
        return False
    at = download.retry_at
    return at is None or at <= now or at - now > _IMPLAUSIBLE


def _person(asked_by: AskedBy) -> bool:
    return asked_by is AskedBy.PERSON
