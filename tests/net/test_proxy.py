"""The proxy setting: everything goes there, and it resolves the names."""

import json
from collections.abc import Callable

import pytest

from aniworldd.errors import FetchError, FetchRefused
from aniworldd.net.client import Client
from tests.faults.names import Names
from tests.faults.server import FaultyServer
from tests.net.proxies import NO_PROXIES, PROXIES

MakeClient = Callable[..., Client]


async def test_pages_are_asked_of_the_proxy_which_may_be_inside(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(allowed=(), proxy=server.url(""))

    page = await client.get("http://nope.invalid/echo")

    assert json.loads(page.body)["host"] == "nope.invalid"


async def test_a_proxy_inside_may_be_given_by_name(
    make_client: MakeClient, server: FaultyServer
) -> None:
    names = Names(proxy_example=["127.0.0.1"])
    client = make_client(allowed=(), names=names, proxy=server.url("", host="proxy.example"))

    page = await client.get("http://nope.invalid/echo")

    assert json.loads(page.body)["host"] == "nope.invalid"
    assert names.asked == ["proxy.example"]


async def test_an_address_inside_is_refused_with_a_proxy_too(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(allowed=(), proxy=server.url(""))

    with pytest.raises(FetchRefused):
        await client.get("http://10.0.0.1/echo")

    assert server.requests == []


async def test_a_redirect_inside_is_refused_with_a_proxy_too(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(allowed=(), proxy=server.url(""))

    with pytest.raises(FetchRefused):
        await client.get("http://nope.invalid/redirect?to=http://127.0.0.1/ok")

    assert len(server.requests) == 1


async def test_a_proxy_that_is_not_there_is_named_as_the_setting(make_client: MakeClient) -> None:
    client = make_client(allowed=(), proxy="http://me:s3cret@127.0.0.1:1")

    with pytest.raises(FetchError, match=r"the proxy \(fetch\.proxy\) is not there") as error:
        await client.get("http://nope.invalid/echo")

    assert "s3cret" not in str(error.value)


async def test_a_proxy_that_refuses_is_named_as_the_setting(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(allowed=(), proxy=server.url(""))

    with pytest.raises(FetchError, match=r"the proxy \(fetch\.proxy\) answered 404"):
        await client.get("https://nope.invalid/echo")


@pytest.mark.parametrize("text", PROXIES)
def test_a_proxy_is_an_http_url_of_a_host(make_client: MakeClient, text: str) -> None:
    make_client(proxy=text)


@pytest.mark.parametrize("text", NO_PROXIES)
def test_any_other_proxy_is_refused_when_it_is_set(make_client: MakeClient, text: str) -> None:
    with pytest.raises(ValueError, match=r"^this is not the URL of an HTTP proxy; write") as error:
        make_client(proxy=text)

    assert "s3cret" not in str(error.value)
