"""What tries left behind: removed when nobody wants it, or when the disk stays full of it."""

import logging
from collections.abc import Collection, Iterable

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.downloads.attempt import Attempt
from aniworldd.downloads.gate import Cause, Gate
from aniworldd.downloads.queue import Queue
from aniworldd.model.download import DownloadState

logger = logging.getLogger(__name__)

_PATIENCE = 600.0  # seconds that the disk may be below its floor before parts are given up for it


class Leftovers:
    """Parts in the library's own folder.

    Parts alone can bring a disk below its floor, where nothing may start; nobody else would make
    room then.
    """

    def __init__(self, *, queue: Queue, attempt: Attempt, gate: Gate, clock: Clock) -> None:
        self._queue = queue
        self._attempt = attempt
        self._gate = gate
        self._clock = clock
        self._tidied = False
        self._low_since: float | None = None  # monotonic
        self._spared: int | None = None  # so many of the queue's first keep their parts

    async def tidy(self, known: Iterable[str], running: Collection[str]) -> Collection[str]:
        """Remove the parts of downloads that nobody wants any more, or that are done.

        Gives those of the `known` that are gone.
        """
        wanted = {*running} | {
            download.id
            for download in self._queue.downloads()
            if download.state is not DownloadState.CANCELLED
        }
        gone = set(known) - wanted
        blocked = self._gate.unusable()  # a full disk is a reason more
        if blocked is not None and blocked.cause is not Cause.DISK_BELOW_FLOOR:
            return ()
        if not self._tidied:
            self._tidied = True
            with contain("removing parts that belong to nothing"):
                await self._attempt.keep_only(wanted)
        for id in gone:
            self._gate.room.ended(id)
            with contain(f"removing the parts of {id}"):
                await self._attempt.discard(id)
        return gone

    async def make_room(self, *, idle: bool) -> None:
        """Give parts up while the disk stays below its floor and nothing runs.

        First those of downloads that are given up themselves, then, a half at each look, those of
        the queue's later part.
        """
        blocked = self._gate.unusable() if idle else None
        if blocked is None or blocked.cause is not Cause.DISK_BELOW_FLOOR:
            self._low_since = self._spared = None
            return
        now = self._clock.monotonic()
        if self._low_since is None:
            self._low_since = now
        if now - self._low_since < _PATIENCE or self._spared == 0:
            return
        open = [one.id for one in self._queue.downloads() if one.state is not DownloadState.FAILED]
        self._spared = len(open) if self._spared is None else self._spared // 2
        logger.warning("%s; the parts of %d downloads stay", blocked.what, self._spared)
        with contain("removing parts for want of room"):
            await self._attempt.keep_only(open[: self._spared])
