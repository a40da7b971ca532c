"""Progress bars on a terminal; the only module that needs rich, and only commands load it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn

from aniworldd.daemon import following
from aniworldd.daemon.following import Display, Row

_WIDTH = 18  # columns of a bar
_TITLE = 34  # of what stands before it, so that 80 columns are enough


@contextmanager
def downloads() -> Iterator[Display]:
    """A bar for each download that runs."""
    with _progress() as progress:
        yield _Downloads(progress)


@contextmanager
def counter(what: str) -> Iterator[Callable[[int, int], None]]:
    """One bar; the answer moves it to so many of so many."""
    with _progress() as progress:
        task = progress.add_task(what, total=None, how="")
        yield lambda done, total: progress.update(
            task, completed=done, total=total, how=f"{done} of {total}"
        )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),  # names come from the net
        BarColumn(_WIDTH),
        TextColumn("{task.fields[how]}", markup=False),
    )


class _Downloads:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}
        self._waiting = progress.add_task("", visible=False, how="")

    def show(self, rows: Sequence[Row], waiting: int) -> None:
        running = {str(row["id"]): row for row in rows}
        for id in self._tasks.keys() - running.keys():
            self._progress.remove_task(self._tasks.pop(id))
        for id, row in running.items():
            title = following.title(row)
            if id not in self._tasks:
                self._tasks[id] = self._progress.add_task(title, visible=False, how="")
            self._progress.update(
                self._tasks[id],
                description=title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…",
                completed=following.percent(row),
                total=100.0 if row["total"] else None,
                how=following.how(row),
                visible=True,
            )
        self._progress.update(
            self._waiting, description=f"{waiting} waiting", visible=waiting > 0, total=None
        )
