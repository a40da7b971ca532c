"""Sub first, dub later: the daemon waits, falls back, and replaces what it made, and only once."""

import asyncio
import random
import re
import sys

import pytest

from aniworldd.demo.shelf import Language
from tests.daemon.conftest import CHAIR, World

SUB_THEN_DUB = """
languages: [German Dub, German Sub]
seasons: [1]
upgrade: true
"""
FILE = (
    "Bürostuhl-Galaxis (2026)/Season 01/Bürostuhl-Galaxis - S01E03 - Fünf Beine, kein Kompass.mp4"
)


def clip(world: World, language: str) -> bytes:
    return world.shelf.clip(CHAIR, 1, 3, language)


def lying(world: World) -> bytes:
    return (world.stage.library / FILE).read_bytes()


def recycled(world: World) -> list[bytes]:
    folder = world.stage.library / ".aniworldd/recycle"
    return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def why(world: World) -> str:
    item = world.item(CHAIR, "S01E03")
    return item.why if item else ""


@pytest.fixture
async def sub_only(world: World) -> World:
    """Its third episode is here in German Sub, which is all there is of it until now."""
    world.wish(CHAIR, SUB_THEN_DUB)
    await world.start()
    await world.sees(lambda: len(world.files()) == 4)
    return world


async def dub_appears(world: World) -> None:
    world.shelf.set_languages(CHAIR, 1, 3, [Language.GERMAN_DUB, Language.GERMAN_SUB])
    for watch in world.daemon.parts.wants.in_force():
        world.daemon.parts.refresher.ask(watch.link)


async def test_the_dub_that_comes_later_replaces_the_sub_and_is_the_end_of_it(
    sub_only: World,
) -> None:
    world = sub_only
    sentence = f"here as {FILE} (German Sub), upgrade wanted to German Dub: not released"
    await world.sees(lambda: why(world) == sentence)
    assert lying(world) == clip(world, "German Sub")
    subtitles = (world.stage.library / FILE).with_suffix(".de.srt")
    subtitles.write_text("1")

    await dub_appears(world)
    await world.sees(lambda: recycled(world))
    await world.sees(lambda: not world.now().running)

    assert recycled(world) == [clip(world, "German Sub")]
    assert lying(world) == clip(world, "German Dub")
    assert subtitles.read_text() == "1"
    asked = world.shelf.count("/redirect/")
    await world.daemon.parts.reconciler.settle(scan=True)
    assert re.fullmatch(
        re.escape(f"here as {FILE} (German Dub); the one before it went to .aniworldd/recycle/")
        + r"\d{4}-\d\d-\d\d",
        why(world),
    )
    assert world.shelf.count("/redirect/") == asked


async def test_a_dub_that_is_promised_and_not_given_keeps_the_sub_and_backs_off(
    sub_only: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, links = sub_only, sub_only.shelf.links
    monkeypatch.setattr(
        world.shelf,
        "links",
        lambda *where: [link for link in links(*where) if link.language is Language.GERMAN_SUB],
    )

    await dub_appears(world)
    await world.sees(lambda: "failed try" in why(world))

    assert "upgrade wanted to German Dub: waits for the next try at" in why(world)
    assert why(world).endswith("no release in German Dub; there is German Sub")
    assert lying(world) == clip(world, "German Sub")
    await world.daemon.parts.reconciler.settle(scan=True)
    assert [row.state for row in world.now().queued] == ["pending"]


async def test_a_file_that_somebody_changed_is_theirs(sub_only: World) -> None:
    world = sub_only
    (world.stage.library / FILE).write_bytes(b"somebody's own cut")

    await dub_appears(world)
    await world.sees(lambda: why(world) == f"here as {FILE}")

    assert lying(world) == b"somebody's own cut"
    assert recycled(world) == []


@pytest.mark.parametrize(
    "kills", [4, pytest.param(40, marks=pytest.mark.slow)], ids=["few kills", "many kills"]
)
async def test_killed_again_and_again_one_of_both_is_there_as_a_whole(
    sub_only: World, kills: int
) -> None:
    world, chance = sub_only, random.Random(kills)
    await world.stop()
    whole = {clip(world, "German Sub"), clip(world, "German Dub")}
    world.shelf.drip = 2_000_000
    world.shelf.set_languages(CHAIR, 1, 3, [Language.GERMAN_DUB, Language.GERMAN_SUB])

    for _ in range(kills):
        process = await start(world)
        async with asyncio.timeout(30):
            while not world.parts() and lying(world) == clip(world, "German Sub"):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        await asyncio.sleep(chance.uniform(0, 0.4))
        process.kill()
        await process.wait()
        assert lying(world) in whole
    process = await start(world)
    async with asyncio.timeout(60):
        while lying(world) != clip(world, "German Dub") or len(world.files()) != 4:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    process.terminate()

    assert await process.wait() == 0
    assert recycled(world) == [clip(world, "German Sub")]


async def start(world: World) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", "run", "--config", str(world.stage.config)),
        stderr=asyncio.subprocess.DEVNULL,
    )
