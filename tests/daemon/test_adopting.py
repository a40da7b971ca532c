"""A library that others made is taken as it is: understood, asked about, never renamed."""

import asyncio
import hashlib
import sys
from pathlib import Path

from aniworldd.demo import clips
from tests.daemon.conftest import CHAIR, KETTLE, World

OWN = clips.make("kettle.mp4", "somebody's own")
NFO = '<tvshow><uniqueid type="imdb">tt99990001</uniqueid></tvshow>'


def put(world: World, *paths: str, content: bytes = OWN) -> None:
    for path in paths:
        file = world.stage.library / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def own(world: World) -> dict[str, str]:
    """The files that we did not bring, with their hashes."""
    mine = hashlib.sha256(OWN).hexdigest()
    return {path: digest for path, digest in world.files().items() if digest == mine}


async def complete(world: World, key: str, wanted: int) -> None:
    await world.sees(lambda: (row := world.title(key)) is not None and row.here == wanted)
    await world.sees(lambda: not world.now().running and not world.now().queued)


async def test_the_folders_of_languages_are_read_and_filled_as_they_are(world: World) -> None:
    name = "Die Teekesselritter"
    put(
        world,
        f"german-dub/{name}/Season 1/{name} S01E01.mkv",
        f"german-sub/{name}/Season 1/{name} S01E02.mkv",
        f"english-sub/{name}/Season 1/{name} S01E03.mkv",
    )
    before = own(world)
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    await complete(world, KETTLE, 3)

    assert own(world) == before
    assert world.files().keys() - before.keys() == {
        f"german-dub/{name}/Season 01/{name} - S01E03 - Wer stahl die Untertasse.mp4"
    }
    assert (await why(world, "S01E02")).endswith("S01E02.mkv (German Sub)")


async def test_a_folder_is_known_by_its_nfo_and_films_by_their_names(world: World) -> None:
    put(world, "Teapots/tvshow.nfo", content=NFO.encode())
    put(
        world,
        "Teapots/Season 1/01.mkv",
        "Teapots/Season 00/Teapots - S00E01 - Making of.mkv",
        "Teapots/Season 00/Teapots - S00E04 - Outtakes.mkv",
    )
    world.wish(KETTLE)
    await world.start()
    await complete(world, KETTLE, 6)

    row = world.title(KETTLE)
    assert row is not None
    assert (row.folder, row.folder_why) == ("Teapots", "its tvshow.nfo says imdb tt99990001")
    assert await why(world, "S01E01") == "here as Teapots/Season 1/01.mkv"
    film = await why(world, "S00E01")
    assert film.startswith("here as Teapots/Season 00/Die Teekesselritter - S00E01 - Storm")


async def test_two_folders_are_asked_about_and_the_answer_counts(world: World) -> None:
    put(world, "Die Teekesselritter/S01E01.mkv", "Die Teekesselritter (2021)/S01E02.mkv")
    wish = world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    asked = await world.why(KETTLE, "S01E01", "folder_unclear")
    assert "there are 'Die Teekesselritter', 'Die Teekesselritter (2021)'" in asked
    assert world.now().well is False

    wish.write_text(wish.read_text() + "folder: Die Teekesselritter\n")
    await complete(world, KETTLE, 3)

    assert await why(world, "S01E01") == "here as Die Teekesselritter/S01E01.mkv"
    assert (world.stage.library / "Die Teekesselritter (2021)/S01E02.mkv").exists()


async def test_plan_shows_what_was_understood(world: World) -> None:
    put(
        world,
        "Bürostuhl-Galaxis/Bürostuhl-Galaxis - 2026-03-06.mkv",
        "Bürostuhl-Galaxis/Bürostuhl-Galaxis 1x02.mkv",
        "Bürostuhl-Galaxis/Bürostuhl-Galaxis - OVA.mkv",
    )
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    world.wish(CHAIR)
    await world.start()
    await world.sees(lambda: (row := world.title(CHAIR)) is not None and row.here == 1)

    lines = (await plan(world.stage.config, CHAIR)).splitlines()

    assert "  folder: Bürostuhl-Galaxis  (it has its name)" in lines
    at = lines.index("  2 files not understood, counted as nothing:")
    assert lines[at + 1 : at + 3] == [  # the catalogue says no days
        "    Bürostuhl-Galaxis/Bürostuhl-Galaxis - OVA.mkv",
        "    Bürostuhl-Galaxis/Bürostuhl-Galaxis - 2026-03-06.mkv",
    ]
    assert "         here as Bürostuhl-Galaxis/Bürostuhl-Galaxis 1x02.mkv" in lines


async def test_plan_names_every_file_that_was_not_understood(world: World) -> None:
    extras = [f"Bürostuhl-Galaxis/behind the scenes {number:02}.mkv" for number in range(14)]
    put(world, "Bürostuhl-Galaxis/Bürostuhl-Galaxis 1x02.mkv", "odd.mkv", "Else/odd.mkv", *extras)
    world.wish(CHAIR)
    await world.start()
    await world.sees(lambda: (row := world.title(CHAIR)) is not None and row.unread)

    whole = (await plan(world.stage.config)).splitlines()
    one = (await plan(world.stage.config, CHAIR)).splitlines()

    at = whole.index("2 files in no title's folder not understood, counted as nothing:")
    assert sorted(whole[at + 1 :]) == ["  Else/odd.mkv", "  odd.mkv"]
    assert f"    … and 2 more: aniworldd plan {CHAIR}" in whole
    assert {f"    {path}" for path in extras} <= set(one)
    assert "  odd.mkv" not in one


async def why(world: World, code: str) -> str:
    return await world.why(KETTLE, code, "here")


async def plan(config: Path, *keys: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", "plan", *keys, "--config", str(config)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return said.decode()
