"""A crowd at the door: half-open connections by the thousand, and few file descriptors."""

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.daemon.program import Daemon, Program

HALF_OPEN, DESCRIPTORS = 2000, 256
_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@contextmanager
def descriptors(wanted: int) -> Iterator[None]:
    """That many for this process, or none of this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"{wanted} file descriptors are needed, and there are {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, soft), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(daemon: Daemon) -> socket.socket:
    port = int(daemon.address.rstrip("/").rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def answered_in(daemon: Daemon) -> float:
    """Seconds until a request that is in order is answered."""
    begin = time.monotonic()
    with connect(daemon) as good:
        good.sendall(_HEAD + b"Connection: close\r\n\r\n")
        assert good.recv(12) == b"HTTP/1.1 200"
    return time.monotonic() - begin


@pytest.mark.parametrize("half", [_HEAD, b"", b"G"], ids=["half a head", "nothing", "a letter"])
def test_a_good_client_is_answered_within_a_second(tmp_path: Path, half: bytes) -> None:
    program = Program(tmp_path)
    program.lay_out()
    with ExitStack() as stack:
        stack.enter_context(descriptors(HALF_OPEN + 500))
        daemon = stack.enter_context(program.running())
        few = (DESCRIPTORS, DESCRIPTORS)
        resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, few)
        for _ in range(HALF_OPEN):
            bad = stack.enter_context(connect(daemon))
            if half:
                bad.sendall(half)

        # the crowd is whole; of four, because another program may have the machine for a second
        assert min(answered_in(daemon) for _ in range(4)) < 1
        assert daemon.end() == 0


def test_a_head_that_never_comes_is_not_waited_for(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.lay_out()
    program.config.write_text(
        program.config.read_text().replace("port: 0", "port: 0, limits: {header_time: 1 s}")
    )
    with program.running() as daemon, connect(daemon) as bad:
        bad.sendall(_HEAD)

        assert bad.recv(1) == b""
        assert daemon.end() == 0
