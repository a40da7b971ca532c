"""Our records in the words of the Aniworld documents, all editions' keys side by side; pure.

Megabytes are 1024 × 1024 bytes, as the documents' own program counts them; `mbps` are those a
second. Times are UTC with a Z.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import assert_never

import orjson

from aniworldd import events
from aniworldd.model.download import Download, DownloadState, Progress, Speed
from aniworldd.model.title import ItemKey
from aniworldd.net import urls
from aniworldd.overview.records import Label
from aniworldd.overview.tally import Tally
from aniworldd.overview.words import count
from aniworldd.web import human

JSON = str | int | float | bool | None | list["JSON"] | tuple["JSON", ...] | dict[str, "JSON"]
LabelOf = Callable[[ItemKey], Label]

DOWNLOADS = "downloads"
"""The only room that the documents name."""

TYPES = (
    *("connected", "ping", "pong", "system_info", "error"),
    *("download_added", "download_progress", "download_complete", "download_failed"),
    *("download_removed", "queue_status", "queue_started", "queue_stopped"),
    *("scan_progress", "scan_complete"),
)
"""What is said on the newest edition's socket."""

_MEGABYTE = 1024 * 1024
_ENDED = {DownloadState.FAILED, DownloadState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Message:
    """What a socket is told."""

    type: str
    data: Mapping[str, JSON]
    room: str = ""
    slot: str = ""


def stamp(at: datetime) -> str:
    """`2025-12-13T10:30:00.000Z`"""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"


def envelope(message: Message, at: datetime, id: str = "") -> bytes:
    """`id`: after which of the numbered messages it stands; only those for many have one."""
    whole = {"type": message.type, "timestamp": stamp(at), "data": message.data}
    return orjson.dumps(whole | {"id": id} if id else whole)


def told(event: events.Event, label_of: LabelOf) -> Message:
    """The message for an event."""
    match event:
        case events.DownloadQueued(download):
            return _download("download_added", download, label_of, "Queued")
        case events.DownloadStarted(download):
            return _started(download, label_of)
        case events.DownloadProgressed(speed):
            return progress(speed, label_of)
        case events.DownloadFinished(download):
            return _finished(download, label_of)
        case events.DownloadFailed(download):
            return _failed(download, label_of)
        case events.DownloadWithdrawn(download):
            return _download("download_removed", download, label_of, "Removed")
        case events.QueueStarted():
            return Message("queue_started", {"message": "Queue processing started"}, DOWNLOADS)
        case events.QueueStopped():
            return Message("queue_stopped", {"message": "Queue processing stopped"}, DOWNLOADS)
        case events.TitleRefreshed() | events.LibraryScanned() | events.PassFinished():
            return _scan(event)
        case _:
            return _system(event)


def progress(speed: Speed, label_of: LabelOf) -> Message:
    """The newest of one download; `text` is the same for people, as the page shows it."""
    done, total = speed.progress.done, speed.progress.total
    figures = _figures(speed)
    data: dict[str, JSON] = {
        "download_id": speed.download,
        "queue_item_id": speed.download,
        "key": speed.item.title,
        "folder": label_of(speed.item).folder,
        "episode": speed.item.code,
        **figures,
        "progress_percent": figures["percent"],
        "downloaded_bytes": done,
        "total_bytes": total,
        "text": {
            "amount": human.amount(done, total),
            "rate": human.rate(speed.rate),
            "left": human.left(speed.eta),
        },
    }
    return Message("download_progress", data, DOWNLOADS, slot=f"progress {speed.download}")


def queue_status(found: Tally) -> Message:
    """The queue's figures, as `GET /api/queue/status` has them."""
    data: dict[str, JSON] = {
        "status": running(found),
        "statistics": statistics(found),
        **flat(found),
    }
    return Message("queue_status", data, DOWNLOADS, slot="queue_status")


def running(found: Tally) -> dict[str, JSON]:
    """Whether downloads may begin; with nothing in the queue, too."""
    return {"is_running": found.running, "is_paused": not found.running}


def statistics(found: Tally) -> dict[str, JSON]:
    return {
        "total_items": found.total,
        "pending_count": found.waiting,
        "active_count": found.active,
        "completed_count": found.completed,
        "failed_count": found.failed,
        "total_downloaded_mb": megabytes(found.fetched),
        "average_speed_mbps": megabytes(found.rate),
        "estimated_time_remaining": None if found.left is None else round(found.left),
    }


def flat(found: Tally) -> dict[str, JSON]:
    """The same as October says it."""
    return {
        "total_items": found.total,
        "pending": found.waiting,
        "downloading": found.active,
        "completed": found.completed,
        "failed": found.failed,
        "total_size_bytes": found.known,
        "download_speed_mbps": megabytes(found.rate),
    }


def item(
    download: Download, folder: str, name: str = "", speed: Speed | None = None
) -> dict[str, JSON]:
    """The documents' Download Item; `name` is the episode's, where somebody knows it."""
    return {
        "id": download.id,
        "serie_id": download.item.title,
        "serie_folder": folder,
        "serie_name": download.title,
        "episode": {
            "season": download.item.season,
            "episode": download.item.number,
            "title": name or None,
        },
        "status": str(download.state),
        "priority": download.priority.name,
        "added_at": stamp(download.added_at),
        "started_at": _maybe(download.started_at),
        "completed_at": _maybe(download.ended_at),
        "progress": _progress(download, speed),
        "error": download.error or None,
        "retry_count": download.tries,
        "source_url": urls.shown(download.source_url) or None,
    }


def _progress(download: Download, speed: Speed | None) -> dict[str, JSON] | None:
    """Of what runs, at least that it does, and of what is whole; None where nothing is known."""
    if download.state is DownloadState.DOWNLOADING and speed is None:
        speed = Speed.begun(download)
    if download.state is DownloadState.COMPLETED and download.size:
        speed = Speed(download.id, download.item, Progress(download.size, download.size), eta=0.0)
    if speed is None:
        return None
    return _figures(speed)


def _figures(speed: Speed) -> dict[str, JSON]:
    """The documents' Download Progress."""
    done, total = speed.progress.done, speed.progress.total
    return {
        "percent": human.share(done, total),
        "downloaded_mb": megabytes(done),
        "total_mb": None if total is None else megabytes(total),
        "speed_mbps": megabytes(speed.rate),
        "eta_seconds": None if speed.eta is None else round(speed.eta),
    }


def _download(
    kind: str, download: Download, label_of: LabelOf, verb: str, more: Mapping[str, JSON] = {}
) -> Message:
    label = label_of(download.item)
    data: dict[str, JSON] = {
        "download_id": download.id,
        "queue_item_id": download.id,
        "key": download.item.title,
        "folder": label.folder,
        "anime_title": download.title,
        "episode": download.item.code,
        "status": str(download.state),
        "message": f"{verb} {download.title} {download.item.code}",
        "item": item(download, label.folder, label.name),
    }
    return Message(kind, {**data, **more}, DOWNLOADS)


def _started(download: Download, label_of: LabelOf) -> Message:
    """The newest edition has no word for it: its first progress."""
    return progress(Speed.begun(download), label_of)


def _finished(download: Download, label_of: LabelOf) -> Message:
    return _download("download_complete", download, label_of, "Finished", finished(download))


def finished(download: Download) -> dict[str, JSON]:
    """What is told of it besides; a download that was never noted as started took no known time."""
    took = None
    if download.started_at and download.ended_at:
        took = round((download.ended_at - download.started_at).total_seconds())
    return {"total_time_seconds": took, "file_path": download.file}


def _failed(download: Download, label_of: LabelOf) -> Message:
    more: dict[str, JSON] = {
        "error": download.error,
        "error_message": download.error,
        "error_code": "DOWNLOAD_ERROR",
        "final": download.state in _ENDED,
        "retry_at": _maybe(download.retry_at),
    }
    return _download("download_failed", download, label_of, "Failed:", more)


def _scan(
    event: events.TitleRefreshed | events.LibraryScanned | events.PassFinished,
) -> Message:
    match event:
        case events.TitleRefreshed(link, titles):
            message = f"Asked the provider of {link}"
            return Message(
                "scan_progress", {"link": link, "keys": list(titles), "message": message}
            )
        case events.LibraryScanned(files, unknown):
            message = f"Read the library: {count(files, 'file')}, {unknown} unknown"
            return Message(
                "scan_progress", {"files": files, "unknown": unknown, "message": message}
            )
        case events.PassFinished():
            data: dict[str, JSON] = {
                "sequence": event.sequence,
                "wanted": event.wanted,
                "here": event.here,
                "missing": event.wanted - event.here,
                "queued": event.queued,
                "withdrawn": event.withdrawn,
                "message": f"{event.here} of {event.wanted} wanted are here",
            }
            # of a pass without a look at the disk programs would say that a scan is over
            return Message("scan_complete" if event.scanned else "system_info", data)
        case _:
            assert_never(event)


def _system(
    event: events.ConfigLoaded
    | events.ProviderFailed
    | events.ProviderRecovered
    | events.LibraryWentAway
    | events.LibraryCameBack
    | events.LibraryShrank,
) -> Message:
    match event:
        case events.ConfigLoaded(problems):
            message = f"Configuration read, {count(problems, 'problem')}"
        case events.ProviderFailed():
            message = f"The provider {event.provider} fails: {event.error}"
        case events.ProviderRecovered():
            message = f"The provider {event.provider} answers again"
        case events.LibraryWentAway(reason):
            message = f"The library is away: {reason}"
        case events.LibraryCameBack():
            message = "The library is back"
        case events.LibraryShrank(gone, known):
            message = f"{gone} of {known} files vanished from the library at once"
        case _:
            assert_never(event)
    return Message("system_info", {"message": message})


def megabytes(number: float) -> float:
    return round(number / _MEGABYTE, 2)


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)
