"""Commands that speak with the running daemon: status, scan, pause, resume, and watching."""

import asyncio
import copy
import json
import os
import pty
import sys
from pathlib import Path

import pytest

from aniworldd.config.live import Live
from aniworldd.daemon import asking, bars, calls, following
from aniworldd.daemon.following import Row
from aniworldd.daemon.pausing import PauseCommands
from aniworldd.desk.pausing import Pausing
from aniworldd.errors import Unavailable
from tests.daemon.conftest import KETTLE, World
from tests.daemon.program import Program

LINE = ("library:", "downloads: {running: false}\nlibrary:")


async def ask(world: World, *words: str) -> str:
    """What a command prints."""
    call = calls.parse([*words, "--config", str(world.stage.config)])
    lines: list[str] = []
    assert await asyncio.to_thread(lambda: asking.run(call, print=lines.append)) == 0
    return "\n".join(lines)


def row(**changes: object) -> Row:
    made: dict[str, object] = {
        **{"id": "a", "title": "Lamp", "code": "S01E01", "name": "Glow", "state": "downloading"},
        **{"done": 25, "total": 100, "rate": 2048.0, "eta": 61.0},
    }
    return {**made, **changes}


async def test_status_says_how_it_is_and_what_comes_next(world: World) -> None:
    await world.start()
    world.wish(KETTLE)
    await world.sees(lambda: len(world.now().titles) == 1 and world.daemon.parts.probe.found.needs)

    said = await ask(world, "status")
    found = json.loads(await ask(world, "status", "--json"))

    assert "next scan" in said.splitlines()[0]
    assert found["headline"] in said
    assert found["daemon"] is True
    assert "scan     03:00 every day; last: " in said
    assert {check["name"] for check in found["checks"]} >= {"Config", "Library", "Clock"}
    assert found["jobs"][0]["next_at"].endswith("Z")
    assert found["asking"] == 0


async def test_scan_waits_for_the_providers_when_it_is_told_to(world: World) -> None:
    await world.start()
    world.stage.wish()
    await world.sees(lambda: world.now().titles)

    said = await ask(world, "scan", "--wait")
    before = asked(world)
    machine = json.loads(await ask(world, "scan", "--wait", "--json"))

    assert said.splitlines()[-1] == "Every provider has answered."
    assert machine["asked"] == len(list(world.stage.watchlist.glob("*.yaml")))
    assert asked(world) >= before + machine["asked"]


def asked(world: World) -> int:
    """How many requests providers have answered."""
    return sum(len(these) for these in world.daemon.parts.refresher.bars.all().values())


async def test_pause_writes_it_down_and_is_in_force_before_the_answer(world: World) -> None:
    await world.start()

    said = await ask(world, "pause")
    running = world.daemon.parts.written.live.current.downloads.running
    stopped = world.now().stopped
    text = world.stage.config.read_text("utf-8")
    await ask(world, "resume")

    assert "aniworldd resume" in said
    assert (running, stopped) == (False, True)
    assert "running: false" in text
    assert world.daemon.parts.written.live.current.downloads.running is True
    assert not world.now().stopped


async def test_a_pause_that_something_else_overrules_says_so(world: World) -> None:
    await world.start()
    edits = copy.copy(world.daemon.parts.edits)
    edits.live = Live(world.daemon.parts.written.live.current)  # that nobody swaps
    pausing = PauseCommands(Pausing(edits))

    with pytest.raises(Unavailable, match="not in force"):
        await pausing.pause(())


async def test_the_queue_is_followed_until_nothing_is_under_way(world: World) -> None:
    world.configure(LINE)
    await world.start()
    world.wish(KETTLE)
    await world.sees(lambda: len(world.now().queued) == 6)
    watching = asyncio.create_task(ask(world, "queue", "--follow"))
    world.configure(("running: false", "running: true"))

    said = await asyncio.wait_for(watching, 60)

    assert said.splitlines()[-1] == "Nothing is under way any more."
    assert world.files().keys() >= world.stage.expected(KETTLE).keys()


async def test_on_a_terminal_there_are_bars(world: World) -> None:
    await world.start()
    world.stage.wish()
    await world.sees(lambda: world.now().titles)
    shown, end = pty.openpty()
    command = ("-m", "aniworldd", "scan", "--config", str(world.stage.config))
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=end)
    os.close(end)
    text = ""
    while chunk := await asyncio.to_thread(_read, shown):
        text += chunk
    os.close(shown)

    assert await process.wait() == 0
    assert "Asking the providers" in text
    assert "\x1b[" in text
    assert "Every provider has answered." in text


def _read(descriptor: int) -> str:
    try:
        return os.read(descriptor, 65536).decode("utf-8", "replace")
    except OSError:  # the other side is closed
        return ""


def test_a_line_says_how_far_how_fast_and_how_long() -> None:
    lines: list[str] = []
    display = following._Lines(lines.append)

    display.show([row()], 0)
    display.show([row(done=26)], 0)
    display.show([row(done=31)], 0)

    assert lines == [
        "Lamp S01E01 Glow  25 % of 100 B  2.0 KiB/s  1 min 1 s left",
        "Lamp S01E01 Glow  31 % of 100 B  2.0 KiB/s  1 min 1 s left",
    ]


def test_objects_are_one_a_line_and_only_when_something_changed() -> None:
    lines: list[str] = []
    display = following._Objects(lines.append)

    for one in (row(), row(), row(done=50)):
        display.show([one], 2)

    assert [json.loads(line)["running"][0]["done"] for line in lines] == [25, 50]


def test_bars_fit_a_terminal_and_say_what_matters(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):  # capsys is no terminal
        monkeypatch.delenv(name, raising=False)
    long = row(title="The Lamp of the Harbour", total=100 * 2**20, done=25 * 2**20, rate=2.0**21)
    with bars.downloads() as display:
        display.show([row(id="gone")], 0)
        display.show([long, row(id="b", code="S01E02", total=None, rate=0.0, eta=None)], 3)

    first, *others = [line for line in capsys.readouterr().out.splitlines() if "S01E0" in line][-2:]
    assert len(first) <= 80
    assert first.startswith("S01E01 The Lamp of")
    assert first.rstrip().endswith("25 % of 100.0 MiB  2.0 MiB/s  1 min 1 s left")
    assert others[0].startswith("S01E02 Lamp Glow")


@pytest.mark.parametrize("number", ["x", [1]])
def test_an_answer_of_another_kind_is_named(number: object) -> None:
    with pytest.raises(Unavailable, match="where a number is expected"):
        following.how(row(done=number))


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.lay_out()
    (made.watchlist / "lamp.yaml").write_text("link: https://nobody.example/lamp\n")
    return made


def test_readers_do_without_a_daemon_and_say_so(program: Program) -> None:
    before = program.call("status")
    with program.running() as daemon:
        assert program.call("scan").returncode == 0
        daemon.end()
    status, queue = program.call("status"), program.call("queue")
    machine = json.loads(program.call("status", "--json").stdout)

    assert "No daemon has run with this state yet" in before.stdout
    assert status.stdout.splitlines()[0].startswith("No daemon is running; ")
    assert "Last scan: " in status.stdout
    assert "never" not in status.stdout
    assert "lamp.yaml: no provider recognises" in status.stdout
    assert "The queue is empty." in queue.stdout
    assert json.loads(program.call("queue", "--json").stdout) == []
    assert machine["daemon"] is False
    assert machine["scanned_at"]


def test_pause_without_a_daemon_is_for_its_next_start(program: Program) -> None:
    ended = program.call("pause")

    assert ended.returncode == 0, ended.stderr
    assert "No daemon is running" in ended.stdout
    assert "running: false" in program.config.read_text("utf-8")
    assert "running: true" in (program.call("resume"), program.config.read_text("utf-8"))[1]


@pytest.mark.parametrize(
    "words", ["queue cancel x --json", "queue --json cancel x", "queue first x S01E01 --json"]
)
def test_machines_may_be_named_before_or_behind_the_verb(words: str) -> None:
    assert calls.parse(words.split()).json is True
    assert calls.parse(words.replace("--json", "").split()).json is False


def test_who_writes_needs_a_daemon(program: Program) -> None:
    for words in (("queue", "cancel", "lamp"), ("queue", "--follow"), ("scan", "--wait")):
        ended = program.call(*words)
        assert ended.returncode == 1
        assert "start it with: aniworldd run" in ended.stderr


def test_a_pause_that_the_environment_overrules_is_an_error(program: Program) -> None:
    ended = program.call("pause", environ={"ANIWORLDD__DOWNLOADS__RUNNING": "true"})

    assert ended.returncode == 1
    assert "not in force" in ended.stderr
