"""Progress bars on a terminal; the only module that needs rich, and only commands load it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column

from aniworldd.daemon import following
from aniworldd.daemon.following import Display, Row

_WIDTH = 12  # columns of a bar
_HOW = 44  # of what stands behind it: 25 % of 95.4 MiB  2.0 MiB/s  1 min 1 s left
_SHORTEST = 12  # of what stands before it, which gives way where the terminal is narrow


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
    """Names come from the net, and are no markup."""
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        BarColumn(_WIDTH, table_column=Column(min_width=_WIDTH)),
        TextColumn("{task.fields[how]}", markup=False, table_column=Column(no_wrap=True)),
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
            title = self._title(row)
            if id not in self._tasks:
                self._tasks[id] = self._progress.add_task(title, visible=False, how="")
            self._progress.update(
                self._tasks[id],
                description=title,
                completed=following.percent(row),
                total=100.0 if row["total"] else None,
                how=following.how(row),
                visible=True,
            )
        self._progress.update(
            self._waiting, description=f"{waiting} waiting", visible=waiting > 0, total=None
        )

    def _title(self, row: Row) -> str:
        """The episode's code first: it must not be what is cut off."""
        title = f"{row['code']} {row['title']}" + (f" {row['name']}" if row["name"] else "")
        most = max(self._progress.console.width - _WIDTH - _HOW - 2, _SHORTEST)
        return title if len(title) <= most else f"{title[: most - 1]}…"
