"""How it stands, for `aniworldd status`: `said` for people, `rows` for machines."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aniworldd.control import Answer, Command
from aniworldd.daemon import say
from aniworldd.daemon.view import View
from aniworldd.overview.records import Now
from aniworldd.overview.system import System
from aniworldd.refresh.refresher import Refresher


class StatusCommand:
    """The running daemon's answer."""

    def __init__(self, view: View, refresher: Refresher) -> None:
        self._view = view
        self._refresher = refresher

    def table(self) -> Mapping[str, Command]:
        return {"status": self.status}

    async def status(self, words: Sequence[str]) -> Answer:
        now, system = self._view.now(), self._view.system()
        rows = {**_rows(now), **_machine(system), "daemon": True, "asking": self._refresher.asking}
        lines = [say.line(system.status), *say.status(now), "", *say.system(system)]
        return {"said": "\n".join(lines), "rows": say.plain(rows)}


def read(now: Now, line: str, scanned_at: datetime | None) -> Answer:
    """The same without a daemon, of what its state, the files and the disk say."""
    rows = {**_rows(now), "status": line, "daemon": False, "scanned_at": scanned_at}
    lines = [say.line(line), *say.status(now), say.scanned(scanned_at, now.at)]
    return {"said": "\n".join(lines), "rows": say.plain(rows)}


def _rows(now: Now) -> Mapping[str, object]:
    return {
        "headline": now.headline,
        "well": now.well,
        "concerns": now.concerns,
        "asked": {row.key or row.file: row.note for row in now.titles if row.note},
        "running": len(now.running),
        "queued": len(now.queued),
        "rate": now.rate,
        "unknown": len(now.unknown),
    }


def _machine(system: System) -> Mapping[str, object]:
    """Without the log: the daemon's own user has it."""
    return {
        "status": system.status,
        "started_at": system.started_at,
        "uptime": system.uptime,
        "checks": system.checks,
        "jobs": system.jobs,
        "providers": system.providers,
    }
