"""How the application is run."""

import asyncio
import logging
from collections.abc import AsyncIterator
from unittest.mock import ANY

import orjson
import pytest
from aiohttp import ClientSession, web

from aniworldd.web import serving


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def said(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def broken(_: web.Request) -> web.Response:
        raise LookupError("a fault of ours")

    app = web.Application()
    app.router.add_post("/", said)
    app.router.add_get("/broken", broken)
    runner = serving.runner(app)
    await runner.setup()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(serving.protocols(runner), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await runner.cleanup()


_STRANGE = "This is no HTTP request that can be read"
_LONG = "A request's first line, and each of its headers, may have 8190 bytes at most"


@pytest.mark.parametrize(
    "rubbish, message",
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", _STRANGE),
        (b"GET \\x HTTP/1.1\r\n\r\n", _STRANGE),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n", _STRANGE),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 10_000 + b"\r\n\r\n", _LONG),
        (b"GET /" + b"y" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", _LONG),
    ],
    ids=["TLS", "a path", "many headers", "a long header", "a long line"],
)
async def test_rubbish_is_answered_and_not_logged(
    port: int, rubbish: bytes, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        head, body = await said_to(port, rubbish)
        assert b" 400 " in head[0]
        assert orjson.loads(body) == {
            "success": False,
            "error": "BAD_REQUEST_ERROR",
            "message": message,
            "details": {},
            "request_id": ANY,
        }
        assert b"X-Content-Type-Options: nosniff" in head
        assert f"X-Request-ID: {orjson.loads(body)['request_id']}".encode() in head

    assert caplog.text == ""


async def said_to(port: int, request: bytes) -> tuple[list[bytes], bytes]:
    """The lines before, and the body of, what a connection is told before it is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head, _, body = (await asyncio.wait_for(reader.read(), 10)).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return head.split(b"\r\n"), body


async def test_a_fault_of_ours_is_logged(port: int, caplog: pytest.LogCaptureFixture) -> None:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/broken") as answer:
        assert answer.status == 500
        assert (await answer.json())["error"] == "INTERNAL_SERVER_ERROR"

    assert "a fault of ours" in caplog.text


async def test_a_compressed_body_stays_what_it_is(port: int) -> None:
    async with (
        ClientSession() as session,
        session.post(
            f"http://127.0.0.1:{port}/", data=b"no gzip", headers={"Content-Encoding": "gzip"}
        ) as answer,
    ):
        assert await answer.read() == b"no gzip"
