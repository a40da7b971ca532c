"""What page, socket and health read from the running daemon."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from aniworldd.clock import Clock
from aniworldd.daemon import jobs
from aniworldd.daemon.inspecting import Inspector
from aniworldd.daemon.sides import Records
from aniworldd.daemon.written import Written
from aniworldd.desk.queue import Downloads
from aniworldd.downloads.worker import Worker
from aniworldd.errors import LibraryAway, NotFound
from aniworldd.health import Health
from aniworldd.health.machine import Figures, Machine
from aniworldd.model.download import DownloadState, Speed
from aniworldd.model.title import ItemKey
from aniworldd.overview import now as first_page
from aniworldd.overview import questions, status, titles
from aniworldd.overview.labels import Labels
from aniworldd.overview.records import Concern, Label, Now, TitleRow
from aniworldd.overview.status import Status
from aniworldd.overview.system import Check, Level, LogRow, System
from aniworldd.overview.tally import Tally
from aniworldd.overview.words import count
from aniworldd.reconcile.reconciler import Failure, Reconciler
from aniworldd.reconcile.wants import Wants
from aniworldd.triggers.timetable import Timetable

_SHOWN = 10  # finished downloads on the page
_SAID_BY_CHECKS = {"Last scan", "Programs", "Clock", "Log file"}


class View:
    """Joins what the parts hold into the read models, each time it is asked."""

    def __init__(
        self,
        records: Records,
        written: Written,
        wants: Wants,
        reconciler: Reconciler,
        worker: Worker,
        inspector: Inspector,
        timetable: Timetable,
        downloads: Downloads,
        machine: Machine,
        *,
        clock: Clock,
    ) -> None:
        self._records = records
        self._written = written
        self._wants = wants
        self._reconciler = reconciler
        self._worker = worker
        self._clock = clock
        self._downloads = downloads
        self._timetable = timetable
        self._machine = machine
        self._inspector = inspector
        self._made_for: tuple[int, datetime] | None = None
        self._rows: tuple[TitleRow, ...] = ()
        self._labels = Labels()

    def now(self) -> Now:
        return first_page.now(self._facts())

    def running(self) -> Sequence[Speed]:
        """Also of what runs and has not reported yet."""
        speeds = self._worker.speeds()
        return [
            speeds.get(one.id) or Speed.begun(one)
            for one in self._records.queue.downloads()
            if one.state is DownloadState.DOWNLOADING
        ]

    def queue(self) -> Tally:
        return self._downloads.tally()

    def title(self, key: str) -> TitleRow:
        for row in self._titles():
            if row.key == key:
                return row
        raise NotFound(f"no wish has a title {key!r}")

    def label(self, item: ItemKey) -> Label:
        return self._labels.of(item, self._reconciler.latest, self._reconciler.observed)

    def status(self) -> str:
        """In one line."""
        downloads = self._records.queue.downloads()
        return status.line(
            Status(
                at=self._clock.now(),
                running=sum(one.state is DownloadState.DOWNLOADING for one in downloads),
                waiting=sum(one.state is DownloadState.PENDING for one in downloads),
                rate=sum(speed.rate for speed in self._worker.speeds().values()),
                next_scan_at=self._timetable.next_at(jobs.SCAN),
                stopped=not self._written.live.current.downloads.running,
                locked=self._records.store.locked,
                away=self._reconciler.observed.shelf.away if self._reconciler.sequence else "",
                problems=len(self._written.problems),
                pending=self._written.pending,
            )
        )

    def name(self) -> str:
        return self._written.live.current.name

    def locked(self) -> bool:
        return bool(self._records.store.locked)

    def library(self) -> str:
        return str(self._records.library.directory)

    def health(self) -> Health:
        return self._inspector.health()

    async def answers(self) -> None:
        """Return once the state's writer has answered."""
        await self._records.store.answers()

    def figures(self) -> Figures:
        """Of the machine; blocking, raises `OSError`."""
        return self._machine.figures()

    def log(self, *, level: int, after: int) -> Sequence[LogRow]:
        """The last lines; the newest last."""
        return self._inspector.log(level=level, after=after)

    def system(self) -> System:
        """How daemon and machine are."""
        return self._inspector.system(self.status())

    def _facts(self) -> first_page.Facts:
        settings = self._written.live.current
        return first_page.Facts(
            name=settings.name,
            plan=self._reconciler.latest,
            observed=self._reconciler.observed,
            at=self._clock.now(),
            rows=self._titles(),
            downloads=self._records.queue.downloads(),
            speeds=self._worker.speeds(),
            finished=self._downloads.finished(_SHOWN),
            concerns=self._concerns(),
            library=str(self._records.library.directory),
            free=_free(self._records),
            next_scan_at=self._timetable.next_at(jobs.SCAN),
            stopped=not settings.downloads.running,
            looked=self._reconciler.sequence > 0,
        )

    def _titles(self) -> tuple[TitleRow, ...]:
        """Made anew after a pass, and each minute, because the words say how long ago."""
        at, sequence = self._clock.now(), self._reconciler.sequence
        made_for = (sequence, at.replace(second=0, microsecond=0))
        if self._made_for != made_for:
            self._made_for = made_for
            self._rows = titles.rows(self._reconciler.latest, self._reconciler.observed, at)
        return self._rows

    def _concerns(self) -> list[Concern]:
        store = self._records.store
        return [
            *_state(store.locked, store.trouble, (str(loss) for loss in store.losses)),
            *_passes(self._reconciler.failure, self._clock.now()),
            *_files(self._written),
            *_wishes(self._wants),
            *_machine(self._inspector.checks()),
        ]


def _state(locked: str, trouble: str, losses: Iterable[str]) -> list[Concern]:
    concerns = []
    if locked:
        concerns.append(
            Concern(
                f"The state is locked: {locked}",
                "Stop the daemon, restore a copy of the state folder, or go on with what can be "
                "read: aniworldd recover",
            )
        )
    if trouble:
        concerns.append(Concern(f"The state cannot be written: {trouble}", ""))
    concerns += [
        Concern(f"Part of the state was damaged: {loss}", "An older generation is in force.")
        for loss in losses
    ]
    return concerns


def _passes(failure: Failure | None, at: datetime) -> list[Concern]:
    if failure is None:
        return []
    minutes = max(int((at - failure.since).total_seconds() // 60), 0)
    return [
        Concern(
            failure.what,
            f"Nothing new is queued for {count(minutes, 'minute')} now; it is tried again every "
            "half minute, and the log has the details.",
        )
    ]


def _files(written: Written) -> list[Concern]:
    concerns = []
    problems = written.problems
    if problems:
        concerns.append(
            Concern(
                f"{count(len(problems), 'problem')} in your files."
                + (" The last good version is in force." if written.stands_in else ""),
                "Correct it, and it is in force a moment later; aniworldd check says the same.",
                "\n".join(problem.render() for problem in problems),
            )
        )
    if written.pending:
        concerns.append(
            Concern(
                f"These changes wait for a restart: {', '.join(written.pending)}",
                "Restart the daemon.",
            )
        )
    return concerns


def _wishes(wants: Wants) -> list[Concern]:
    question = wants.question
    if question is None or question.accepted:
        return []
    return [
        Concern(
            f"{len(question.gone)} wishes vanished from the watch folder at once. Is that right?",
            "If it is: aniworldd root accept. Until then they stay in force.",
            "\n".join(sorted(question.gone)),
            questions.of_wishes(question),
        )
    ]


def _machine(checks: Iterable[Check]) -> list[Concern]:
    """What no other concern says, in more detail."""
    return [
        Concern(f"{check.name}: {check.sentence}", check.cure, check.detail)
        for check in checks
        if check.name in _SAID_BY_CHECKS and check.level in {Level.WARNING, Level.ERROR}
    ]


def _free(records: Records) -> int | None:
    try:
        return records.library.free()
    except LibraryAway:
        return None
