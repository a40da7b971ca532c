"""What keeps an item from being queued, or tells how far it is on its way. Pure."""

from functools import partial

from aniworldd.catalogue import Listed
from aniworldd.model.download import Download, DownloadState
from aniworldd.model.title import Item
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Monitor
from aniworldd.reconcile.case import Case


def shrunk(case: Case, item: Item, path: str = "") -> Verdict:
    shelf = case.observed.shelf
    return Verdict(item.key, Reason.LIBRARY_SHRUNK, since=shelf.shrunk_since, file=path)


def excluded(case: Case, listed: Listed) -> Reason | None:
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


def on_its_way(case: Case, item: Item, download: Download) -> Verdict:
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
    if case.opens_at is not None:
        return verdict(Reason.OUTSIDE_HOURS, until=case.opens_at, what=str(case.desired.hours))
    if download.retry_at is not None and download.retry_at > case.now:
        return verdict(
            Reason.RETRY, until=download.retry_at, what=download.error, tries=download.tries
        )
    down = [case.observed.resting.get(host) for host in item.hosters]
    if item.hosters and all(down):
        first = min((one for one in down if one is not None), key=lambda one: one.until)
        return verdict(Reason.HOST_DOWN, since=first.since, until=first.until, what=first.what)
    return verdict(Reason.QUEUED, since=download.added_at, what=download.error)


def held_back(case: Case, item: Item) -> Verdict | None:
    """What must be settled before anything of this title is queued."""
    if case.observed.shelf.gone:
        return shrunk(case, item)
    if case.watch.link in case.observed.unrecognised:
        return Verdict(item.key, Reason.NO_PROVIDER)
    failure = case.source.failure
    if failure is None:
        return None
    return Verdict(
        item.key,
        Reason.LAYOUT_CHANGED if failure.changed else Reason.PROVIDER_FAILING,
        since=failure.since,
        until=failure.next_at,
        what=failure.error,
    )
