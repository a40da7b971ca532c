"""How the application is run."""

import asyncio
import logging
from collections.abc import AsyncIterator

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
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET \\x HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 10_000 + b"\r\n\r\n",
    ],
    ids=["TLS", "a path", "many headers", "a long header"],
)
async def test_rubbish_is_answered_and_not_logged(
    port: int, rubbish: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(3):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(rubbish)
        line = await asyncio.wait_for(reader.readline(), 10)
        assert b" 400 " in line
        writer.close()
        await writer.wait_closed()

    assert caplog.text == ""


async def test_a_fault_of_ours_is_logged(port: int, caplog: pytest.LogCaptureFixture) -> None:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/broken") as answer:
        assert answer.status == 500

    assert "a fault of ours" in caplog.text


async def test_a_compressed_body_stays_what_it_is(port: int) -> None:
    async with (
        ClientSession() as session,
        session.post(
            f"http://127.0.0.1:{port}/", data=b"no gzip", headers={"Content-Encoding": "gzip"}
        ) as answer,
    ):
        assert await answer.read() == b"no gzip"
