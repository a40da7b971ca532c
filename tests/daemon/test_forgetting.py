"""A wish goes, and a month later what its provider said: files, history and folder stay."""

import json
from datetime import datetime, timedelta

import pytest

from aniworldd.catalogue import Catalogue
from aniworldd.clock import SystemClock
from aniworldd.daemon import reload
from aniworldd.library.known import Known
from aniworldd.reconcile import wants
from aniworldd.reconcile.apply import Memory
from aniworldd.reconcile.leaving import KEPT
from aniworldd.store import Store
from tests.daemon.conftest import CHAIR, KETTLE, World
from tests.daemon.program import Program


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds would be waited for in each test."""
    monkeypatch.setattr(wants, "GRACE", 0.3)
    monkeypatch.setattr(reload, "GRACE", 0.3)


def age(world: World) -> None:
    """Let a month go by for what was noted in the state; no daemon runs."""
    store = Store.open(world.stage.state, now=SystemClock().now)
    left = store.table("left")
    for id, fields in dict(left.documents()).items():
        at = datetime.fromisoformat(str(fields["at"])) - KEPT - timedelta(hours=1)
        left.put(id, {"at": at.isoformat()})
    store.close()


def told(world: World) -> list[str]:
    """Every line of the history."""
    files = sorted((world.stage.state / "history").iterdir())
    return [line for file in files for line in file.read_text("utf-8").splitlines()]


async def leave(world: World) -> None:
    """Fetch two titles, and wish for one of them no more."""
    wish = world.wish(KETTLE)
    world.wish(CHAIR)
    await world.start()
    expected = {**world.stage.expected(KETTLE), **world.stage.expected(CHAIR)}
    await world.sees(lambda: world.files() == expected)
    await world.why(KETTLE, "S01E01", "here")
    wish.unlink()
    await world.sees(lambda: world.title(KETTLE) is None, seconds=20)
    await world.sees(lambda: world.daemon.parts.records.memory.left_at)
    await world.stop()


async def test_what_was_said_is_forgotten_and_all_else_is_kept(world: World) -> None:
    await leave(world)
    expected = world.files()
    state = Store.read(world.stage.state)
    history, known, pins = told(world), dict(Known(state).files), Memory(state).pins
    assert KETTLE in Catalogue(state).listings
    age(world)

    await world.start()
    await world.sees(lambda: KETTLE not in world.daemon.parts.records.catalogue.listings)
    await world.sees(lambda: world.daemon.parts.reconciler.sequence)
    await world.stop()

    state = Store.read(world.stage.state)
    assert [id for id in state.table("items").ids() if id.startswith(KETTLE)] == []
    assert CHAIR in Catalogue(state).listings
    assert world.files() == expected
    assert (told(world), Memory(state).pins) == (history, pins)
    assert dict(Known(state).files) == known


async def test_a_wish_that_comes_back_after_that_finds_its_files(world: World) -> None:
    await leave(world)
    age(world)
    await world.start()
    await world.sees(lambda: KETTLE not in world.daemon.parts.records.catalogue.listings)
    clips = world.shelf.count("/hoster/")

    world.wish(KETTLE)

    for code in ("S01E01", "S02E02"):
        await world.why(KETTLE, code, "here")
    assert world.shelf.count("/hoster/") == clips


async def test_plan_and_why_say_what_is_kept_and_for_how_long(world: World) -> None:
    await leave(world)
    program, config = Program(world.folder), ("--config", world.stage.config)

    why = program.call("why", KETTLE, *config)
    assert f"nobody wishes for '{KETTLE}' any more; what its provider said is kept until" in (
        why.stderr
    )
    assert "forget" not in program.call("plan", *config).stdout

    age(world)
    said = program.call("plan", *config).stdout
    [line] = [line for line in said.splitlines() if "forget" in line]
    assert KETTLE in line
    assert "files, history and folders stay" in line
    actions = json.loads(program.call("plan", "--json", *config).stdout)["actions"]
    assert [one["titles"] for one in actions if one["do"] == "forget"] == [[KETTLE]]
