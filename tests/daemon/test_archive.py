"""An item of the archive, from a dropped file to a file whose checksum is the archive's."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.demo import clips
from tests.daemon.conftest import World
from tests.providers.archive.standin import Archive, Json, file, made_of, metadata
from tests.providers.served import serving

BEST, OTHER = (clips.make("chair.mp4", seed) for seed in ("best", "other"))


@pytest.fixture
async def archive(world: World, tmp_path: Path) -> AsyncIterator[Archive]:
    """One that the world's daemon is told to ask."""
    async with serving(tmp_path / "archive", "application/json") as (served, _):
        port = served.url.rpartition(":")[2]
        world.configure(
            ("providers:\n", f"providers:\n  archive: {{kind: archive, link: {served.url}}}\n"),
            ("allow_private: [", f'allow_private: ["127.0.0.1/32:{port}", '),
        )
        yield Archive(served)


def put(archive: Archive, *, sha1: str) -> None:
    """An item with a film and a smaller form of it; `sha1` is what is said of the first."""
    film: Json = file("film.mp4", size=str(len(BEST)), sha1=sha1, md5="")
    other = hashlib.sha1(OTHER, usedforsecurity=False).hexdigest()
    small = made_of("film.mp4", "film_512kb.mp4", "512Kb MPEG4", size=str(len(OTHER)), sha1=other)
    archive.put(metadata("lamp-post", film, small, title="The Lamp Post", date="1947"))
    archive.served.pages["/download/lamp-post/film.mp4"] = BEST
    archive.served.pages["/download/lamp-post/film_512kb.mp4"] = OTHER


def wish(world: World, archive: Archive) -> None:
    path = world.stage.watchlist / "lamp-post.yaml"
    path.write_text(f"link: {archive.link('lamp-post')}\n", "utf-8")


async def test_an_item_becomes_a_file(world: World, archive: Archive) -> None:
    put(archive, sha1=hashlib.sha1(BEST, usedforsecurity=False).hexdigest())
    wish(world, archive)

    await world.start()

    await world.sees(world.files)
    assert world.files() == {
        "The Lamp Post (1947)/Season 00/The Lamp Post - S00E01.mp4": hashlib.sha256(
            BEST
        ).hexdigest()
    }


async def test_a_file_of_another_checksum_never_comes_to_the_library(
    world: World, archive: Archive
) -> None:
    put(archive, sha1="0" * 40)
    wish(world, archive)

    await world.start()

    why = await world.why("lamp-post", "S00E01", "retry")
    assert "its SHA1 is not the announced one" in why
    assert world.files() == {}
