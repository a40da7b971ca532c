"""`aniworldd schema` and `aniworldd explain`, as a person calls them."""

import json
from pathlib import Path

import pytest

from tests.daemon.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_schemas_are_printed_without_any_file_of_ours(program: Program) -> None:
    config = json.loads(program.call("schema").stdout)
    watch = json.loads(program.call("schema", "watch").stdout)
    site = json.loads(program.call("schema", "site").stdout)

    assert "library" in config["properties"]
    assert watch["required"] == ["link"]
    assert "pages" in site["properties"]
    assert program.call("schema", "x").returncode == 64


def test_a_code_is_explained_in_any_case_of_letters(program: Program) -> None:
    done = program.call("explain", "c107")

    assert done.returncode == 0
    assert done.stdout.startswith("C107: a key is unknown\n\nThis section has no such key.")
    assert "languages: [German Dub]" in done.stdout


def test_all_codes_are_listed(program: Program) -> None:
    lines = program.call("explain").stdout.splitlines()

    assert "C107  a key is unknown" in lines
    assert "S109  there is no such definition" in lines


def test_a_code_that_there_is_not_is_a_wrong_call(program: Program) -> None:
    done = program.call("explain", "C999")

    assert done.returncode == 64
    assert done.stderr == (
        "aniworldd: there is no code 'C999'; 'aniworldd explain' lists them all\n"
    )
