"""`aniworldd backup`: copies of what people wrote, and the way back to one."""

import argparse
import os
from collections.abc import Callable

from aniworldd.clock import SystemClock
from aniworldd.config import files, places
from aniworldd.config.backups import Backups
from aniworldd.config.settings import Settings
from aniworldd.daemon import plugs
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
            for one in backups.all():
                print(f"{one.taken_at:%Y-%m-%d %H:%M:%SZ}  {one.size:>9,} bytes  {one.name}")
            if not backups.all():
                print(f"There is no backup in {backups.folder}")
        case "take":
            taken = backups.take(call.name or "", with_secrets=call.with_secrets)
            print(f"Made {taken.name} in {backups.folder}")
        case "restore":
            _restore(backups, call.name, print)
        case _:
            gone = backups.prune()
            print(
                f"{count(len(gone), 'backup')} deleted: older than {settings.backup.keep_days} days"
            )
    return 0


def _restore(backups: Backups, name: str, print: Callable[[str], None]) -> None:
    restored = backups.restore(name)
    for path in restored.written:
        print(f"wrote    {path}")
    for path in restored.removed:
        print(f"removed  {path}")
    if not restored.written and not restored.removed:
        print("Everything is as it was then")
    print(f"What was there before is kept: aniworldd backup restore {restored.before}")
