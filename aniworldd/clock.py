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
