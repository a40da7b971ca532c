"""Wait for what events tell."""

import asyncio
from collections.abc import Callable

from aniworldd.bus import Bus
from aniworldd.events import Event


async def until(bus: Bus, true: Callable[[], bool], *kinds: type[Event]) -> None:
    """Return when it is true: asked now, and after each event of these kinds."""
    woken = asyncio.Event()

    def hear(event: Event) -> None:
        if isinstance(event, kinds):
            woken.set()

    end = bus.subscribe(hear)
    try:
        while not true():
            woken.clear()
            await woken.wait()
    finally:
        end()
