"""`aniworldd config show` and variables of the environment, in the real program."""

import json
from pathlib import Path

import pytest

from tests.daemon.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path)
    made.lay_out("name: Ours\nfetch: {proxy: 'http://me:hunter2@proxy.example'}\n")
    return made


def test_settings_are_shown_with_their_origin(program: Program) -> None:
    done = program.call("config", "show", "--origin")

    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["name:", "Ours", "#", "config.yaml:3"] in lines
    assert ["server.port:", "0", "#", "config.yaml:2"] in lines
    assert ["downloads.concurrent:", "2", "#", "default"] in lines
    assert "hunter2" not in done.stdout
    assert program.call("config", "show").stdout.startswith("name: Ours\n")


def test_machines_get_one_object(program: Program) -> None:
    shown = json.loads(program.call("config", "show", "--json").stdout)

    assert shown["config"] == str(program.config)
    assert (shown["running"], shown["pending"], shown["last_good"]) == (False, [], False)
    assert shown["settings"]["name"] == {"value": "Ours", "origin": "config.yaml:3"}


def test_what_waits_for_a_restart_is_named_while_a_daemon_runs(program: Program) -> None:
    with program.running() as daemon:
        text = program.config.read_text()
        program.config.write_text(text.replace("proxy.example", "other.example"))
        daemon.wait_for_log("Restart to put in force: fetch.proxy")

        shown = program.call("config", "show").stdout.splitlines()
        machine = json.loads(program.call("config", "show", "--json").stdout)
    assert [line for line in shown if "waits for a restart" in line] == [
        f"{'fetch.proxy: ' + chr(34) + '*' * 8 + chr(34):50}  # waits for a restart"
    ]
    assert (machine["running"], machine["pending"]) == (True, ["fetch.proxy"])


def test_the_last_good_version_is_shown_while_the_file_is_broken(program: Program) -> None:
    with program.running() as daemon:
        daemon.end()  # a kill could come before the copy is kept
    program.config.write_text("name: [\n")

    done = program.call("config", "show", "--origin")

    assert done.returncode == 0
    assert "Ours" in done.stdout
    assert "# last good config.yaml:3" in done.stdout
    assert "error C004" in done.stderr
    assert "This is the last good version, which is in force." in done.stderr


def test_nothing_valid_to_show_ends_with_78(program: Program) -> None:
    program.config.write_text("name: [\n")

    done = program.call("config", "show")

    assert done.returncode == 78
    assert done.stdout == ""


def test_a_variable_is_in_force_and_a_wrong_one_ends_with_78(program: Program) -> None:
    right = program.call("config", "show", "--origin", environ={"ANIWORLDD__NAME": "Theirs"})
    wrong = program.call("run", environ={"ANIWORLDD__NMAE": "Theirs"})

    assert "name: Theirs" in right.stdout
    assert "# $ANIWORLDD__NAME" in right.stdout
    assert wrong.returncode == 78
    assert "did you mean 'ANIWORLDD__NAME'?" in wrong.stderr
