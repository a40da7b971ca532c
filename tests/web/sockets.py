"""Clients of `/ws/connect`: one that reads, and one that never does."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import orjson
from aiohttp import ClientWebSocketResponse

from tests.web.conftest import Client

Told = dict[str, object]
_HANDSHAKE = (
    "GET /ws/connect HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


@asynccontextmanager
async def connected(client: Client, *, join: bool = True) -> AsyncIterator[ClientWebSocketResponse]:
    """A socket that has read its greeting, and stands in the room for downloads."""
    async with client.ws_connect("/ws/connect") as ws:
        assert (await tell(ws))["type"] == "connected"
        if join:
            await ws.send_json({"action": "join", "data": {"room": "downloads"}})
            assert (await tell(ws))["type"] == "system_info"
        yield ws


async def tell(ws: ClientWebSocketResponse) -> Told:
    body = orjson.loads(await asyncio.wait_for(ws.receive_str(), 10))
    assert set(body) - {"id"} == {"type", "timestamp", "data"}
    assert isinstance(body, dict)
    return body


async def stalled(client: Client) -> socket.socket:
    """A socket that joins the room and then reads nothing, as slowly as a kernel allows."""
    loop = asyncio.get_running_loop()
    peer = socket.socket()
    peer.setblocking(False)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await loop.sock_connect(peer, (client.host, client.port))
    token = client.session.headers.get("Authorization", "")
    await loop.sock_sendall(peer, f"{_HANDSHAKE}Authorization: {token}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += await loop.sock_recv(peer, 4096)
    assert b" 101 " in answer
    await loop.sock_sendall(peer, _masked(b'{"action":"join","data":{"room":"downloads"}}'))
    return peer


async def eventually(fact: Callable[[], bool], *, limit: float = 10) -> None:
    async with asyncio.timeout(limit):
        while not fact():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def _masked(body: bytes) -> bytes:
    """A text frame under 126 bytes; a mask of zeros leaves it readable."""
    return bytes([0x81, 0x80 | len(body)]) + bytes(4) + body
