"""`aniworldd config show`: the settings in force, and where each one comes from."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aniworldd import control
from aniworldd.config import origins, places, values
from aniworldd.config.origins import Setting
from aniworldd.daemon import plugs, say, written
from aniworldd.errors import ConfigError, Forbidden, Unavailable

WAITS = "waits for a restart"
_NAMES = 50  # columns that a key and its value have before the origin


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Raises `ConfigError` when neither the file nor its last good version can be used."""
    where = places.find(call.config, os.environ)
    begin = written.start(where, plugs.PLUGS)
    found = list(origins.settings(begin.reading, where))
    pending = _pending(begin.state)
    if call.json:
        print(_json(found, where.config, pending, last_good=begin.reading.last_good))
        return 0
    if begin.reading.last_good:
        sys.stderr.write(f"{say.problems(ConfigError(begin.reading.problems))}\n")
        sys.stderr.write("This is the last good version, which is in force.\n")
    for line in _lines(found, pending, origin=call.origin):
        print(line)
    return 0


def _pending(state: Path) -> Sequence[str] | None:
    """The keys that wait for a restart; None when no daemon runs."""
    try:
        keys = control.ask(state, "config pending")["keys"]
    except (Forbidden, Unavailable):
        return None
    return [str(key) for key in keys] if isinstance(keys, list) else []


def _lines(
    found: Iterable[Setting], pending: Sequence[str] | None, *, origin: bool
) -> Iterable[str]:
    for setting in found:
        line = f"{setting.path}: {values.spelt(setting.value)}"
        notes = [setting.origin] if origin else []
        if setting.path in (pending or ()):
            notes.append(WAITS)
        yield f"{line:{_NAMES}}  # {', '.join(notes)}" if notes else line


def _json(
    found: Iterable[Setting], config: Path, pending: Sequence[str] | None, *, last_good: bool
) -> str:
    settings = {one.path: {"value": one.value, "origin": one.origin} for one in found}
    return json.dumps(
        {
            "config": str(config),
            "last_good": last_good,
            "running": pending is not None,
            "pending": list(pending or ()),
            "settings": settings,
        },
        ensure_ascii=False,
    )
