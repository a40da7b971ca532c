"""What the service manager hears, on a real datagram socket, and what it hands over."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from aniworldd.daemon.systemd import Manager, sockets
from tests.fake_clock import FakeClock


class Ear:
    """The other end of $NOTIFY_SOCKET."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address.replace("@", "\0", 1) if address[0] == "@" else address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        found = []
        while True:
            try:
                found.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._socket.close()


def manager(address: str, **more: str) -> Manager:
    return Manager.of({"NOTIFY_SOCKET": address, **more}, FakeClock(), 77)


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_everything_is_said_as_sd_notify_has_it(tmp_path: Path, kind: str) -> None:
    address = str(tmp_path / "notify") if kind == "path" else f"@aniworldd-test-{os.getpid()}"
    ear = Ear(address)
    told = manager(address)

    told.starts_within(300)
    told.ready()
    told.status("2 of 5, 4.1 MiB/s; next scan 03:00")
    told.reloading()
    told.alive()
    told.stopping()

    assert ear.heard() == [
        "EXTEND_TIMEOUT_USEC=300000000",
        "READY=1",
        "STATUS=2 of 5, 4.1 MiB/s; next scan 03:00",
        "RELOADING=1\nMONOTONIC_USEC=1000000000",
        "WATCHDOG=1",
        "STOPPING=1",
    ]
    ear.close()


def test_a_status_with_line_breaks_says_nothing_else(tmp_path: Path) -> None:
    """Words from the net are in it; a line of their own could say STOPPING=1."""
    ear = Ear(str(tmp_path / "notify"))

    manager(ear.address).status("a\nSTOPPING=1\x1b[31m")

    [told] = ear.heard()
    assert "\n" not in told
    assert "\x1b" not in told
    ear.close()


def test_without_a_manager_nothing_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    for told in (manager(""), manager(str(tmp_path / "nobody"))):
        told.ready()
        told.status("x")
    assert not manager("").listens


def test_one_that_does_not_listen_holds_nobody_up(tmp_path: Path) -> None:
    ear = Ear(str(tmp_path / "notify"))
    told = manager(ear.address)

    for _ in range(10_000):
        told.alive()

    assert "WATCHDOG=1" in ear.heard()
    ear.close()


@pytest.mark.parametrize(
    "environ, seconds",
    [
        ({"WATCHDOG_USEC": "90000000"}, 90.0),
        ({"WATCHDOG_USEC": "90000000", "WATCHDOG_PID": "77"}, 90.0),
        ({"WATCHDOG_USEC": "90000000", "WATCHDOG_PID": "78"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_life_signs_are_due_when_it_says_so(environ: dict[str, str], seconds: float | None) -> None:
    assert manager("", **environ).watchdog == seconds


def test_children_hear_nothing_of_it() -> None:
    environ = {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "77", "PATH": "/bin"}

    Manager.of(environ, FakeClock(), 77)

    assert environ == {"PATH": "/bin"}


_TAKE = """
import os
os.environ["LISTEN_PID"] = str(os.getpid())
from aniworldd.daemon.systemd import sockets
found = sockets(os.environ, os.getpid())
print([one.getsockname() for one in found], sorted(os.environ))
print(os.get_inheritable(3))
"""


def test_the_sockets_of_a_socket_unit_are_taken_and_not_passed_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = subprocess.run(
            ["bash", "-c", f'exec "$0" -c "$1" 3<&{listening.fileno()}', sys.executable, _TAKE],
            env={**os.environ, "LISTEN_FDS": "1", "LISTEN_FDNAMES": "http"},
            pass_fds=[listening.fileno()],
            capture_output=True,
            text=True,
            check=True,
        )
        name = listening.getsockname()

    first, second = ended.stdout.splitlines()
    assert str([name]) in first
    assert "LISTEN" not in first
    assert second == "False"


@pytest.mark.parametrize(
    "environ",
    [{}, {"LISTEN_FDS": "1"}, {"LISTEN_FDS": "1", "LISTEN_PID": "78"}, {"LISTEN_FDS": "x"}],
)
def test_sockets_for_another_are_left_alone(environ: dict[str, str]) -> None:
    assert sockets(dict(environ), 77) == []
