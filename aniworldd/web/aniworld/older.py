"""October's words for what happens to downloads, on its own socket `/ws/downloads`; pure."""

from aniworldd import events
from aniworldd.model.download import Download, DownloadState, Speed
from aniworldd.web import human
from aniworldd.web.aniworld.shapes import JSON, Message, finished, megabytes

ROOM = "/ws/downloads"
"""Nobody joins it by name: who opens that socket is in it, and in no other."""


def told(event: events.Event) -> Message | None:
    """The message for an event; None where October has no word for it."""
    match event:
        case events.DownloadStarted(download):
            return _message("download_started", download, {})
        case events.DownloadFinished(download):
            return _message("download_completed", download, finished(download))
        case events.DownloadFailed(download):
            final = download.state is DownloadState.FAILED
            more: dict[str, JSON] = {
                "error_message": download.error,
                "error_code": "DOWNLOAD_ERROR",
                "final": final,
            }
            return _message("download_error", download, more)
        case _:
            return None


def progress(speed: Speed) -> Message:
    done, total = speed.progress.done, speed.progress.total
    return Message(
        "download_progress",
        {
            "queue_item_id": speed.download,
            "progress_percent": human.share(done, total),
            "downloaded_bytes": done,
            "total_bytes": total,
            "speed_mbps": megabytes(speed.rate),
        },
        ROOM,
        slot=f"progress {speed.download}",
    )


def _message(kind: str, download: Download, more: dict[str, JSON]) -> Message:
    data: dict[str, JSON] = {
        "queue_item_id": download.id,
        "anime_title": download.title,
        "episode": download.item.code,
    }
    return Message(kind, data | more, ROOM)
