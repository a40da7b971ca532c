"""What happens by itself, and when the settings say that it does."""

from collections.abc import Mapping

from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.config.settings import Scheduler
from aniworldd.events import Event, PassFinished
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.refresh.refresher import Refresher
from aniworldd.store import StateTable
from aniworldd.triggers.daily import Daily
from aniworldd.triggers.timetable import Every, Timetable, When

SCAN, FEEDS = "scan", "feeds"


def timetable(
    clock: Clock, table: StateTable, reconciler: Reconciler, refresher: Refresher, bus: Bus
) -> Timetable:
    """The jobs of the daemon, none of them planned yet."""

    def look() -> None:
        refresher.look()
        made.ended(FEEDS)

    made = Timetable(clock, {SCAN: lambda: reconciler.request(scan=True), FEEDS: look}, table=table)
    bus.subscribe(lambda event: _mind(event, made, reconciler))
    return made


def times(settings: Scheduler) -> Mapping[str, When]:
    """When each of them is due."""
    if not settings.enabled:
        return {SCAN: None, FEEDS: None}
    at = settings.schedule_time
    return {
        SCAN: Daily(at, settings.schedule_days) if at else Every(settings.interval_minutes),
        FEEDS: Every(settings.feeds_minutes),
    }


def _mind(event: Event, timetable: Timetable, reconciler: Reconciler) -> None:
    """A pass that read the disk was the scan, whoever asked for it."""
    if isinstance(event, PassFinished) and event.scanned:
        timetable.ended(SCAN, done=not reconciler.observed.shelf.away)
