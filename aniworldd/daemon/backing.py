"""`aniworldd backup`: copies of what people wrote, and the way back to one."""

import argparse
import os
from collections.abc import Callable

from aniworldd.clock import SystemClock
from aniworldd.config import files, places
from aniworldd.config.backups import Backup, Backups
from aniworldd.config.settings import Settings
from aniworldd.daemon import plugs, say
from aniworldd.overview.words import count


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Raises `ConfigError`, `NotFound`, `InvalidRequest`, `Unavailable`, `Conflict`."""
    where = places.find(call.config, os.environ)
    settings = files.read(where, plugs.PLUGS).settings
    if settings is None:  # a restore may be the cure
        settings = Settings(data_dir=files.state_folder(call.config).absolute())
    backups = Backups(where, plugs.PLUGS, settings, now=SystemClock().now)
    match call.verb:
        case "list":
            made = backups.all()
            lines = [*map(_line, made)] or [f"There is no backup in {backups.folder}"]
            say.tell(lines, made, print, machine=call.json)
        case "take":
            taken = backups.take(call.name or "", with_secrets=call.with_secrets)
            line = f"Made {taken.name} in {backups.folder}"
            say.tell([line], taken, print, machine=call.json)
        case "restore":
            _restore(backups, call.name, print, machine=call.json)
        case _:
            gone = backups.prune()
            days = settings.backup.keep_days
            line = f"Nothing to delete: backups are kept for {days} days, the newest always"
            if gone:
                line = f"{count(len(gone), 'backup')} deleted: older than {days} days"
            say.tell([line], gone, print, machine=call.json)
    return 0


def _line(backup: Backup) -> str:
    return f"{backup.taken_at:%Y-%m-%d %H:%M:%SZ}  {backup.size:>9,} bytes  {backup.name}"


def _restore(backups: Backups, name: str, print: Callable[[str], None], *, machine: bool) -> None:
    restored = backups.restore(name)
    lines = [
        *(f"wrote    {path}" for path in restored.written),
        *(f"removed  {path}" for path in restored.removed),
    ]
    lines = lines or ["Everything is as it was then"]
    lines += [
        f"{key} is null now: the backup was made without secrets, write it into the file again"
        for key in restored.missing
    ]
    lines.append(f"What was there before is kept: aniworldd backup restore {restored.before}")
    found = {
        "written": restored.written,
        "removed": restored.removed,
        "before": restored.before,
        "missing": restored.missing,
    }
    say.tell(lines, found, print, machine=machine)
