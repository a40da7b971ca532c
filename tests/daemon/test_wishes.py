"""Wishes outlive a folder that is away, and vanish in numbers only when a person agrees."""

from pathlib import Path

import pytest

from aniworldd.model.download import Download
from tests.daemon.conftest import KETTLE, World

ONE = "S01E01"
STOPPED = ("library:", "downloads: {running: false}\nlibrary:")
STRANGERS = 10


def _downloads(world: World) -> list[Download]:
    return list(world.daemon.parts.records.queue.downloads())


def _wish_for_strangers(world: World) -> list[Path]:
    return [world.wish(f"stranger-{number}") for number in range(STRANGERS)]


async def _passed(world: World) -> None:
    await world.sees(lambda: world.daemon.parts.reconciler.sequence >= 2)


async def test_a_watch_folder_that_is_away_at_the_start_withdraws_nothing(world: World) -> None:
    world.configure(STOPPED)
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "queue_stopped")
    before = len(_downloads(world))
    await world.stop()

    world.stage.watchlist.rename(world.stage.watchlist.with_name("hidden"))
    await world.start()
    await _passed(world)

    assert before > 0
    assert len(_downloads(world)) == before
    assert len(world.daemon.parts.wants.in_force()) == 1


async def test_wishes_that_are_all_gone_after_a_restart_are_a_question(world: World) -> None:
    world.configure(STOPPED)
    world.wish(KETTLE)
    _wish_for_strangers(world)
    await world.start()
    await world.why(KETTLE, ONE, "queue_stopped")
    before = len(_downloads(world))
    await world.stop()
    for path in world.stage.watchlist.iterdir():
        path.unlink()

    for _ in range(2):  # the second time, too: what was kept is not lost by asking
        await world.start()
        await _passed(world)
        assert len(_downloads(world)) == before
        assert world.daemon.parts.wants.asking
        await world.stop()


async def test_an_answer_is_remembered_over_a_restart(world: World) -> None:
    wishes = _wish_for_strangers(world)
    await world.start()
    for path in wishes:
        path.unlink()
    parts = world.daemon.parts
    await world.sees(lambda: parts.wants.asking)

    await parts.control.commands["root accept"]([])
    await world.sees(lambda: parts.wants.question is None)
    await world.sees(lambda: not parts.written.recalled())
    await world.stop()
    await world.start()

    assert not world.daemon.parts.wants.asking
    assert world.daemon.parts.wants.in_force() == ()


async def test_the_log_says_which_wishes_came_and_went(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await world.start()
    path = world.wish(KETTLE)
    await world.sees(lambda: "New wish: die-teekesselritter.yaml" in caplog.text)
    caplog.clear()
    await world.stop()
    path.unlink()

    await world.start()
    await world.sees(
        lambda: "No wish any more: die-teekesselritter.yaml" in caplog.text, seconds=25
    )
    assert "New wish" not in caplog.text
