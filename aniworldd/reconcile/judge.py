"""The verdict for one item: why it is, or is not, here. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import PurePath

from aniworldd.catalogue import Listed, Listing, Source
from aniworldd.library.shelf import Here
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.title import Item, ItemKind
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Monitor, Watch
from aniworldd.naming import grammar, parse
from aniworldd.naming.parse import Kind
from aniworldd.reconcile.state import Desired, Observed

_NEVER = datetime(9999, 12, 30, tzinfo=UTC)  # a time in every zone


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that bears on one item."""

    desired: Desired
    observed: Observed
    folder: str  # the title's; "" while it is unclear
    unclear: str  # why it is
    watch: Watch
    source: Source
    listing: Listing
    here: Mapping[tuple[int, int], Here]  # in the title's folder, by season and number
    now: datetime

    @property
    def languages(self) -> tuple[str, ...]:
        own = self.watch.languages
        return self.desired.languages if own is None else own

    @property
    def download_asked(self) -> bool:
        own = self.watch.download
        return self.desired.auto_download if own is None else own


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, whether the item is to be queued, and in which languages it may be taken."""

    verdict: Verdict
    enqueue: bool = False
    languages: tuple[str, ...] | None = None  # None: that was not the question


def judge(case: Case, listed: Listed) -> Ruling:
    """The first of these that applies is the answer, in this order:

    the library cannot be trusted; it is here; the wish does not want it; it is on its way; it does
    not exist yet, or not in a wanted language; something holds it back; it is to be queued.
    """
    item = listed.item
    shelf = case.observed.shelf
    here = _here(case, item)
    if shelf.away:
        return Ruling(
            Verdict(item.key, Reason.LIBRARY_AWAY, since=shelf.away_since, what=shelf.away)
        )
    if here is not None and here.path in shelf.gone:
        return Ruling(_shrunk(case, item, here.path))
    if here is not None:
        own = (here.language,) if here.language else ()
        return Ruling(Verdict(item.key, Reason.HERE, file=here.path, languages=own))
    excluded = _excluded(case, listed)
    if excluded is not None:
        return Ruling(Verdict(item.key, excluded))
    download = case.observed.downloads.get(item.key)
    if download is None:
        return _missing(case, listed)
    languages, refused = _obtainable(case, listed)
    if waits_for_plan(download):
        if refused is not None:
            return Ruling(refused)
        if not case.download_asked:
            return Ruling(Verdict(item.key, Reason.NOT_ASKED))
    return Ruling(_on_its_way(case, download), languages=languages)


def waits_for_plan(download: Download) -> bool:
    """Whether it was the plan that queued it, and it has not begun: then it follows its wish."""
    return download.asked_by is AskedBy.PLAN and download.state is DownloadState.PENDING


def _here(case: Case, item: Item) -> Here | None:
    """The file that holds it. A film is no special that others number as they like: `SP1`."""
    here = case.here.get((item.key.season, item.key.number))
    if here is None or item.kind is not ItemKind.MOVIE:
        return here
    path = PurePath(here.path)
    coded = grammar.EXPLICIT.search(path.name) is not None  # as our own files are
    return here if coded or parse.read(path).kind is Kind.MOVIE else None


def _shrunk(case: Case, item: Item, path: str = "") -> Verdict:
    shelf = case.observed.shelf
    return Verdict(item.key, Reason.LIBRARY_SHRUNK, since=shelf.shrunk_since, file=path)


def _excluded(case: Case, listed: Listed) -> Reason | None:
    watch, key = case.watch, listed.item.key
    if not watch.enabled:
        return Reason.WISH_DISABLED
    if watch.seasons is not None and key.season not in watch.seasons:
        return Reason.EXCLUDED_BY_SEASONS
    if watch.monitor is Monitor.NONE:
        return Reason.EXCLUDED_BY_MONITOR
    if watch.monitor is Monitor.FUTURE and not _future(case, listed):
        return Reason.EXCLUDED_BY_MONITOR
    return None


def _future(case: Case, listed: Listed) -> bool:
    """Whether the item came after the wish; what the first answer listed did not."""
    wished_at = case.observed.wished_at.get(case.watch.link, case.now)
    if listed.item.released_at is not None:
        return listed.item.released_at > wished_at
    return listed.listed_at > max(wished_at, case.listing.first_at)


def _on_its_way(case: Case, download: Download) -> Verdict:
    verdict = partial(Verdict, download.item, download=download.id)
    match download.state:
        case DownloadState.DOWNLOADING:
            return verdict(Reason.DOWNLOADING, since=download.started_at)
        case DownloadState.CANCELLED:
            return verdict(Reason.CANCELLED, since=download.ended_at)
        case DownloadState.FAILED | DownloadState.COMPLETED:
            return verdict(
                Reason.GIVEN_UP, what=download.error, since=download.ended_at, tries=download.tries
            )
        case DownloadState.PENDING | DownloadState.PAUSED:
            pass
    if not case.desired.queue_running:
        return verdict(Reason.QUEUE_STOPPED)
    if case.observed.shelf.low:
        return verdict(Reason.DISK_BELOW_FLOOR, what=case.observed.shelf.low)
    if download.retry_at is not None and download.retry_at > case.now:
        return verdict(
            Reason.RETRY, until=download.retry_at, what=download.error, tries=download.tries
        )
    return verdict(Reason.QUEUED, since=download.added_at, what=download.error)


def _missing(case: Case, listed: Listed) -> Ruling:
    item, shelf = listed.item, case.observed.shelf
    languages, verdict = _obtainable(case, listed)
    if verdict is not None:
        return Ruling(verdict)
    if shelf.gone:
        return Ruling(_shrunk(case, item))
    if case.watch.link in case.observed.unrecognised:
        return Ruling(Verdict(item.key, Reason.NO_PROVIDER))
    failure = case.source.failure
    if failure is not None:
        reason = Reason.LAYOUT_CHANGED if failure.changed else Reason.PROVIDER_FAILING
        return Ruling(
            Verdict(
                item.key, reason, since=failure.since, until=failure.next_at, what=failure.error
            )
        )
    if case.unclear:
        return Ruling(Verdict(item.key, Reason.FOLDER_UNCLEAR, what=case.unclear))
    if not case.download_asked:
        return Ruling(Verdict(item.key, Reason.NOT_ASKED))
    return Ruling(Verdict(item.key, Reason.QUEUED), enqueue=True, languages=languages)


def _obtainable(case: Case, listed: Listed) -> tuple[tuple[str, ...] | None, Verdict | None]:
    """As `_acceptable`; before its release nobody asks for an item's languages."""
    item = listed.item
    if item.released_at is not None and item.released_at > case.now:
        return None, Verdict(item.key, Reason.NOT_RELEASED, until=item.released_at)
    return _acceptable(case, listed)


def _acceptable(case: Case, listed: Listed) -> tuple[tuple[str, ...], Verdict | None]:
    """The languages that may be taken now, best first; or why none may be."""
    wished, has = case.languages, listed.item.languages
    if not wished or not has:
        return wished, None
    available = tuple(language for language in wished if language in has)
    if not available:
        wanted = ", ".join(wished)
        return (), Verdict(
            listed.item.key, Reason.NOT_IN_WANTED_LANGUAGE, languages=has, what=wanted
        )
    best = wished[: wished.index(available[0])]
    since = listed.item.released_at or listed.listed_at
    until = _later(since, case.desired.languages_wait)
    if best and until > case.now:
        return (), Verdict(
            listed.item.key, Reason.BETTER_LANGUAGE, until=until, languages=best, what=available[0]
        )
    return available, None


def _later(since: datetime, seconds: float) -> datetime:
    """A site may say any date, and a person any wait: what no calendar holds is never."""
    try:
        return since + timedelta(seconds=seconds)
    except OverflowError:
        return _NEVER
