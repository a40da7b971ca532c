"""What `status` and `queue` say without a daemon: its state, your files and the disk, read only."""

from datetime import datetime
from pathlib import Path

from aniworldd.clock import SystemClock
from aniworldd.control import Answer
from aniworldd.daemon import looking, queueing, standing
from aniworldd.daemon.looking import Look
from aniworldd.model.download import DownloadState
from aniworldd.overview import now as first_page
from aniworldd.overview import status as line_of
from aniworldd.overview.records import Concern, Now
from aniworldd.overview.status import Status
from aniworldd.overview.words import count


def status(config: Path | None) -> Answer:
    """Raises `ConfigError`, `StoreError`, `Unavailable`."""
    at = SystemClock().now()
    look = looking.look(config, at)
    line = line_of.line(
        Status(
            at=at,
            waiting=sum(one.state is DownloadState.PENDING for one in look.downloads),
            stopped=not look.queue_runs,
            away="" if look.fresh else look.observed.shelf.away,
            problems=len(look.problems),
        )
    )
    return _told(look, standing.read(_now(look, at), line, look.scanned_at))


def queue(config: Path | None) -> Answer:
    """Raises `ConfigError`, `StoreError`, `Unavailable`."""
    at = SystemClock().now()
    look = looking.look(config, at)
    return _told(look, queueing.listed(_now(look, at)))


def _now(look: Look, at: datetime) -> Now:
    wrong = f"{count(len(look.problems), 'problem')} in your files"
    return first_page.now(
        first_page.Facts(
            name="",
            plan=look.plan,
            observed=look.observed,
            at=at,
            rows=look.rows,
            downloads=look.downloads,
            concerns=[Concern(wrong, "aniworldd check says which.")] if look.problems else (),
            looked=not look.fresh,
        )
    )


def _told(look: Look, answer: Answer) -> Answer:
    """With a first line that says whose answer this is."""
    return {**answer, "said": f"{looking.nobody(look)}\n{answer['said']}"}
