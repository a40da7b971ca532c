"""Downloads as rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aniworldd.config.problems import printable
from aniworldd.model.download import Download, DownloadState, Progress, Speed
from aniworldd.model.verdict import Verdict
from aniworldd.overview import reasons
from aniworldd.overview.records import FinishedRow, QueueRow
from aniworldd.reconcile.state import Observed, Plan


def rows(
    downloads: Iterable[Download],
    speeds: Mapping[str, Speed],
    plan: Plan,
    observed: Observed,
    now: datetime,
) -> tuple[QueueRow, ...]:
    """In the queue's own order."""
    verdicts = {verdict.item: verdict for verdict in plan.verdicts}
    return tuple(
        _row(download, speeds.get(download.id), verdicts.get(download.item), observed, now)
        for download in downloads
    )


def finished(downloads: Iterable[Download]) -> tuple[FinishedRow, ...]:
    return tuple(
        FinishedRow(
            download.item.title,
            download.item.code,
            printable(download.title),
            download.ended_at or download.added_at,
            printable(download.file),
        )
        for download in downloads
        if download.state is DownloadState.COMPLETED
    )


def _row(
    download: Download,
    speed: Speed | None,
    verdict: Verdict | None,
    observed: Observed,
    now: datetime,
) -> QueueRow:
    progress = speed.progress if speed else Progress(0)
    return QueueRow(
        id=download.id,
        key=download.item.title,
        code=download.item.code,
        title=printable(download.title),
        name=printable(_name(download, observed)),
        state=download.state,
        why=reasons.sentence(verdict, now) if verdict else "queued by hand",
        language=printable(download.language),
        done=progress.done,
        total=progress.total,
        rate=speed.rate if speed else 0.0,
        eta=speed.eta if speed else None,
    )


def _name(download: Download, observed: Observed) -> str:
    listing = observed.listings.get(download.item.title)
    for listed in listing.items if listing else ():
        if listed.item.key == download.item:
            return listed.item.name
    return ""
