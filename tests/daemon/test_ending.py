"""SIGTERM while files arrive: it ends in time, keeps what has come, and goes on with it later."""

import asyncio
import json
import signal
import sys
import time

from aniworldd import control
from aniworldd.errors import Unavailable
from aniworldd.model.download import DownloadState
from tests.daemon.conftest import KETTLE, World
from tests.present import size

ENOUGH = 100_000  # bytes of a file that has begun to come
LONGEST = 10.0  # seconds from the signal to the end


async def test_told_to_end_while_files_arrive_it_ends_in_time_and_goes_on_later(
    world: World,
) -> None:
    world.shelf.drip = 100_000
    world.wish(KETTLE)
    daemon = await start(world)
    async with asyncio.timeout(60):
        while max(await arrived(world), default=0) < ENOUGH:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    begin = time.monotonic()
    daemon.send_signal(signal.SIGTERM)
    ended = await daemon.wait()
    took = time.monotonic() - begin
    kept = sum(map(size, world.parts()))
    queue, here = await rows(world), world.files()
    world.shelf.drip = None
    world.shelf.requests.clear()
    daemon = await start(world)
    async with asyncio.timeout(60):
        while world.files() != world.stage.expected(KETTLE):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    daemon.terminate()

    assert (ended, await daemon.wait()) == (0, 0)
    assert took < LONGEST
    assert kept >= ENOUGH
    assert len(queue) + len(here) == len(world.stage.expected(KETTLE))
    assert {row["state"] for row in queue} == {DownloadState.PENDING}
    assert any("Range" in asked.headers for asked in world.shelf.requests)


async def start(world: World) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", "run", "--config", str(world.stage.config)),
        stderr=asyncio.subprocess.DEVNULL,
    )


async def arrived(world: World) -> list[int]:
    """How many bytes of each file have come, by the daemon."""
    try:
        found = (await asyncio.to_thread(control.ask, world.stage.state, "queue"))["rows"]
    except Unavailable:  # not yet
        return []
    assert isinstance(found, list)
    return [row["done"] for row in found]


async def rows(world: World) -> list[dict[str, object]]:
    """The queue, as it is read without a daemon."""
    words = ("queue", "--json", "--config", str(world.stage.config))
    asked = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", *words), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await asked.communicate()
    found: list[dict[str, object]] = json.loads(said)
    return found
