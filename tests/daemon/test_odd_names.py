"""File names that are no text."""

import os

import pytest

from tests.daemon.conftest import KETTLE, World


@pytest.mark.parametrize("path", ["", "health"])
async def test_a_file_name_that_is_not_utf_8_is_shown_as_far_as_it_can_be(
    world: World, path: str
) -> None:
    folder = world.stage.library / os.fsdecode(b"B\xfcro")
    folder.mkdir()
    for name in (b"S01E01 \xff.mkv", b"notes \xff.mkv"):
        (folder / os.fsdecode(name)).write_bytes(b"x")
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, "S01E01", "here")

    shown = await world.page(path)

    assert path or "notes \N{REPLACEMENT CHARACTER}.mkv" in shown
