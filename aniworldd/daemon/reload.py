"""Puts what people wrote in force: at the start, and whenever it changed and then rested."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

from aniworldd.clock import woken
from aniworldd.config import guarded
from aniworldd.config.settings import Downloads
from aniworldd.daemon import jobs, stillness
from aniworldd.daemon.build import Parts
from aniworldd.daemon.together import assign
from aniworldd.events import ConfigLoaded, QueueStarted, QueueStopped
from aniworldd.model.watch import Watch
from aniworldd.net.throttle import Rates
from aniworldd.reconcile.wants import GRACE

logger = logging.getLogger(__name__)

_ASKING = 3600.0  # seconds between readings while a question stands, which time may settle
_TOLD = 20  # wishes at once


class Reload:
    """One reading at a time; what changes meanwhile is read next."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._changed = asyncio.Event()
        self._wished = _links(parts.wants.in_force())  # of the last run, at first
        self._running = parts.written.live.current.downloads.running
        parts.wants.accepted = self.ask
        parts.edits.reload = self.ask

    def ask(self) -> None:
        """Something changed, or somebody wants everything read again."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        parts = self._parts
        while True:
            if await woken(self._changed, parts.clock, self._patience()):
                await stillness.still(
                    self._changed, parts.clock, parts.written.changed_at, poll=parts.written.polled
                )
            await self.now()

    async def now(self) -> None:
        """Read, and put in force what is valid."""
        parts = self._parts
        await parts.written.reload()
        settings = parts.written.live.current
        parts.logs.apply(settings.logging, guarded.secret_values(parts.written.reading))
        parts.wants.update(parts.written.wishes)
        if not parts.wants.asking:  # until it is answered, a restart must know what vanished
            await parts.written.keep_wishes()
        watches = parts.wants.in_force()
        before, self._wished = self._wished, _links(watches)
        _tell(before, self._wished)
        # 70 ms for 8,000 wishes
        parts.whose.assigned = await asyncio.to_thread(assign, watches, parts.providers)
        parts.refresher.wish(parts.whose.assigned.by_provider, parts.providers)
        parts.refresher.by_itself = settings.scheduler.enabled
        for name, when in jobs.times(settings.scheduler).items():
            parts.timetable.plan(name, when)
        _set_limits(parts, settings.downloads)
        parts.worker.wake()
        parts.reconciler.request()
        parts.bus.publish(ConfigLoaded(len(parts.written.problems)))
        if settings.downloads.running is not self._running:
            self._running = settings.downloads.running
            parts.bus.publish(QueueStarted() if self._running else QueueStopped())

    def _patience(self) -> float | None:
        """Seconds until everything is read again without anybody asking; None: never."""
        wants = self._parts.wants
        if wants.leaving:
            return GRACE + 1
        return _ASKING if wants.asking else None


def _links(watches: Iterable[Watch]) -> dict[str, str]:
    """Each wish's link by its id."""
    return {watch.id: watch.link for watch in watches}


def _tell(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Which wishes came, went, and are called otherwise now, by their watch files."""
    come = {id: link for id, link in now.items() if id not in before}
    gone = {link: id for id, link in before.items() if id not in now}
    moved = {id: gone.pop(link) for id, link in sorted(come.items()) if link in gone}
    for what, ids in (
        ("New wish: %s", sorted(come.keys() - moved.keys())),
        ("Another name of the same wish: %s", [f"{was} is {id}" for id, was in moved.items()]),
        ("No wish any more: %s; its episodes stay", sorted(gone.values())),
    ):
        for id in ids[:_TOLD]:
            logger.info(what, id)
        if ids[_TOLD:]:
            logger.info("And %d more like that", len(ids) - _TOLD)


def _set_limits(parts: Parts, downloads: Downloads) -> None:
    parts.records.hosts.per_host = downloads.per_host
    parts.client.throttle.rates = Rates(
        downloads.rate_limit, downloads.rate_limit_each, downloads.concurrent
    )
