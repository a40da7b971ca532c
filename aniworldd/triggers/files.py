"""Files that people write changed: seen through their folders, and by a look of our own."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from pathlib import Path

from watchfiles import awatch

_STEP = 300  # ms: at most four idle wake-ups a second, this and the looks together
_LOOK = 2000  # ms between own looks: what inotify missed, and all that NFS and SMB never tell
_POLL = 2000  # ms: watchfiles compares whole seconds when it polls

Facts = frozenset[tuple[str, int, int, int]]  # path, size, time of change in ns, inode


async def changes(folders: Callable[[], Collection[Path]], *, poll: bool) -> AsyncIterator[None]:
    """Yield at the start and whenever something in a folder was saved, made, moved or deleted.

    Folders, never files: an atomic save replaces the file and would leave a watch on it deaf. Their
    parents are watched too, because a folder that is removed and made again goes silent.
    """
    seen: Facts | None = None  # what changed before the watch began is a change, too
    while True:
        watched = _with_parents(folders())
        async for told in awatch(
            *watched,
            step=_STEP,
            debounce=_STEP,
            recursive=False,
            force_polling=poll,
            poll_delay_ms=_POLL,
            rust_timeout=_LOOK if seen is not None else _STEP,
            yield_on_timeout=True,
            watch_filter=None,
        ):
            first, before = seen is None, seen
            seen = await asyncio.to_thread(_facts, folders())
            if told or seen != before:
                yield
            if first or _with_parents(folders()) != watched:
                break


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
