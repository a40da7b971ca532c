"""The socket behind the commands: one line asks, one line answers."""

import asyncio
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from aniworldd.config.problems import Problem
from aniworldd.control import Answer, Control, ask
from aniworldd.errors import ConfigError, InvalidRequest, LibraryAway, NotFound, Unavailable


async def echo(words: Sequence[str]) -> Answer:
    return {"words": list(words)}


async def refuse(words: Sequence[str]) -> Answer:
    raise NotFound(f"there is no title {words[0]}")


async def burst(words: Sequence[str]) -> Answer:
    raise RuntimeError("a bug")


async def cannot(words: Sequence[str]) -> Answer:
    raise LibraryAway("its disk is away")


PROBLEM = Problem("C107", "lnik: unknown key", "config.yaml", 3, 1, source="lnik: x")


async def judge(words: Sequence[str]) -> Answer:
    raise ConfigError([PROBLEM])


COMMANDS = {"echo": echo, "refuse": refuse, "burst": burst, "cannot": cannot, "judge": judge}


async def asking(folder: Path, command: str, *words: str) -> Answer:
    return await asyncio.to_thread(ask, folder, command, words)


@pytest.fixture
async def control(tmp_path: Path) -> AsyncIterator[Path]:
    folder = tmp_path / ("a" * 120)  # longer than a socket's address may be
    folder.mkdir()
    control = Control(folder, COMMANDS)
    await control.open()
    yield folder
    await control.close()


async def test_an_answer_comes_back(control: Path) -> None:
    assert await asking(control, "echo", "a b", "ü") == {"words": ["a b", "ü"]}


async def test_a_refusal_keeps_its_sentence(control: Path) -> None:
    with pytest.raises(InvalidRequest, match="there is no title lamp"):
        await asking(control, "refuse", "lamp")


async def test_what_the_daemon_cannot_do_is_no_wrong_call(control: Path) -> None:
    with pytest.raises(Unavailable, match="its disk is away"):
        await asking(control, "cannot")


async def test_wrong_files_come_over_with_their_places(control: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        await asking(control, "judge")

    assert refused.value.problems == (PROBLEM,)


async def test_an_unknown_command_names_the_known_ones(control: Path) -> None:
    with pytest.raises(InvalidRequest, match="'fly' is no command; there are echo, refuse"):
        await asking(control, "fly")


async def test_a_bug_in_one_command_does_not_end_the_next(control: Path) -> None:
    with pytest.raises(Unavailable, match="the log has the details"):
        await asking(control, "burst")

    assert await asking(control, "echo") == {"words": []}


async def test_only_the_owner_may_open_it(control: Path) -> None:
    assert stat.S_IMODE((control / "control.sock").stat().st_mode) == 0o600


async def test_rubbish_is_answered_with_a_sentence(tmp_path: Path) -> None:
    control = Control(tmp_path, COMMANDS)
    await control.open()
    reader, writer = await asyncio.open_unix_connection(tmp_path / "control.sock")

    writer.write(b'{"command": 3}\n')

    assert b"a request is one line of JSON" in await reader.readline()
    writer.close()
    await control.close()


async def test_a_socket_left_by_a_killed_daemon_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    dead.bind(str(tmp_path / "control.sock"))
    dead.close()
    control = Control(tmp_path, COMMANDS)

    await control.open()

    assert await asking(tmp_path, "echo", "x") == {"words": ["x"]}
    await control.close()


def test_without_a_daemon_the_cure_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="start it with: aniworldd run"):
        ask(tmp_path, "scan")


_AS_ANOTHER = """
import os, sys
from pathlib import Path
from aniworldd.control import ask
from aniworldd.errors import Forbidden
if os.geteuid() == 0:
    os.setuid(65534)
try:
    ask(Path(sys.argv[1]), "echo")
except Forbidden as error:
    print(error)
"""


def test_another_users_daemon_is_not_told_to_be_started(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    (folder / "state").mkdir()
    folder.chmod(0)

    ended = subprocess.run(
        [sys.executable, "-c", _AS_ANOTHER, str(folder / "state")],
        capture_output=True,
        text=True,
        check=True,
    )

    folder.chmod(0o700)
    assert "is another user's" in ended.stdout
