"""The real daemon on a disk that does not answer: it does, and it ends when it is told to."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.daemon.program import Daemon, Program
from tests.faults.shim import Shim

FOLDER = "The Lamp Post (2024)/Season 01"
AT_ONCE = 5.0  # seconds; far less than a call hangs, and enough for a busy machine


@dataclass
class World:
    program: Program
    daemon: Daemon
    shim: Shim

    def get(self, path: str = "") -> str:
        """What is answered at once."""
        return self.daemon.page(path, timeout=AT_ONCE)

    def scan(self) -> str:
        done = self.program.call("scan")
        return done.stdout + done.stderr

    def until(self, text: str, seconds: float = 90.0) -> None:
        """Until the page says it, by itself."""
        end = time.monotonic() + seconds
        while text not in (page := self.get()):
            assert time.monotonic() < end, page
            time.sleep(0.5)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Its library has been looked at."""
    program = Program(tmp_path)
    program.lay_out()
    shim = Shim.build(tmp_path, program.library)
    (program.library / FOLDER).mkdir(parents=True)
    for number in range(1, 4):
        (program.library / FOLDER / f"S01E{number:02}.mkv").write_bytes(b"x")
    with program.running(environ=shim.environ) as daemon:
        world = World(program, daemon, shim)
        assert world.scan().startswith("3 files in the library")
        world.daemon.page()
        yield world
        shim.heal()


def test_a_disk_that_hangs_holds_up_neither_answers_nor_the_end(world: World) -> None:
    world.shim.order("HANG")
    (world.program.watchlist / "one.txt").write_text("https://catalogue.example/anime/one\n")
    for _ in range(20):  # a pass hangs meanwhile, for the wish that is new
        world.get()
        assert json.loads(world.get("health"))["status"]
        world.get("healthz")
        time.sleep(0.05)

    begin = time.monotonic()
    assert world.daemon.end() == 0
    assert time.monotonic() - begin < 10
    assert "Traceback" not in world.daemon.log()


@pytest.mark.slow
def test_a_command_that_looks_at_the_disk_itself_gives_up_in_the_end(world: World) -> None:
    assert world.daemon.end() == 0
    world.shim.order("HANG")

    done = world.program.call("plan", environ=world.shim.environ, timeout=60)

    assert done.returncode == 0, done.stderr
    assert "The library is away: the disk does not answer since" in done.stdout


@pytest.mark.slow
def test_a_disk_that_hangs_is_away_and_comes_back_by_itself(world: World) -> None:
    world.shim.order("HANG")
    world.until("The library is away: the disk does not answer since 20")
    assert json.loads(world.get("health"))["status"] == "degraded"
    assert "the disk does not answer since" in world.scan()

    world.shim.heal()
    world.until(f"<dd>{world.program.library}</dd>")
    assert world.scan().startswith("3 files in the library")
    assert world.daemon.end() == 0
    assert world.daemon.log().count("The library is away") == 1
