"""Setup, passwords and logins of the real daemon, over restarts and kills."""

import asyncio
import subprocess
import sys
import threading
import urllib.error
from pathlib import Path

import pytest

from aniworldd.errors import DiskSilent
from tests.daemon.conftest import World
from tests.daemon.program import PASSWORD, Daemon, Program

NEW = "Other-9-Harbour"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = Program(tmp_path)
    program.lay_out()
    return program


def passwd(program: Program, password: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aniworldd", "passwd", *words],
        env=dict(program.environ),
        input=f"{password}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def status_of(daemon: Daemon, path: str, body: dict[str, str], **more: str) -> int:
    try:
        daemon.post(path, body, **more)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def login(daemon: Daemon, password: str) -> int:
    return status_of(daemon, "api/auth/login", {"password": password})


def test_setup_may_choose_the_library(program: Program) -> None:
    folder = program.home / "other"
    folder.mkdir()
    before = program.config.read_text()
    body = {"master_password": PASSWORD, "anime_directory": str(program.home / "none")}
    with program.running() as daemon:
        assert status_of(daemon, "api/auth/setup", body) == 422
        body["anime_directory"] = str(program.state)
        assert status_of(daemon, "api/auth/setup", body) == 422
        body["anime_directory"] = str(folder)
        done = daemon.post("api/auth/setup", body)
        daemon.wait_for_log("Restart to put in force: library.directory")
        assert daemon.end() == 0

    assert done["restart_required"] is True
    assert program.config.read_text() == before.replace(str(program.library), str(folder))
    with program.running() as daemon:
        daemon.wait_for_log(f"The library is there: {folder}")


async def test_setup_does_not_wait_for_a_disk_that_hangs(world: World) -> None:
    await world.start()
    disk, begun, door = world.daemon.parts.disk, threading.Event(), threading.Event()

    def hang() -> bool:
        begun.set()
        return door.wait(60)

    try:
        call = disk.start(hang, patience=0.0)
        await asyncio.to_thread(begun.wait, 60)
        disk.judge()
        with pytest.raises(DiskSilent):
            await world.daemon.parts.entrance.choose_directory(str(world.folder))
        with pytest.raises(DiskSilent):
            await call
    finally:
        door.set()


def test_a_password_is_set_with_and_without_a_daemon(program: Program) -> None:
    made = passwd(program, PASSWORD)
    with program.running() as daemon:
        token = daemon.token()
        changed = passwd(program, NEW)
        assert "setup token" not in daemon.log()
        assert (login(daemon, PASSWORD), login(daemon, NEW)) == (401, 200)
        with pytest.raises(urllib.error.HTTPError):
            daemon.page("api/auth/sessions")
        assert status_of(daemon, "api/auth/setup", {"master_password": PASSWORD}) == 400
        assert daemon.end() == 0

    said = "admin has a new password, and all its logins are over\n"
    assert token
    assert (made.stdout, changed.stdout) == (said, said)
    assert (program.state / "setup.done").exists()


def test_a_password_that_breaks_the_rules_changes_nothing(program: Program) -> None:
    ended = passwd(program, "short")

    assert ended.returncode == 64
    assert "must have 8 characters at least" in ended.stderr
    assert not (program.state / "setup.done").exists()


def test_lost_accounts_are_told_and_made_again_at_the_machine(program: Program) -> None:
    passwd(program, PASSWORD)
    for path in program.state.iterdir():
        if path.is_file() and path.name != "setup.done":
            path.unlink()
    with program.running() as daemon:
        daemon.wait_for_log("The accounts are lost; a new one is made by: aniworldd passwd")
        assert status_of(daemon, "api/auth/setup", {"master_password": NEW}) == 400
        assert login(daemon, PASSWORD) == 401
        passwd(program, NEW)
        assert login(daemon, NEW) == 200
        assert daemon.end() == 0


@pytest.mark.parametrize(
    "rounds", [3, pytest.param(60, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_a_logout_that_was_answered_holds_after_a_kill(program: Program, rounds: int) -> None:
    passwd(program, PASSWORD)
    dead: list[str] = []
    alive = ""
    for _ in range(rounds):
        with program.running() as daemon:
            for token in dead:
                known = {"Authorization": f"Bearer {token}"}
                assert status_of(daemon, "api/auth/logout", {}, **known) == 401
            if alive:
                known = {"Authorization": f"Bearer {alive}"}
                daemon.post("api/auth/logout", {}, **known)
                dead.append(alive)
            alive = str(daemon.post("api/auth/login", {"password": PASSWORD})["token"])
            daemon.process.kill()

    assert len(dead) == rounds - 1


def test_guesses_count_over_a_restart(program: Program) -> None:
    passwd(program, PASSWORD)
    with program.running() as daemon:
        assert [login(daemon, f"Wrong-{number}") for number in range(5)] == [401] * 5
        daemon.process.kill()

    with program.running() as daemon:
        assert login(daemon, PASSWORD) == 429
        passwd(program, NEW)
        assert login(daemon, NEW) == 200
        assert daemon.end() == 0


def test_the_demo_prints_an_address_that_is_logged_in(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "aniworldd", "demo", "--once", "--keep", str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 0
    assert "/login?ticket=" in ended.stdout
    assert "with the password Kettle-" in ended.stdout
    assert "setup token" not in ended.stderr
