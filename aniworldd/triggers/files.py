"""Files that people write changed: seen through their folders, and by a look of our own."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, awatch
from watchfiles._rust_notify import WatchfilesRustInternalError

logger = logging.getLogger(__name__)

_STEP = 300  # ms: at most four idle wake-ups a second, this and the looks together
_LOOK = 2000  # ms between own looks: what inotify missed, and all that NFS and SMB never tell
_POLL = 2000  # ms: watchfiles compares whole seconds when it polls
_ALONE = 30  # looks without the system's help, until it is asked for a watch again

Facts = frozenset[tuple[str, int, int, int]]  # path, size, time of change in ns, inode


async def changes(folders: Callable[[], Collection[Path]], *, poll: bool) -> AsyncIterator[None]:
    """Yield at the start and whenever something in a folder was saved, made, moved or deleted.

    Folders, never files: an atomic save replaces the file and would leave a watch on it deaf. Their
    parents are watched too, because a folder that is removed and made again goes silent.
    """
    seen: Facts | None = None  # what changed before the watch began is a change, too
    alone, warned = 0, False
    while True:
        try:
            watched = [] if alone else _with_parents(folders())
            async for told in _watch(watched, poll=poll or alone > 0, first=seen is None):
                first, before = seen is None, seen
                seen = await asyncio.to_thread(_facts, folders())
                if told or seen != before:
                    yield
                if alone:
                    alone -= 1
                    break
                warned = False
                if first or _with_parents(folders()) != watched:
                    break
        except* (OSError, WatchfilesRustInternalError) as errors:
            # no inotify instance is left, or a folder went away between our look and the watch
            if not warned:
                logger.warning("Changed files are seen by looks alone: %s", errors.exceptions[0])
            alone, warned = _ALONE, True


def _watch(
    folders: Collection[Path], *, poll: bool, first: bool
) -> AsyncIterator[set[tuple[Change, str]]]:
    """What was told, or nothing after a while; no folders just wait."""
    return awatch(
        *folders,
        step=_STEP,
        debounce=_STEP,
        recursive=False,
        force_polling=poll,
        poll_delay_ms=_POLL,
        rust_timeout=_STEP if first else _LOOK,
        yield_on_timeout=True,
        watch_filter=None,
    )


def _with_parents(folders: Collection[Path]) -> list[Path]:
    wanted = {path for folder in folders for path in (folder, folder.parent)}
    return sorted(path for path in wanted if path.is_dir())


def _facts(folders: Collection[Path]) -> Facts:
    """Blocking."""
    found = set()
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    facts = entry.stat()
                    found.add((entry.path, facts.st_size, facts.st_mtime_ns, facts.st_ino))
    return frozenset(found)
