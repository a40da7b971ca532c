"""A program written for any one edition works, from the first setup to the logout."""

import hashlib
from collections.abc import Awaitable, Callable

import pytest

from tests.api.clients import december, february, october
from tests.api.clients.october import Arrived
from tests.daemon.conftest import KETTLE, World

Play = Callable[[str, str, str], Awaitable[Arrived]]


@pytest.mark.parametrize(
    "play", [october.play, december.play, february.play], ids=["October", "December", "February"]
)
async def test_a_client_fetches_an_episode_from_setup_to_logout(world: World, play: Play) -> None:
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    if play is october.play:  # it has no call to add a series: a file does
        world.wish(KETTLE)
    await world.start()
    if play is october.play:
        await world.why(KETTLE, "S01E01", "not_asked")

    arrived = await play(world.daemon.address.rstrip("/"), "Kettle-7-Harbour", "Teekesselritter")

    clip = (world.stage.library / arrived.file).read_bytes()
    assert hashlib.sha256(clip).hexdigest() in world.stage.expected(KETTLE).values()
    assert len(world.files()) == 1
    assert arrived.status == 401
