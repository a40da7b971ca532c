"""`aniworldd check` in its forms: for people, for machines, for systemd."""

import json
import os
from pathlib import Path

import pytest

from tests.daemon.program import Program

LISTS = "https://x.example/a\nhtps://x.example/b\nhttps://x.example/c | season=1\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.lay_out()
    return made


def test_every_line_of_a_list_is_judged(program: Program) -> None:
    (program.watchlist / "list.txt").write_text(LISTS)

    done = program.call("check")

    assert done.returncode == 78
    assert "watchlist/list.txt:2:1: error C206: link: 'htps://x.example/b' is not" in done.stdout
    assert "watchlist/list.txt:3:23: error C107: season: unknown key" in done.stdout
    assert "watchlist/list.txt:1:1: error C402: link: no provider recognises" in done.stdout


def test_a_list_and_a_shortcut_can_be_checked_alone(program: Program) -> None:
    (program.watchlist / "list.txt").write_text(LISTS)
    (program.watchlist / "a.url").write_text("[InternetShortcut]\nURL=https://x.example/a\n")

    assert program.call("check", program.watchlist / "list.txt").returncode == 78
    assert program.call("check", program.watchlist / "a.url").returncode == 0


def test_json_is_one_object(program: Program) -> None:
    good = program.call("check", "--format", "json")
    program.config.write_text("nmae: x\n")
    bad = program.call("check", "--format=json")

    assert (good.returncode, json.loads(good.stdout)["valid"]) == (0, True)
    assert bad.returncode == 78
    assert [problem["code"] for problem in json.loads(bad.stdout)["problems"]] == ["C107"]


def test_github_gets_paths_from_the_working_folder(program: Program) -> None:
    program.config.write_text("nmae: x\n")
    here = os.path.relpath(program.config)

    whole = program.call("check", "--format", "github").stdout
    alone = program.call("check", "--format", "github", program.config).stdout

    assert whole == alone
    assert whole == (
        f"::error file={here},line=1,col=1,endColumn=5,title=C107::"
        "nmae: unknown key; did you mean 'name'?\n"
    )
    program.config.write_text("name: x\n")
    assert program.call("check", "--format", "github", program.config).stdout == ""


def test_quiet_says_nothing_without_errors(program: Program) -> None:
    (program.watchlist / "a.yml").write_text("link: https://x.example\n")
    warned = program.call("check", "--quiet")
    program.config.write_text("nmae: x\n")
    wrong = program.call("check", "--quiet")

    assert (warned.returncode, warned.stdout) == (0, "")
    assert wrong.returncode == 78
    assert "config.yaml:1:1: error C107" in wrong.stdout


def test_another_format_is_a_wrong_call(program: Program) -> None:
    assert program.call("check", "--format", "xml").returncode == 64
