"""Log lines of the real program: what `logging` says is in force while it runs."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.daemon.program import Program

FIRST = "logging: {level: DEBUG, file: first.log, max_bytes: 1024, backup_count: 2}"
SECOND = "logging: {level: INFO, file: second.log, format: json}"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = Program(tmp_path)
    program.lay_out(f"{FIRST}\n")
    return program


def until(look: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end
        time.sleep(0.05)


def wish(program: Program, number: int) -> None:
    (program.watchlist / f"w{number}.yaml").write_text(f"link: https://nobody.example/{number}\n")


def test_a_file_is_turned_over_and_a_change_is_in_force_at_once(program: Program) -> None:
    first, oldest = program.state / "first.log", program.state / "first.log.2"
    second = program.state / "second.log"
    with program.running() as daemon:
        for number in range(50):
            wish(program, number)
        until(oldest.exists)
        turned = sorted(path.name for path in program.state.glob("first.log*"))
        sizes = [path.stat().st_size for path in program.state.glob("first.log*")]

        text = program.config.read_text("utf-8")
        program.config.write_text(text.replace(FIRST, SECOND), "utf-8")
        until(second.exists)
        length = first.stat().st_size
        program.call("scan")
        wish(program, 1000)
        until(lambda: "w1000.yaml" in second.read_text("utf-8"))
        assert daemon.end() == 0

    assert turned == ["first.log", "first.log.1", "first.log.2"]
    assert max(sizes) <= 1024
    assert first.stat().st_size == length
    lines = [json.loads(line) for line in second.read_text("utf-8").splitlines()]
    assert {line["level"] for line in lines} <= {"info", "warning", "error"}
    assert lines[-1]["message"] == "Stopping"
