"""The real daemon while its wall clock does what it likes: libfaketime lies to it."""

import json
import random
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests import parts
from tests.daemon.program import Daemon, Program

EPOCH = datetime(1970, 1, 1, 1, 0, 10)  # as all times here by the clock of TZ
TODAY = datetime(2026, 11, 24, 12)


class Liar:
    """What the daemon takes for the wall clock; monotonic times and file times stay true."""

    def __init__(self, folder: Path) -> None:
        program = Path(parts.program("faketime"))
        found = sorted(program.parents[1].glob("lib/**/faketime/libfaketimeMT.so.1"))
        assert found, "the faketime package has its library somewhere else"
        self._library = found[0]
        self._file = folder / "faketime"

    def say(self, now: datetime) -> None:
        """From here on the clock goes on by itself."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"@{now:%Y-%m-%d %H:%M:%S}\n")
        beside.replace(self._file)

    @property
    def environ(self) -> Mapping[str, str]:
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "TZ": "Europe/Berlin",
        }


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = Program(tmp_path)
    program.lay_out("scheduler: {feeds_minutes: 1}\n")
    (program.watchlist / "lamp.yaml").write_text("link: https://nobody.example/lamp\n")
    return program


@pytest.fixture
def liar(tmp_path: Path) -> Liar:
    return Liar(tmp_path)


def health(daemon: Daemon) -> dict[str, str]:
    with urllib.request.urlopen(f"{daemon.address}health", timeout=10) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def scan(program: Program) -> str:
    ended = program.call("scan")
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def clock_check(program: Program) -> tuple[str, str]:
    """Its level, and what the running daemon says of it."""
    checks = json.loads(program.call("status", "--json").stdout)["checks"]
    [found] = [check for check in checks if check["name"] == "Clock"]
    return found["level"], found["sentence"]


def steps(number: int) -> Iterator[timedelta]:
    chance = random.Random(number)
    for _ in range(number):
        yield timedelta(days=chance.uniform(-3650, 3650))


def live_through(daemon: Daemon, program: Program, liar: Liar, jumps: Iterator[timedelta]) -> None:
    for jump in jumps:
        now = TODAY + jump
        liar.say(now)
        answer = health(daemon)
        assert answer["status"] == "degraded"  # the wish that nobody recognises
        told = datetime.fromisoformat(answer["timestamp"]).replace(tzinfo=None)
        assert abs(told - now) < timedelta(hours=3)  # Berlin is one or two ahead
    assert "0 files in the library" in scan(program)
    assert daemon.process.poll() is None


@pytest.mark.part("faketime")
def test_a_start_in_1970_and_steps_of_years_break_nothing(program: Program, liar: Liar) -> None:
    liar.say(EPOCH)
    with program.running(environ=liar.environ) as daemon:
        daemon.wait_for_log("The library is there")
        assert health(daemon)["timestamp"].startswith("1970-01-01T")
        assert clock_check(program) == ("warning", "it says 01 January 1970")
        assert "0 files in the library" in scan(program)

        live_through(daemon, program, liar, steps(20))

        liar.say(TODAY)
        assert clock_check(program)[0] == "ok"
        liar.say(EPOCH)
        assert daemon.end() == 0
        assert "Traceback" not in daemon.log()

    with program.running() as daemon:  # a time that was never true does not stay behind
        daemon.wait_for_log("The library is there")
        assert "0 files in the library" in scan(program)
        assert daemon.end() == 0
        assert "ERROR" not in daemon.log()


@pytest.mark.slow
@pytest.mark.part("faketime")
def test_two_hundred_steps_of_years_break_nothing(program: Program, liar: Liar) -> None:
    liar.say(TODAY)
    with program.running(environ=liar.environ) as daemon:
        daemon.wait_for_log("The library is there")
        live_through(daemon, program, liar, steps(200))
        assert daemon.end() == 0
        assert "Traceback" not in daemon.log()
