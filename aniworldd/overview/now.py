"""The first page: what runs, what is queued, what is missing and why, in one record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import nsmallest

from aniworldd.config.problems import printable
from aniworldd.library.shelf import Shelf
from aniworldd.model.download import WAITING, Download, DownloadState, Speed
from aniworldd.overview import questions, queue, titles
from aniworldd.overview.records import Concern, ItemRow, Now, State, TitleRow
from aniworldd.overview.words import count, moment
from aniworldd.reconcile.state import Observed, Plan

# what a person took away is in no list; the title's own page says why it is not here
_QUEUED = WAITING | {DownloadState.FAILED}


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the page is made of, as the parts of the daemon hold it."""

    name: str
    plan: Plan
    observed: Observed
    at: datetime
    rows: Sequence[TitleRow]  # of `titles.rows`
    downloads: Sequence[Download] = ()  # in queue order
    speeds: Mapping[str, Speed] = field(default_factory=dict)
    finished: Sequence[Download] = ()  # newest first
    concerns: Sequence[Concern] = ()  # of config, state, machine
    library: str = ""
    free: int | None = None
    next_scan_at: datetime | None = None
    stopped: bool = False  # the queue
    looked: bool = True  # whether a pass has ended since the start


def now(facts: Facts) -> Now:
    """The page's record."""
    rows = facts.rows
    downloads = queue.rows(facts.downloads, facts.speeds, facts.plan, facts.observed, facts.at)
    found = (*facts.concerns, *_library_concerns(facts))
    concerns = tuple(_printable(concern) for concern in found)
    missing = tuple(
        titles.pick(row, _is_missing)
        for row in rows
        if row.note or any(map(_is_missing, row.items))
    )
    return Now(
        name=printable(facts.name),
        headline=_headline(facts, rows, concerns),
        well=not concerns and not any(row.state is State.STUCK for row in rows),
        concerns=concerns,
        running=tuple(row for row in downloads if row.state == DownloadState.DOWNLOADING),
        queued=tuple(row for row in downloads if row.state in _QUEUED),
        missing=missing,
        titles=tuple(titles.pick(row, lambda _: False) for row in rows),
        finished=queue.finished(facts.finished),
        unknown=tuple(map(printable, titles.unplaced(facts.plan, facts.observed))),
        library=printable(facts.observed.shelf.away or facts.library),
        free=facts.free,
        rate=sum(speed.rate for speed in facts.speeds.values()),
        at=facts.at,
        stopped=facts.stopped,
        looked=facts.looked,
    )


def _is_missing(item: ItemRow) -> bool:
    return item.state not in {State.HERE, State.UNWANTED}


def _library_concerns(facts: Facts) -> list[Concern]:
    shelf = facts.observed.shelf
    concerns = []
    if shelf.away:
        concerns.append(
            Concern(
                f"The library is away: {shelf.away}",
                "Nothing is marked missing, queued or written until it is back.",
                question=questions.of_root(shelf, facts.library),
            )
        )
    if shelf.gone:
        concerns.append(_shrunk(facts, shelf))
    if shelf.low:
        concerns.append(
            Concern(
                f"Downloads wait: {shelf.low}", "They go on by themselves when space is free again."
            )
        )
    return concerns


def _shrunk(facts: Facts, shelf: Shelf) -> Concern:
    files = count(len(shelf.gone), "file")
    since = moment(shelf.shrunk_since, facts.at) if shelf.shrunk_since else "just now"
    what, cure = f"{files} vanished from the library at once ({since}).", ""
    if shelf.moved_from:
        what = (
            f"{files} of {shelf.moved_from} are not in {facts.library}, the library now ({since})."
        )
        cure = f" If not: set library.directory to {shelf.moved_from} again, and restart."
    return Concern(
        f"{what} Is that right?",
        f"If it is: aniworldd root accept.{cure} Until then nothing is queued.",
        "\n".join(nsmallest(10, shelf.gone)),
        questions.of_files(shelf),
    )


def _printable(concern: Concern) -> Concern:
    detail = "\n".join(map(printable, concern.detail.splitlines()))
    return replace(
        concern, sentence=printable(concern.sentence), cure=printable(concern.cure), detail=detail
    )


def _headline(facts: Facts, rows: Sequence[TitleRow], concerns: Sequence[Concern]) -> str:
    if not facts.looked:
        return "Looking at the library and the watch folder for the first time."
    if not rows:
        return "Nothing is wished for yet."
    stuck = sum(row.state is State.STUCK for row in rows)
    waiting = sum(row.state in {State.WAITING, State.COMING} for row in rows)
    here = sum(row.here for row in rows)
    wanted = sum(row.wanted for row in rows)
    if concerns or stuck:
        begin = "Something needs a look." if not stuck else f"{count(stuck, 'title')} stuck."
    else:
        begin = "All well."
    middle = f" {here} of {count(wanted, 'wanted episode')} here"
    middle += f"; {waiting} of {count(len(rows), 'title')} not complete." if waiting else "."
    if facts.next_scan_at is None:
        return begin + middle
    return f"{begin}{middle} Next scan {moment(facts.next_scan_at, facts.at)}."
