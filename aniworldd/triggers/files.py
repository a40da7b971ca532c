"""Files that people write changed: seen through their folders, told once they rest."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

from watchfiles import awatch

logger = logging.getLogger(__name__)

_STEP = 250  # ms: at most four idle wake-ups a second
_DEBOUNCE = 300  # ms of stillness
_POLL = 2000  # ms: watchfiles compares whole seconds when it polls


async def changes(
    folders: Callable[[], Collection[Path]], *, poll: bool, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Yield whenever something in one of the folders was saved, made, moved or deleted.

    Folders, never files: an atomic save replaces the file and would leave a watch on it deaf. Their
    parents are watched too, because a folder that is removed and made again goes silent.
    """
    while not stop.is_set():
        watched = _with_parents(folders())
        async for _ in awatch(
            *watched,
            step=_STEP,
            debounce=_DEBOUNCE,
            recursive=False,
            force_polling=poll,
            poll_delay_ms=_POLL,
            stop_event=stop,
            yield_on_timeout=False,
            watch_filter=None,
        ):
            yield
            if _with_parents(folders()) != watched:
                logger.debug("The set of watched folders changed")
                break


def _with_parents(folders: Collection[Path]) -> list[Path]:
    wanted = {path for folder in folders for path in (folder, folder.parent)}
    return sorted(path for path in wanted if path.is_dir())
