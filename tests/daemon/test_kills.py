"""The daemon killed at any moment: what it said stays said, and every file is whole and once."""

import asyncio
import random
import sys
from collections.abc import Mapping

import pytest

from tests.daemon.conftest import World


@pytest.mark.parametrize(
    "kills", [6, pytest.param(60, marks=pytest.mark.slow)], ids=["few kills", "many kills"]
)
async def test_killed_again_and_again_it_still_brings_every_file_once(
    world: World, kills: int
) -> None:
    chance = random.Random(kills)
    world.shelf.drip = 2_000_000
    world.shelf.mishaps.clear()  # a host that is down is waited for
    world.stage.wish()
    expected = world.stage.expected()

    for _ in range(kills):
        process = await start(world)
        await asyncio.sleep(chance.uniform(0.3, 1.6))
        assert whole_only(world, expected)
        process.kill()
        await process.wait()
    process = await start(world)
    async with asyncio.timeout(60):
        while world.files() != expected:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    process.terminate()

    assert await process.wait() == 0
    assert world.files() == expected


async def start(world: World) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", "run", "--config", str(world.stage.config)),
        stderr=asyncio.subprocess.DEVNULL,
    )


def whole_only(world: World, expected: Mapping[str, str]) -> bool:
    """Whether every name in the library is a whole file at any time."""
    return all(expected.get(path) == digest for path, digest in world.files().items())
