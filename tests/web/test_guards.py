import asyncio

import pytest
from aiohttp import WSServerHandshakeError

from aniworldd.config.doors import Server
from tests.web.conftest import Client, Serve
from tests.web.doors import House

EVERYWHERE = [
    "/",
    "/login",
    "/api/auth/status",
    "/health",
    "/healthz",
    "/library/lights",
    "/static/x.css",
    "/ws/connect",
    "/no",
]
GOOD_HOSTS = [
    *("localhost", "LOCALHOST:8000", "127.0.0.1", "127.8.9.1:1", "[::1]", "[::1]:8000"),
    *("192.168.1.5", "[2001:db8::1]:8000"),  # an address is no name that could be bound anew
]
FOREIGN_HOSTS = [
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.",
    "localhost.",
    "0.0.0.0",
    "127.1",
    "2130706433",
    "[::]",
]
BAD_HOSTS = ["", "user@localhost", "localhost:port", "localhost/path", "[::1", "::1", "a b"]


@pytest.mark.parametrize("host", GOOD_HOSTS)
async def test_addresses_and_localhost_are_answered(client: Client, host: str) -> None:
    answer = await client.get("/health", headers={"Host": host})

    assert answer.status == 200


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
async def test_a_name_that_is_not_ours_is_misdirected(client: Client, host: str) -> None:
    answer = await client.get("/health", headers={"Host": host})

    assert answer.status == 421
    assert (await answer.json())["error"] == "MISDIRECTED_REQUEST_ERROR"


async def test_a_name_that_is_allowed_is_answered(serve: Serve, house: House) -> None:
    house.server = Server(allowed_hosts=("NAS.local",))
    client = await serve()

    for host, status in {"nas.local": 200, "Nas.Local:8000": 200, "x.nas.local": 421}.items():
        answer = await client.get("/health", headers={"Host": host})
        assert answer.status == status


async def test_an_address_in_place_of_a_path_is_a_bad_request(client: Client) -> None:
    for target in ("http://evil.example/health", "http://localhost/health", "*"):
        head = f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"

        assert b" 400 " in await _raw(client, head)


async def test_what_is_refused_is_in_the_audit_log(client: Client, house: House) -> None:
    await client.get("/health", headers={"Host": "evil.example"})
    await client.get("/health", headers={"Origin": "http://evil.example"})

    assert house.noted()[-2:] == ["foreign request refused"] * 2


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_the_host_is_checked_on_every_path(client: Client, path: str) -> None:
    answer = await client.get(path, headers={"Host": "evil.example"})

    assert answer.status == 421


@pytest.mark.parametrize("host", BAD_HOSTS)
async def test_a_host_that_is_none_is_a_bad_request(client: Client, host: str) -> None:
    assert b" 400 " in await _raw(client, f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n")


@pytest.mark.parametrize("lines", ["", "Host: localhost\r\nHost: evil.example\r\n"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
async def test_none_or_two_hosts_are_a_bad_request(
    client: Client, version: str, lines: str
) -> None:
    assert b" 400 " in await _raw(client, f"GET /health HTTP/{version}\r\n{lines}\r\n")


async def test_a_page_of_ours_may_ask(client: Client) -> None:
    origin = f"http://{client.host}:{client.port}"

    answer = await client.get("/health", headers={"Origin": origin})

    assert answer.status == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1:1", "file://", "", "http://127.0.0.1"],
)
async def test_a_page_from_elsewhere_may_not(client: Client, origin: str) -> None:
    answer = await client.get("/health", headers={"Origin": origin})

    assert answer.status == 403


async def test_a_socket_is_refused_to_a_page_from_elsewhere(client: Client) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/ws/connect", headers={"Origin": "http://evil.example"})

    assert refused.value.status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
async def test_what_a_foreign_page_loads_is_refused(client: Client, site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}

    answer = await client.get("/", headers=headers)

    assert answer.status == 403


async def test_a_foreign_page_cannot_frame_it(client: Client) -> None:
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "iframe",
    }

    answer = await client.get("/", headers=headers)

    assert answer.status == 403
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_link_from_elsewhere_may_be_followed(client: Client) -> None:
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }

    answer = await client.get("/", headers=headers)

    assert answer.status == 200


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_keeps_browsers_strict(client: Client, path: str) -> None:
    answer = await client.get(path)

    assert answer.headers["Server"] == "aniworldd"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def _raw(client: Client, request: str) -> bytes:
    """The first line that a request, written by hand, is answered with."""
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(request.encode())
    line = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    await writer.wait_closed()
    return line
