"""The real daemon in a process of its own, with something to tell ten times a second.

    python -m tests.bench.announcing CONFIG EVENTS_A_SECOND

It prints its address and a token. What it tells carries the monotonic clock, the same for all
processes of a machine.
"""

import asyncio
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aniworldd.accounts.door import Origin
from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.run import running
from aniworldd.events import DownloadQueued
from aniworldd.model.account import Role
from aniworldd.model.download import Download
from aniworldd.model.title import ItemKey


async def announce(config: Path, rate: float) -> None:
    """Until killed."""
    where = places.find(config, {})
    begin = written.start(where, plugs.PLUGS)
    download = Download("d", ItemKey("bench", 1, 1), "", datetime.now(UTC), 1)
    async with running(begin, where, SystemClock()) as daemon:
        door = daemon.parts.entrance.door
        account = await door.accounts.create("bench", "Bench-Mark-1", Role.ADMIN)
        token = (await door.enter(account, Origin("127.0.0.1"))).token
        sys.stdout.write(f"{daemon.address} {token}\n")
        sys.stdout.flush()
        while True:
            await asyncio.sleep(1 / rate)
            stamped = replace(download, title=f"at {time.monotonic_ns()} ")
            daemon.parts.bus.publish(DownloadQueued(stamped))


if __name__ == "__main__":
    asyncio.run(announce(Path(sys.argv[1]), float(sys.argv[2])))
