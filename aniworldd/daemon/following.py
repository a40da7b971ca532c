"""Watching what the daemon does: bars on a terminal, lines elsewhere, objects for machines."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Protocol

from aniworldd import control
from aniworldd.errors import Unavailable
from aniworldd.model.download import UNDER_WAY, DownloadState
from aniworldd.overview.words import count
from aniworldd.web import human

_EVERY = 0.5  # seconds between two looks
_STEP = 10  # per cent between two lines

Print = Callable[[str], None]
Row = Mapping[str, object]  # a QueueRow, as it comes over the socket


class Display(Protocol):
    """Shows how far things are."""

    def show(self, rows: Sequence[Row], waiting: int) -> None:
        """What runs now, and how many wait."""
        ...


def queue(state: Path, print: Print, *, machine: bool) -> int:
    """Until nothing is under way, or Ctrl-C; raises `Unavailable` when no daemon runs."""
    try:
        with _display(print, machine=machine) as display:
            for rows in _looks(state):
                running = [row for row in rows if row["state"] == DownloadState.DOWNLOADING]
                waiting = sum(row["state"] in UNDER_WAY for row in rows) - len(running)
                display.show(running, waiting)
                if not running and not waiting:
                    break
    except KeyboardInterrupt:
        return 0
    if not machine:
        print("Nothing is under way any more.")
    return 0


def providers(state: Path, print: Print, asked: object) -> None:
    """Show about how many of the `asked` there is an answer, until there is one about all."""
    total = _number(asked)
    try:
        with _counter(print) as show:
            wait(state, show, total)
    except KeyboardInterrupt:
        return
    print("Every provider has answered." if total else "No provider had to be asked.")


def wait(state: Path, show: Callable[[int, int], None], total: int = 0) -> None:
    """Return once no provider owes an answer any more."""
    while left := _asking(state):
        total = max(total, left)
        show(total - left, total)
        Event().wait(_EVERY)
    if total:
        show(total, total)


def _asking(state: Path) -> int:
    rows = control.ask(state, "status")["rows"]
    return _number(rows.get("asking")) if isinstance(rows, dict) else 0


def _looks(state: Path) -> Iterator[Sequence[Row]]:
    while True:
        rows = control.ask(state, "queue")["rows"]
        yield [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        Event().wait(_EVERY)


@contextmanager
def _display(print: Print, *, machine: bool) -> Iterator[Display]:
    if machine:
        yield _Objects(print)
    elif not sys.stdout.isatty():
        yield _Lines(print)
    else:
        from aniworldd.daemon import bars  # rich: 60 ms, and only here

        with bars.downloads() as display:
            yield display


@contextmanager
def _counter(print: Print) -> Iterator[Callable[[int, int], None]]:
    if sys.stdout.isatty():
        from aniworldd.daemon import bars

        with bars.counter("Asking the providers") as show:
            yield show
        return
    said: list[str] = []

    def show_line(done: int, total: int) -> None:
        line = f"{done} of {count(total, 'title')} asked about"
        if said[-1:] != [line]:
            said.append(line)
            print(line)

    yield show_line


class _Lines:
    """A line for each step of each download."""

    def __init__(self, print: Print) -> None:
        self._print = print
        self._steps: dict[str, int] = {}

    def show(self, rows: Sequence[Row], waiting: int) -> None:
        for row in rows:
            id, step = str(row["id"]), int(percent(row) // _STEP)
            if self._steps.get(id) != step:
                self._steps[id] = step
                self._print(f"{title(row)}  {how(row)}")
        running = {str(row["id"]) for row in rows}
        self._steps = {id: step for id, step in self._steps.items() if id in running}


class _Objects:
    """An object a line, whenever something changed."""

    def __init__(self, print: Print) -> None:
        self._print = print
        self._said = ""

    def show(self, rows: Sequence[Row], waiting: int) -> None:
        line = json.dumps({"running": rows, "waiting": waiting}, ensure_ascii=False)
        if line != self._said:
            self._said = line
            self._print(line)


def title(row: Row) -> str:
    name = f" {row['name']}" if row["name"] else ""
    return f"{row['title']} {row['code']}{name}"


def percent(row: Row) -> float:
    return human.share(_number(row["done"]), _number(row["total"]) or None)


def how(row: Row) -> str:
    """How much is here, how fast it comes, and how long it still takes."""
    amount = human.amount(_number(row["done"]), _number(row["total"]) or None)
    left = human.left(None if row["eta"] is None else _real(row["eta"]))
    return "  ".join(filter(None, (amount, human.rate(_real(row["rate"])), left)))


def _number(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    raise Unavailable(f"the daemon answers with {value!r} where a number is expected")


def _real(value: object) -> float:
    return value if isinstance(value, float) else float(_number(value))
