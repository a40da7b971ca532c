"""Files that people write changed: seen through their folders, and by a look of our own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from aniworldd.triggers.looks import Identity, Looks, with_parents

logger = logging.getLogger(__name__)

# watchfiles wakes at every step, at rest too, and tells a change after one or two of them.
_STEP = 400  # ms
_LOOK = 5000  # ms between own looks: what inotify missed, and all that NFS and SMB never tell
_POLL = 2000  # ms: watchfiles compares whole seconds when it polls
_ALONE = (2.0,) * 30  # seconds between looks without the system, until it is asked again

Folders = Callable[[], Collection[Path]]
Told = frozenset[str]  # paths; none after a while without any change
System = Callable[[Collection[str], Event], Iterator[Told]]


async def changes(
    folders: Folders,
    *,
    poll: bool,
    system: System | None = None,
    alone: Sequence[float] = _ALONE,
) -> AsyncIterator[None]:
    """Yield at the start and whenever something in a folder was saved, made, moved or deleted.

    Folders, never files: an atomic save replaces the file and would leave a watch on it deaf. Their
    parents are watched too, because a folder that is removed and made again goes silent.
    `system` stands in for what watches; when it cannot, own looks must do, with these `alone`
    seconds between them, before it is tried again.
    """
    stop = Event()
    seen = _changes(folders, stop, system or (_polling if poll else _telling), alone)
    try:
        # All of it in a thread: at rest the loop sleeps on.
        while await asyncio.to_thread(next, seen, False):
            yield
    finally:
        stop.set()  # which the thread sees with the next step


def _changes(
    wanted: Folders, stop: Event, system: System, alone: Sequence[float]
) -> Iterator[bool]:
    """The same for a thread of its own: waits, and yields True at each change until `stop`."""
    looks, warned = Looks(), False
    seen = looks.look(wanted())
    yield True
    while not stop.is_set():
        watched = with_parents(wanted())
        try:
            for told in system([path for path, _, _ in watched], stop):
                before, seen = seen, looks.look(wanted())
                if seen != before or _concerns(told, wanted()):
                    yield True
                warned = False
                if _other(watched, told, wanted()):
                    break
        except (OSError, WatchfilesRustInternalError) as error:
            # no inotify instance is left, or a folder went away between our look and the watch
            if not warned:
                logger.warning("Changed files are seen by looks alone: %s", error)
            warned = True
            for seconds in alone:
                if stop.wait(seconds):
                    break
                before, seen = seen, looks.look(wanted())
                if seen != before:
                    yield True


def _telling(paths: Collection[str], stop: Event, *, poll: bool = False) -> Iterator[Told]:
    """What the system tells of these folders, as it comes. Raises `OSError` and watchfiles' own."""
    with RustNotify(list(paths), False, poll, _POLL, False, True) as watcher:
        timeout = 1  # what changed before the watch began is a change, too
        while True:
            told = watcher.watch(1, _STEP, timeout, stop)
            if told == "stop":
                return
            yield frozenset() if isinstance(told, str) else frozenset(path for _, path in told)
            timeout = _LOOK


def _polling(paths: Collection[str], stop: Event) -> Iterator[Told]:
    """The same where the system tells nothing: by comparing what is there."""
    return _telling(paths, stop, poll=True)


def _concerns(told: Told, wanted: Collection[Path]) -> bool:
    """Whether one of them is in a folder, or is one; of the parents' other things nobody asks."""
    return any(path in wanted or path.parent in wanted for path in map(Path, told))


def _other(watched: tuple[Identity, ...], told: Told, wanted: Collection[Path]) -> bool:
    """Whether these are other folders than those that are watched; an inode may come again."""
    return with_parents(wanted) != watched or any(path in told for path, _, _ in watched)
