"""A feed from a dropped file to files that are there, and what happens when it moves on."""

from tests.daemon.conftest import World

LAMPS = "lampengespraeche"


async def test_a_feed_brings_its_files_and_what_is_new(world: World) -> None:
    world.stage.wish(LAMPS)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(LAMPS))

    world.shelf.add_talk(LAMPS, "Ein Dimmer packt aus")
    world.daemon.parts.refresher.ask(f"{world.stage.url}/podcast/{LAMPS}.xml")

    await world.sees(lambda: len(world.files()) == 4)
    assert world.files() == world.stage.expected(LAMPS)


async def test_a_feed_that_breaks_loses_nothing_and_says_why(world: World) -> None:
    world.stage.wish(LAMPS)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(LAMPS))
    before = world.files()

    world.shelf.faults.challenge = True
    world.daemon.parts.refresher.ask(f"{world.stage.url}/podcast/{LAMPS}.xml")

    row = await world.sees(lambda: note(world))
    assert "is a web page, not a feed" in row
    assert world.files() == before
    assert world.item(LAMPS, "S01E03") is not None


def note(world: World) -> str:
    """What the page says of the title, once it says something."""
    row = world.title(LAMPS)
    return row.note if row else ""
