"""Commands that speak with the running daemon over its socket; readers do without one, too."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from aniworldd import control
from aniworldd.clock import SystemClock
from aniworldd.config import files, places
from aniworldd.control import Answer
from aniworldd.daemon import following, offline, pausing, say
from aniworldd.errors import Unavailable

Print = Callable[[str], None]

_READERS = {"status": offline.status, "queue": offline.queue}


def run(call: argparse.Namespace, *, print: Print) -> int:
    """Ask, and say the daemon's sentence.

    Raises `Unavailable` without a daemon, unless the command reads, and what `control.ask` raises.
    """
    state = files.state_folder(call.config)
    if getattr(call, "follow", False):
        return following.queue(state, print, machine=call.json)
    answer = _answer(call, state)
    if call.command == "scan" and call.json and call.wait:
        following.wait(state, lambda done, total: None)
    _say(call, answer, print)
    if call.command == "scan" and (call.wait or sys.stdout.isatty()) and not call.json:
        following.providers(state, print, answer.get("asked"))
    return 0


def _answer(call: argparse.Namespace, state: Path) -> Answer:
    words = [word for word in (getattr(call, "key", None), getattr(call, "episode", None)) if word]
    verb = getattr(call, "verb", None)
    command = f"{call.command} {verb}" if verb else call.command
    try:
        return control.ask(state, command, words)
    except Unavailable:
        if control.answers(state):
            raise  # it is there, and does not answer in time
        if command in _READERS:
            return _READERS[command](call.config)
        if command in {"pause", "resume"}:
            return _edit(call.config, running=command == "resume")
        raise


def _edit(config: Path | None, *, running: bool) -> Answer:
    """What the daemon would write, for its next start. Raises `ConfigError`, `Unavailable`."""
    where = places.find(config, os.environ)
    pausing.set_running(where, running, SystemClock().now)
    word = str(running).lower()
    return {"said": f"No daemon is running; {where.config} says downloads.running: {word} now"}


def _say(call: argparse.Namespace, answer: Answer, print: Print) -> None:
    """The sentence; or for machines the rows, and where there are none, all that there is."""
    say.tell([str(answer["said"])], answer.get("rows", answer), print, machine=call.json)
