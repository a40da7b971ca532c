"""Redirects: each hop is judged anew, and nothing secret goes along."""

import json
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

import pytest
from yarl import URL

from aniworldd.errors import FetchError, FetchRefused
from aniworldd.net import redirects
from aniworldd.net.client import Client
from aniworldd.net.policy import AddressPolicy
from tests.faults.names import Names
from tests.faults.server import FaultyServer

MakeClient = Callable[..., Client]


@pytest.fixture
async def canary() -> AsyncIterator[FaultyServer]:
    """A server inside that must never be asked."""
    async with FaultyServer() as running:
        yield running


INWARD = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "//127.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::]:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://public.example@127.0.0.1:{port}/",
    "http://user:pass@127.0.0.1:{port}/",
    "http://public.example#@127.0.0.1:{port}/",
    "http://public.example\\@127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "http://inside.example:{port}/",
    "http://mixed.example:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "unix:///run/docker.sock",
]


@pytest.mark.parametrize("to", INWARD)
async def test_a_redirect_inward_is_refused_and_never_asked(
    make_client: MakeClient, server: FaultyServer, canary: FaultyServer, to: str
) -> None:
    names = Names(
        inside_example=["127.0.0.1"],
        mixed_example=["93.184.216.34 127.0.0.1"],
        public_example=["10.0.0.1"],
        localhost=["127.0.0.1"],
        LOCALHOST_=["127.0.0.1"],
        **{"localhost.": ["127.0.0.1"]},
    )
    client = make_client(allowed=(f"127.0.0.1/32:{server.port}",), names=names)
    target = quote(to.format(port=canary.port), safe="")

    with pytest.raises(FetchError):
        await client.get(server.url(f"/redirect?to={target}"))

    assert canary.connections == 0
    assert server.asked("/redirect") == 1


@pytest.mark.parametrize("status", redirects.STATUSES)
async def test_every_kind_of_redirect_is_judged(
    make_client: MakeClient, server: FaultyServer, canary: FaultyServer, status: int
) -> None:
    client = make_client(allowed=(f"127.0.0.1/32:{server.port}",))
    to = canary.url("/ok")

    with pytest.raises(FetchRefused, match=r"redirects inward or astray: 127\.0\.0\.1 is an addr"):
        await client.get(server.url(f"/redirect?status={status}&to={to}"))

    assert canary.connections == 0


async def test_a_stream_is_judged_the_same(
    make_client: MakeClient, server: FaultyServer, canary: FaultyServer
) -> None:
    client = make_client(allowed=(f"127.0.0.1/32:{server.port}",))

    with pytest.raises(FetchRefused):
        async with client.stream(server.url(f"/redirect?to={canary.url('/file')}")):
            pass

    assert canary.connections == 0


async def test_a_name_inside_is_refused_naming_name_address_and_cure(
    make_client: MakeClient, canary: FaultyServer
) -> None:
    client = make_client(allowed=(), names=Names(nas_example=["192.168.1.9"]))

    with pytest.raises(FetchRefused) as refusal:
        await client.get(canary.url("/ok", host="nas.example"))

    assert str(refusal.value) == (
        "nas.example (192.168.1.9) is an address inside the network, and nothing is fetched from"
        f" there unless fetch.allow_private lists it: 192.168.1.9/32:{canary.port}"
    )


async def test_a_name_that_is_outside_first_and_inside_then_is_refused_then(
    make_client: MakeClient, server: FaultyServer, canary: FaultyServer
) -> None:
    """The address that was checked is the one connected to: nothing resolves in between."""
    names = Names(turning_example=["127.0.0.2", "127.0.0.1"])
    client = make_client(allowed=("127.0.0.2",), names=names)
    first = [client.get(canary.url("/ok", host="turning.example"))]

    with pytest.raises(FetchError, match=r"cannot be reached|left alone"):
        await first[0]
    asked_once = list(names.asked)
    with pytest.raises(FetchRefused, match=r"turning\.example \(127\.0\.0\.1\)"):
        await make_client(allowed=("127.0.0.2",), names=names).get(
            canary.url("/ok", host="turning.example")
        )

    assert asked_once == ["turning.example"]
    assert canary.connections == 0


async def test_a_listed_address_is_asked_by_name(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(names=Names(nas_example=["127.0.0.1"]))

    page = await client.get(server.url("/echo", host="nas.example"))

    assert json.loads(page.body)["host"] == f"nas.example:{server.port}"


async def test_keys_do_not_cross_to_another_host(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(names=Names(other_example=["127.0.0.1"]))
    to = server.url("/echo", host="other.example")
    headers = {"Authorization": "Bearer s3cret", "X-Api-Key": "s3cret", "Referer": "https://a/"}

    page = await client.get(server.url(f"/redirect?to={to}"), headers=headers)

    sent = json.loads(page.body)
    assert "s3cret" not in page.text
    assert sent["referer"] == "https://a/"
    assert server.requests[0].headers["authorization"] == "Bearer s3cret"


async def test_keys_do_not_cross_to_another_port(
    client: Client, server: FaultyServer, canary: FaultyServer
) -> None:
    page = await client.get(
        server.url(f"/redirect?to={canary.url('/echo')}"), headers={"Authorization": "s3cret"}
    )

    assert "s3cret" not in page.text


async def test_keys_stay_on_the_same_host(client: Client, server: FaultyServer) -> None:
    page = await client.get(
        server.url("/redirect?to=/echo"), headers={"Authorization": "Bearer s3cret"}
    )

    assert json.loads(page.body)["authorization"] == "Bearer s3cret"


def test_keys_stay_when_the_same_host_asks_for_encryption() -> None:
    carried = redirects.carried(
        {"Authorization": "x"}, URL("http://a.example/"), URL("https://a.example/")
    )

    assert carried == {"Authorization": "x"}


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(FetchRefused, match=r"redirects to http://a\.example/b, which is not encr"):
        redirects.target(URL("https://a.example/"), "http://a.example/b?c", AddressPolicy())


async def test_five_redirects_are_followed(client: Client, server: FaultyServer) -> None:
    page = await client.get(server.url("/chain/5"))

    assert page.url == server.url("/chain/0")


async def test_each_hop_of_a_loop_is_counted(client: Client, server: FaultyServer) -> None:
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        await client.get(server.url("/loop"))

    assert server.asked("/loop") == 6
