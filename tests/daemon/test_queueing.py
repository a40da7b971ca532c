"""The queue as a command sees it, and what a person does with it."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from aniworldd.daemon import offline
from aniworldd.errors import InvalidRequest, NotFound
from tests.daemon.conftest import CHAIR, KETTLE, World
from tests.daemon.program import Program


async def ask(world: World, name: str, *words: str) -> Mapping[str, object]:
    return await world.daemon.parts.control.commands[name](words)


async def stopped(world: World) -> None:
    """The daemon with the first season queued, and nothing under way."""
    world.configure(("library:", "downloads: {running: false}\nlibrary:"))
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    await world.why(KETTLE, "S01E01", "queue_stopped")


async def test_it_lists_what_is_queued_in_order_with_the_reason(world: World) -> None:
    await stopped(world)

    answer = await ask(world, "queue")

    lines = str(answer["said"]).splitlines()
    codes = [line.split()[1] for line in lines]
    assert codes == sorted(codes)
    assert "the queue is stopped; on again: aniworldd resume" in lines[0]
    rows = answer["rows"]
    assert isinstance(rows, list)
    assert rows[0]["id"] in lines[0]
    json.dumps(answer)  # as the socket does


async def test_what_runs_is_listed_with_how_far_it_is(world: World) -> None:
    world.shelf.drip = 100_000
    world.wish(KETTLE, "seasons: [0]\n")
    await world.start()
    await world.sees(lambda: any(row.done for row in world.now().running))

    answer = await ask(world, "queue")

    assert " % of " in str(answer["said"])


async def test_an_empty_queue_says_so(world: World) -> None:
    await world.start()

    assert (await ask(world, "queue"))["said"] == "The queue is empty."


async def test_one_is_put_in_front(world: World) -> None:
    await stopped(world)
    last = world.now().queued[-1]

    await ask(world, "queue first", last.id)

    assert world.now().queued[0].id == last.id


async def test_several_put_in_front_keep_their_order(world: World) -> None:
    await stopped(world)
    before = [row.code for row in world.now().queued]

    await ask(world, "queue first", KETTLE)

    assert [row.code for row in world.now().queued] == before


async def test_what_is_put_in_front_is_first_of_all_whatever_its_priority(world: World) -> None:
    world.wish(CHAIR, "seasons: [1]\npriority: high\n")
    await stopped(world)
    await world.why(CHAIR, "S01E01", "queue_stopped")
    usual = [row.key for row in world.now().queued]

    answer = await ask(world, "queue first", KETTLE, "S01E02")

    first, second, *_ = world.now().queued
    assert usual[0] == CHAIR
    assert (first.key, first.code, second.key) == (KETTLE, "S01E02", CHAIR)
    assert answer["said"] == "1 download in front of all others"


async def test_what_was_given_up_or_cancelled_is_tried_again_at_once(world: World) -> None:
    await stopped(world)
    await ask(world, "queue cancel", KETTLE, "S01E02")

    answer = await ask(world, "retry", KETTLE)

    assert answer["said"] == "3 downloads tried again"
    assert len(world.now().queued) == 3
    with pytest.raises(NotFound, match=r"nothing was given up$"):
        await ask(world, "retry")


@pytest.mark.parametrize("verb", ["cancel", "first"])
async def test_nothing_that_is_meant_is_said(world: World, verb: str) -> None:
    await stopped(world)

    with pytest.raises(NotFound, match="for nobody"):
        await ask(world, f"queue {verb}", "nobody")
    with pytest.raises(InvalidRequest, match="'half' is no episode"):
        await ask(world, f"queue {verb}", KETTLE, "half")


def test_the_command_asks_the_daemon(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.lay_out()
    with program.running():
        listed = program.call("queue")
        machine = program.call("queue", "--json")
        cancelled = program.call("queue", "cancel", "lamp-post", "S01E01")

    assert listed.stdout == "The queue is empty.\n"
    assert json.loads(machine.stdout) == []
    assert (cancelled.returncode, cancelled.stderr) == (
        64,
        "aniworldd: nothing is under way for lamp-post S01E01\n",
    )


async def test_what_was_cancelled_is_no_more_listed_without_a_daemon_than_with_one(
    world: World,
) -> None:
    await stopped(world)
    await ask(world, "queue cancel", KETTLE, "S01E02")
    with_one = await ask(world, "queue")
    await world.stop()

    without = await asyncio.to_thread(offline.queue, world.stage.config)

    codes = [[row["code"] for row in answer["rows"]] for answer in (with_one, without)]  # type: ignore[attr-defined]
    assert codes == [["S01E01", "S01E03"]] * 2
