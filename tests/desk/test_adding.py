"""What is answered to a link that nobody takes."""

import re

import pytest

from aniworldd.daemon.desk import desk
from aniworldd.errors import InvalidRequest
from tests.daemon.conftest import World


async def test_without_any_provider_that_is_what_is_said(world: World) -> None:
    text = world.stage.config.read_text("utf-8")
    without = re.sub(r"^providers:\n(  .*\n)+", "providers: {}\n", text, flags=re.MULTILINE)
    world.stage.config.write_text(without, "utf-8")
    await world.start()
    asked = desk(world.daemon.parts)
    assert asked is not None

    with pytest.raises(
        InvalidRequest, match=r"^no provider takes links of x\.example; config\.yaml"
    ):
        await asked.adding.add("https://x.example/y", None)
