"""A daemon that watches takes what editors save, and nothing of what they are still writing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.faults import edits
from tests.faults.edits import Version
from tests.faults.watching import Watching, watching

MADE_AGAIN = 10.0  # seconds until a folder that was made again is found
THOUGHT = 1.5  # seconds without a save, after which it is in force
SAVED = 5.0  # seconds that a save may take on a busy machine
SMALL_PIECES = 2  # a seed


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watching]:
    async with watching(tmp_path) as watched:
        yield watched


async def save(watched: Watching, number: int, pause: float) -> None:
    """Atomic saves, some of them broken, the last one valid; after each 50 somebody thinks."""
    random = Random(number)
    versions = [edits.version(turn, random, watched.rest) for turn in range(1, number)]
    last = edits.version(number, random, watched.rest, valid=True)
    for turn, version in enumerate([*versions, last], 1):
        for _ in edits.WAYS["rename over"](watched.config, version.data, random):
            pass
        wait = 0 if random.random() < 0.5 else random.random() * pause
        await asyncio.sleep(THOUGHT if turn % 50 == 0 else wait)
    await watched.takes(last, seconds=SAVED)
    assert set(watched.taken) <= {version.said for version in [*versions, last] if version.said}
    assert len(watched.taken) == len(set(watched.taken)), "a version came back"


async def test_of_fifty_atomic_saves_the_last_is_in_force(watched: Watching) -> None:
    await save(watched, 50, 0.1)


@pytest.mark.slow
async def test_of_a_thousand_atomic_saves_the_last_is_in_force(watched: Watching) -> None:
    await save(watched, 1000, 0.1)
    assert len(watched.taken) > 1


@pytest.mark.slow
async def test_of_saves_that_rest_each_is_in_force_in_its_turn(watched: Watching) -> None:
    random = Random(1)
    versions = [edits.version(turn, random, watched.rest, valid=True) for turn in range(1, 11)]
    for version in versions:
        for _ in edits.WAYS["rename over"](watched.config, version.data, random):
            pass
        await watched.takes(version, seconds=SAVED)
    assert watched.taken == [version.said for version in versions]


@pytest.mark.parametrize("name", ["in place", "cut first", "swap file"])
async def test_what_is_still_being_written_is_left_alone(watched: Watching, name: str) -> None:
    """A slow writer that never rests as long as the daemon waits."""
    text = f"name: Slow\n{watched.rest}scheduler: {{interval_minutes: 3}}\n"
    data = (text + "downloads: {retries: 9}\n").encode()
    steps = iter(range(10**6))
    for _ in edits.WAYS[name](watched.config, data, Random(SMALL_PIECES)):
        if next(steps) % 20 == 0:
            await asyncio.sleep(0.15)
    assert next(steps) > 100, "written in too few pieces to say anything"
    await watched.takes(Version(data, ("Slow", 3, 9)), seconds=SAVED)
    assert len(watched.taken) == 1, watched.taken


async def test_a_config_folder_replaced_by_another_is_found(watched: Watching) -> None:
    random = Random(1)
    home = watched.config.parent
    for turn in (1, 2):
        version = edits.version(turn, random, watched.rest, valid=True)
        other = home.with_name("other")
        shutil.copytree(home, other)
        (other / watched.config.name).write_bytes(version.data)
        home.rename(home.with_name(f"old-{turn}"))
        other.rename(home)
        await watched.takes(version, seconds=MADE_AGAIN)
        later = edits.version(turn + 10, random, watched.rest, valid=True)
        watched.config.write_bytes(later.data)
        await watched.takes(later, seconds=SAVED)


async def test_a_watch_folder_made_again_is_found(watched: Watching) -> None:
    parts = watched.daemon.parts
    for turn in range(2):
        one, two = f"http://site.example/{turn}/one", f"http://site.example/{turn}/two"
        (watched.watchlist / "one.yaml").write_text(f"link: {one}\n")
        await watched.wishes_for(one, seconds=SAVED)
        shutil.rmtree(watched.watchlist)
        await watched.sees(lambda: not parts.written.wishes.available, seconds=MADE_AGAIN)
        assert one in watched.links, "a folder that vanishes takes no wish away"
        watched.watchlist.mkdir()
        (watched.watchlist / "two.yaml").write_text(f"link: {two}\n")
        await watched.wishes_for(two, seconds=MADE_AGAIN)
        await watched.sees(lambda: parts.written.wishes.available, seconds=SAVED)


async def test_polling_finds_saves_and_folders_made_again(tmp_path: Path) -> None:
    rest = "watchlist: {poll: true}\n"
    async with watching(tmp_path, rest) as watched:
        version = edits.version(1, Random(1), watched.rest, valid=True)
        watched.config.write_bytes(version.data)
        await watched.takes(version, seconds=MADE_AGAIN)
        shutil.rmtree(watched.watchlist)
        watched.watchlist.mkdir()
        link = "http://site.example/one"
        (watched.watchlist / "one.yaml").write_text(f"link: {link}\n")
        await watched.wishes_for(link, seconds=MADE_AGAIN)
