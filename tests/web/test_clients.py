"""Who is at the other end, also behind proxies."""

import logging
from collections.abc import Iterable

import pytest
from aiohttp import web
from multidict import CIMultiDict

from aniworldd.web.clients import Clients, Host, read_host
from tests.fake_clock import FakeClock


def request(headers: Iterable[tuple[str, str]], peer: str) -> web.Request:
    class Asked:
        """As much of a request as is looked at."""

        def __init__(self) -> None:
            self.headers = CIMultiDict([("Host", "localhost:8000"), *headers])
            self.remote = peer

    return Asked()  # type: ignore[return-value]


def clients(*trusted: str) -> Clients:
    return Clients(trusted, FakeClock())


def test_without_proxies_the_peer_is_the_client() -> None:
    peer = clients().peer(request([], "192.168.1.9"))

    assert (peer.address, peer.scheme, peer.direct) == ("192.168.1.9", "http", True)
    assert peer.host == Host("localhost:8000", "localhost", 8000)


@pytest.mark.parametrize(
    "trusted, chain, address",
    [
        (["127.0.0.1"], ["10.0.0.1"], "10.0.0.1"),
        (["127.0.0.1"], ["1.1.1.1, 10.0.0.1"], "10.0.0.1"),
        (["127.0.0.1", "10.0.0.0/8"], ["1.1.1.1, 10.0.0.1"], "1.1.1.1"),
        (["127.0.0.1", "10.0.0.0/8"], ["2.2.2.2, 1.1.1.1", "10.0.0.1, 10.0.0.2"], "1.1.1.1"),
        (["127.0.0.1"], ["[2001:db8::1]:4711"], "2001:db8::1"),
        (["127.0.0.1"], ["10.0.0.1:4711"], "10.0.0.1"),
        (["127.0.0.1"], ["::ffff:10.0.0.1"], "10.0.0.1"),
        (["127.0.0.1"], ["unknown"], "unknown"),
        (["127.0.0.1"], [","], "127.0.0.1"),
        (["127.0.0.0/8"], ["127.0.0.5"], "127.0.0.5"),
        (["10.0.0.0/8"], ["1.1.1.1"], "127.0.0.1"),
        ([], ["1.1.1.1"], "127.0.0.1"),
    ],
)
def test_of_a_chain_the_nearest_that_is_no_proxy_counts(
    trusted: list[str], chain: list[str], address: str
) -> None:
    headers = [("X-Forwarded-For", value) for value in chain]

    assert clients(*trusted).peer(request(headers, "127.0.0.1")).address == address


def test_scheme_and_host_are_taken_from_a_trusted_proxy_only() -> None:
    headers = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "media.example.org")]

    believed = clients("127.0.0.1").peer(request(headers, "127.0.0.1"))
    ignored = clients("10.0.0.1").peer(request(headers, "127.0.0.1"))

    assert (believed.scheme, believed.host.name) == ("https", "media.example.org")
    assert (ignored.scheme, ignored.host.name, ignored.direct) == ("http", "localhost", False)


@pytest.mark.parametrize("host", ["a b", "x@y", "", "a" * 400])
def test_a_forwarded_host_that_is_none_is_a_bad_request(host: str) -> None:
    headers = [("X-Forwarded-Host", host)]
    if host:
        with pytest.raises(web.HTTPBadRequest):
            clients("127.0.0.1").peer(request(headers, "127.0.0.1"))
    else:
        assert clients("127.0.0.1").peer(request(headers, "127.0.0.1")).host.name == "localhost"


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "x-forwarded-anything", "Via", "X-Real-IP"]
)
def test_any_sign_of_a_proxy_means_not_at_the_machine(name: str) -> None:
    assert clients().peer(request([], "127.0.0.1")).at_the_machine
    assert not clients().peer(request([(name, "x")], "127.0.0.1")).at_the_machine
    assert not clients().peer(request([], "192.168.1.9")).at_the_machine


def test_who_is_not_believed_is_named_in_the_log_once_a_day(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    known = clients()
    for _ in range(3):
        known.peer(request([("X-Forwarded-For", "1.1.1.1")], "172.18.0.2"))

    assert caplog.text.count("172.18.0.2 sends X-Forwarded headers") == 1


@pytest.mark.parametrize(
    "text, name, port",
    [
        ("localhost", "localhost", None),
        ("NAS.local:80", "nas.local", 80),
        ("[::1]:8000", "::1", 8000),
        ("[::1]", "::1", None),
    ],
)
def test_a_host_is_taken_apart(text: str, name: str, port: int | None) -> None:
    assert read_host(text) == Host(text, name, port)
