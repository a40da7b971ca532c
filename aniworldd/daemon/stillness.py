"""Waits until nobody writes any more: a file is read when it rested, never in the middle."""

import asyncio
import math
from collections.abc import Callable

from aniworldd.clock import Clock

_STILLNESS = 0.3  # seconds without a change before files are read
_POLLED = 1.0  # the same where changes are found by comparing: network drives
_NEWS = 2.0  # seconds within which a change is told
_IMPATIENCE = 100  # times that stillness is waited for


async def still(
    changed: asyncio.Event, clock: Clock, changed_at: Callable[[float], float], *, poll: bool
) -> None:
    """Wait until files rest; `changed` is set whenever a change is told.

    Counted from the files' own time of change, because news of it comes later. A time too old for
    what was told just now, or of another machine's clock, tells nothing: then it is the time
    without any news that counts.

    `changed_at` is blocking: the last change before a time, both in seconds of the epoch.
    """
    for _ in range(_IMPATIENCE):
        changed.clear()
        now = clock.now().timestamp()
        age = now - await asyncio.to_thread(changed_at, now)
        if poll or age > _NEWS:
            before = await asyncio.to_thread(changed_at, math.inf)
            await clock.sleep(_POLLED if poll else _STILLNESS)
            if not changed.is_set() and before == await asyncio.to_thread(changed_at, math.inf):
                return
        elif age < _STILLNESS:
            await clock.sleep(_STILLNESS - age)
        else:
            return
