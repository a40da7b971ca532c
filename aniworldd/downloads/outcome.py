"""What becomes of a download when a try has ended."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.downloads import policy
from aniworldd.downloads.attempt import Placed
from aniworldd.downloads.needs import WorkerSettings
from aniworldd.downloads.queue import Queue
from aniworldd.errors import AniworldError
from aniworldd.model.download import Download, DownloadState
from aniworldd.model.release import Release

logger = logging.getLogger(__name__)


class Outcome:
    """Writes the end of each try into the queue, as the policy says.

    `record` is awaited before a completed download leaves the queue.
    """

    def __init__(
        self,
        *,
        queue: Queue,
        record: Callable[[Download, Release], Awaitable[None]],
        settings: Callable[[], WorkerSettings],
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._record = record
        self._settings = settings
        self._clock = clock
        self._jitter = jitter

    async def completed(self, download: Download, placed: Placed) -> None:
        release = placed.release
        done = replace(
            download,
            state=DownloadState.COMPLETED,
            ended_at=self._clock.now(),
            error="",
            source_url=release.url,
            language=release.language,
            file=placed.file,
            size=placed.size,
        )
        with contain(f"recording {done.item} as finished"):
            await self._record(done, release)
        self._queue.finished(done)
        logger.info("Downloaded %s to %s", done.item, placed.file)

    def failed(
        self, download: Download, error: AniworldError, *, further: bool, setbacks: int
    ) -> None:
        """Note a try that ended in `error`; `further`, `setbacks`: see `policy.after`."""
        decision = policy.after(
            error,
            download,
            self._clock.now(),
            self._settings().retries,
            jitter=self._jitter(),
            further=further,
            setbacks=setbacks,
        )
        if decision.give_up:
            self._queue.give_up(download.id, str(error))
            logger.error("Gave %s up: %s", download.item, error)
            return
        self._queue.failed_try(
            download.id, str(error), retry_at=decision.retry_at, counted=decision.counted
        )
        logger.warning(
            "Did not get %s: %s; next try %s",
            download.item,
            error,
            f"at {decision.retry_at:%H:%M:%S}" if decision.retry_at else "when that is over",
        )
