"""`library.directory` says another folder: the same library, or a new one that is asked about."""

import shutil
from pathlib import Path

from tests.daemon.conftest import KETTLE, World

ONE = "S01E01"


async def complete(world: World) -> None:
    """Everything was fetched, and the daemon has ended."""
    world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    await world.why(KETTLE, ONE, "here")
    await world.stop()


def point_to(world: World, place: Path) -> None:
    """As a person does in the config."""
    world.configure((f'directory: "{world.stage.library}"', f'directory: "{place}"'))
    world.stage.library = place


async def test_the_same_library_at_another_place_is_taken_silently(world: World) -> None:
    await complete(world)
    clips = world.shelf.count("/hoster/")
    moved = world.folder / "other disk"
    world.stage.library.rename(moved)
    point_to(world, moved)

    await world.start()
    await world.sees(lambda: world.daemon.parts.reconciler.sequence)

    assert world.now().well
    assert "(German Dub)" in await world.why(KETTLE, ONE, "here")
    assert world.shelf.count("/hoster/") == clips


async def test_a_new_root_that_is_empty_is_asked_about_and_queues_nothing(world: World) -> None:
    await complete(world)
    clips, old = world.shelf.count("/hoster/"), world.stage.library
    new = world.folder / "new disk"
    new.mkdir()
    point_to(world, new)

    for _ in range(2):  # a restart asks no more, and forgets nothing
        await world.start()
        await world.why(KETTLE, ONE, "library_shrunk")
        [concern] = world.now().concerns
        files = len(world.stage.expected(KETTLE))
        assert concern.sentence.startswith(
            f"{files} files of {old} are not in {new}, the library now"
        )
        assert not world.daemon.parts.records.queue.downloads()
        assert [path.name for path in new.iterdir()] == [".aniworldd-root"]
        await world.stop()
    assert world.shelf.count("/hoster/") == clips

    await world.start()
    await world.daemon.parts.control.commands["root accept"]([])
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    assert not world.now().concerns
    assert old.exists()


async def test_a_root_that_was_moved_by_mistake_is_moved_back_without_a_word(world: World) -> None:
    await complete(world)
    old, new = world.stage.library, world.folder / "new disk"
    new.mkdir()
    point_to(world, new)
    await world.start()
    await world.why(KETTLE, ONE, "library_shrunk")
    await world.stop()

    point_to(world, old)
    await world.start()

    assert "(German Dub)" in await world.why(KETTLE, ONE, "here")
    assert world.now().well
    assert [path.name for path in new.iterdir()] == [".aniworldd-root"]


async def test_a_new_root_that_has_it_all_is_taken_silently(world: World) -> None:
    """Copied by a person, without the hidden files."""
    await complete(world)
    clips, new = world.shelf.count("/hoster/"), world.folder / "new disk"
    shutil.copytree(
        world.stage.library, new, ignore=lambda _, names: [n for n in names if n[0] == "."]
    )
    point_to(world, new)

    await world.start()
    await world.why(KETTLE, ONE, "here")

    assert world.now().well
    assert world.shelf.count("/hoster/") == clips


async def test_a_move_waits_for_a_restart_and_is_named_until_then(world: World) -> None:
    await complete(world)
    await world.start()
    point_to(world, world.folder / "not even there")

    await world.sees(
        lambda: any("library.directory" in one.sentence for one in world.now().concerns)
    )
    await world.why(KETTLE, ONE, "here")
