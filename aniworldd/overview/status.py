"""One line that says how the daemon is, for `systemctl status` and the head of `status`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from aniworldd.downloads.room import size
from aniworldd.overview.words import count, moment


@dataclass(frozen=True, slots=True)
class Status:
    """What the line is made of."""

    at: datetime
    running: int = 0  # downloads
    waiting: int = 0
    rate: float = 0.0  # bytes a second
    next_scan_at: datetime | None = None
    stopped: bool = False  # the queue
    locked: str = ""  # why the state is
    away: str = ""  # why the library is
    problems: int = 0  # in the files that people write
    pending: Collection[str] = ()  # what waits for a restart


def line(status: Status) -> str:
    """`2 of 5, 4.1 MiB/s; next scan 03:00`"""
    if status.locked:
        return f"the state is locked: {status.locked}"
    parts = [_queue(status)]
    if status.stopped and (status.running or not status.waiting):
        parts.append("the queue is stopped")
    if status.away:
        parts.append(f"the library is away: {status.away}")
    if status.next_scan_at is not None:
        parts.append(f"next scan {moment(status.next_scan_at, status.at)}")
    if status.problems:
        parts.append(f"{count(status.problems, 'problem')} in the files")
    if status.pending:
        parts.append(f"waits for a restart: {', '.join(status.pending)}")
    return "; ".join(parts)


def _queue(status: Status) -> str:
    if status.running:
        rate = f", {size(status.rate)}/s" if status.rate >= 1 else ""
        return f"{status.running} of {status.running + status.waiting}{rate}"
    if not status.waiting:
        return "nothing to download"
    waiting = count(status.waiting, "download")
    return f"the queue is stopped, {waiting} in it" if status.stopped else f"{waiting} waiting"
