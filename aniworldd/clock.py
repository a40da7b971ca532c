"""Time: the only module that asks the machine what time it is."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is and how to wait; tests pass one of their own."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC. It may jump: never use it to measure."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever grow; for waits, rates and time-outs."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long by the monotonic clock."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def woken(event: asyncio.Event, clock: Clock, seconds: float | None) -> bool:
    """Wait until `event` is set or that long has passed; says whether it was the event."""
    if seconds is None:
        return await event.wait()
    waiter = asyncio.ensure_future(event.wait())
    timer = asyncio.ensure_future(clock.sleep(max(seconds, 0)))
    both = {waiter, timer}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in both:
            task.cancel()
        await asyncio.wait(both)  # awaiting them one by one would swallow our own cancellation
    return event.is_set()
