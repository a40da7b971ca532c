"""A download under way: how far it is, and why it has to end before it is done."""

import asyncio

from aniworldd.clock import Clock
from aniworldd.downloads import policy
from aniworldd.downloads.attempt import Links, Phase
from aniworldd.downloads.policy import Trouble
from aniworldd.downloads.queue import Queue
from aniworldd.downloads.rate import Meter
from aniworldd.downloads.room import Room
from aniworldd.errors import AniworldError, DiskFull, DownloadError
from aniworldd.model.download import Download, DownloadState, Progress
from aniworldd.model.release import Release

_PATIENCE = {Phase.ASKING: 300.0, Phase.FETCHING: 60.0}  # seconds without any progress
_STEP = 1024  # bytes that are progress
_FURTHER = 1024 * 1024  # bytes that make a try one that got further


class Run:
    """Listens to an attempt, and ends it when there is a reason."""

    def __init__(
        self,
        download: Download,
        links: Links,
        *,
        queue: Queue,
        meter: Meter,
        room: Room,
        clock: Clock,
    ) -> None:
        self.download = download
        self.links = links
        self._queue = queue
        self._meter = meter
        self._room = room
        self._clock = clock
        self._moved_at = clock.monotonic()
        self._mark = 0  # bytes; from here on it must move
        self._best = 0  # bytes
        self._task: asyncio.Task[None] | None = None
        self.phase = Phase.ASKING
        self.release: Release | None = None
        self.progress = Progress(0)
        self.ended = False  # by `end`
        self.ended_for: AniworldError | None = None

    @property
    def wanted(self) -> bool:
        """Whether the queue still says that it is being downloaded."""
        download = self._queue.find(self.download.id)
        return download is not None and download.state is DownloadState.DOWNLOADING

    @property
    def paused(self) -> bool:
        """Whether it was stopped, and is to go on where it was."""
        return self.ended and self.ended_for is None and self.wanted

    @property
    def further(self) -> bool:
        """Whether it brought clearly more of the file than any try before it."""
        return self._best >= self.links.furthest + _FURTHER

    @property
    def endless(self) -> bool:
        """Whether it never said how long it is."""
        return self.progress.total is None and self.progress.done > 0

    def learn(self, error: AniworldError) -> None:
        """Keep for the next try what this one showed of the link."""
        again = isinstance(error, DownloadError) and error.retry_after is not None
        if again and self.release is not None and not self.further:
            self.links.failed[self.release.url] += 1
        self.links.furthest = max(self.links.furthest, self._best)
        setback = policy.trouble(error) in (Trouble.NO_PLACE, Trouble.HOST_DOWN)
        self.links.setbacks = self.links.setbacks + 1 if setback else 0

    def entered(self, phase: Phase) -> None:
        self.phase = phase
        self._moved_at = self._clock.monotonic()

    def chose(self, release: Release) -> None:
        self.release = release
        self.progress = Progress(0)
        if self.wanted:
            self.download = self._queue.chose(self.download.id, release)

    def moved(self, progress: Progress) -> None:
        """Note the progress; raises `Unavailable` when the disk cannot be asked."""
        if self._has_moved(progress):
            self._moved_at, self._mark = self._clock.monotonic(), progress.done
        self.progress = progress
        self._best = max(self._best, progress.done)
        self._meter.report(self.download, progress)
        if self._room.expect(self.download.id, progress):
            lack = self._room.lacks(self.download.id)
            if lack:
                self.end(DiskFull(lack))

    def _has_moved(self, progress: Progress) -> bool:
        """A byte now and then is no movement: with it a download would last for ever."""
        if progress.total != self.progress.total or progress.done < self.progress.done:
            return True
        at_the_end = progress.done == progress.total and progress != self.progress
        return at_the_end or progress.done >= self._mark + _STEP

    def stalled(self) -> str:
        """The sentence when nothing has moved for too long; "" else."""
        patience = _PATIENCE.get(self.phase)
        if patience is None or self._clock.monotonic() - self._moved_at < patience:
            return ""
        if self.phase is Phase.ASKING:
            return f"its provider did not answer for {patience:.0f} seconds"
        return f"next to nothing arrived for {patience:.0f} seconds"

    def follow(self, task: asyncio.Task[None]) -> None:
        self._task = task

    def end(self, error: AniworldError | None = None) -> None:
        """Stop it; a file that is being placed is placed. None: it did not fail."""
        if self.phase is Phase.PLACING or self.ended or self._task is None:
            return
        self.ended = True
        self.ended_for = error
        self._task.cancel()
