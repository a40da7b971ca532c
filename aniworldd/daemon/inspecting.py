"""The facts that health is judged by, gathered from the parts that know them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.catalogue import Source
from aniworldd.clock import Clock
from aniworldd.daemon import jobs
from aniworldd.daemon.probing import Probe
from aniworldd.daemon.sides import Records
from aniworldd.daemon.written import Written
from aniworldd.downloads.room import size
from aniworldd.errors import LibraryAway
from aniworldd.health import Health, judge
from aniworldd.health.checks import Facts, Failing, checks
from aniworldd.logs.logs import Logs
from aniworldd.model.watch import Watch
from aniworldd.overview.system import Check, Job, LogRow, ProviderRow, System
from aniworldd.overview.words import count
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.wants import Wants
from aniworldd.refresh.refresher import Refresher
from aniworldd.triggers.daily import DAYS, Daily
from aniworldd.triggers.timetable import Entry, Every, Timetable

_WHAT = {
    jobs.SCAN: "read the disk, compare, and queue what is missing",
    jobs.FEEDS: "look at feeds, and at the providers' pages of what is new",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks the providers, and whose each wish is."""

    refresher: Refresher
    whose: Callable[[], Mapping[str, Sequence[Watch]]]


class Inspector:
    """Looks anew each time it is asked; everything is in memory."""

    def __init__(
        self,
        records: Records,
        written: Written,
        wants: Wants,
        reconciler: Reconciler,
        timetable: Timetable,
        probe: Probe,
        asking: Asking,
        logs: Logs,
        *,
        clock: Clock,
    ) -> None:
        self._records = records
        self._written = written
        self._wants = wants
        self._reconciler = reconciler
        self._timetable = timetable
        self._probe = probe
        self._clock = clock
        self._asking = asking
        self._logs = logs
        self.started_at = clock.now()
        self._started = clock.monotonic()

    def health(self) -> Health:
        return judge(
            self.checks(),
            locked=bool(self._records.store.locked),
            failing=self._reconciler.failure is not None,
            looked=self._reconciler.sequence > 0,
            late=self._reconciler.late,
        )

    def system(self, status: str) -> System:
        """Everything; `status` is the daemon's one line."""
        failing = {one.provider: one.wishes for one in self._failing()}
        asked = self._asking.refresher.bars.all()
        return System(
            name=self._written.live.current.name,
            at=self._clock.now(),
            started_at=self.started_at,
            uptime=self._clock.monotonic() - self._started,
            status=status,
            checks=self.checks(full=True),
            jobs=self._jobs(),
            providers=tuple(
                ProviderRow(name, len(watches), failing.get(name, 0), asked.get(name, ()))
                for name, watches in self._asking.whose().items()
            ),
            log=self._logs.recent.lines()[::-1],
        )

    def log(self, *, level: int, after: int) -> Sequence[LogRow]:
        return self._logs.recent.lines(level=level, after=after)

    def checks(self, *, full: bool = False) -> tuple[Check, ...]:
        """`full`: with each problem of the files."""
        return checks(self._facts(full=full))

    def _jobs(self) -> tuple[Job, ...]:
        return tuple(
            Job(
                one.name,
                _WHAT[one.name],
                _times(one),
                one.next_at,
                one.last_at,
                one.started_at,
            )
            for one in self._timetable.entries()
        )

    def _facts(self, *, full: bool) -> Facts:
        store, shelf = self._records.store, self._reconciler.observed.shelf
        settings, found = self._written.live.current, self._probe.found
        failure = self._reconciler.failure
        looked = self._reconciler.sequence > 0
        question = self._wants.question
        scan = next(one for one in self._timetable.entries() if one.name == jobs.SCAN)
        return Facts(
            at=self._clock.now(),
            started_at=self.started_at,
            problems=len(self._written.problems),
            shown=[one.render() for one in self._written.problems] if full else (),
            last_good=self._written.stands_in,
            pending=self._written.pending,
            locked=store.locked,
            trouble=store.trouble,
            losses=[str(loss) for loss in store.losses],
            failure=failure.what if failure else "",
            library=str(self._records.library.directory),
            away=shelf.away if looked else "",
            gone=len(shelf.gone),
            strangers=self._records.library.strangers.downloads,
            low=shelf.low,
            free=_free(self._records),
            config_writable=found.config_writable,
            watch_folder=self._written.wishes.folder,
            watch_available=self._written.wishes.available,
            wishes=len(self._written.wishes.watches),
            vanished=len(question.gone) if question and not question.accepted else 0,
            needs=found.needs,
            failing=self._failing(),
            providers=len(self._asking.whose()),
            scans=scan.when is not None,
            last_scan_at=scan.last_at,
            scan_due_at=self._timetable.due_after_last(jobs.SCAN),
            backup_at=found.backup_at,
            backup_days=settings.backup.keep_days,
            log_trouble=self._logs.trouble,
        )

    def _failing(self) -> Sequence[Failing]:
        links = {watch.link for watch in self._written.wishes.watches if watch.enabled}
        return failing(self._records.catalogue.sources.values(), links)


def failing(sources: Iterable[Source], links: Collection[str]) -> Sequence[Failing]:
    """The providers that give nothing for some of these links, each with one of its errors."""
    found: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        if source.failure is not None and source.link in links:
            found[source.provider].append(source)
    return [
        Failing(
            name,
            len(these),
            next(source.failure.error for source in these if source.failure),
            any(source.failure.changed for source in these if source.failure),
        )
        for name, these in sorted(found.items())
    ]


def _free(records: Records) -> str:
    try:
        return f"{size(records.library.free())} free"
    except LibraryAway:
        return ""


def _times(entry: Entry) -> str:
    match entry.when:
        case Every(minutes):
            return "every minute" if minutes == 1 else f"every {count(minutes, 'minute')}"
        case Daily(at, days):
            on = ", ".join(day for day in DAYS if day in days)
            return f"{at:%H:%M} {'every day' if set(days) == set(DAYS) else f'on {on}'}"
        case None:
            return "never by itself"
