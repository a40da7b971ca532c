"""For all tests: nothing leaves the machine, and a busy one fails none of them."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How fast examples are made, and how many of them are of use, says nothing about our code.
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("any machine")


@pytest.fixture(autouse=True, scope="session")
def _nothing_leaves_the_machine() -> Iterator[None]:
    """Connections go to loopback only, and no name but localhost resolves."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    resolve = socket.getaddrinfo

    def checked_connect(self: socket.socket, address: Any) -> None:
        _forbid_outside(self, address)
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        _forbid_outside(self, address)
        return connect_ex(self, address)

    def checked_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name != "localhost" and not _is_address(name):
            raise socket.gaierror(socket.EAI_NONAME, "no names in tests")
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked_connect)
        patch.setattr(socket.socket, "connect_ex", checked_connect_ex)
        patch.setattr(socket, "getaddrinfo", checked_resolve)
        yield


def _forbid_outside(made: socket.socket, address: Any) -> None:
    if made.family in (socket.AF_INET, socket.AF_INET6):
        where = str(address[0])
        inside = where == "localhost" or (_is_address(where) and ip_address(where).is_loopback)
        if not inside:
            pytest.fail(f"a test connects to {where}, which is not this machine")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
