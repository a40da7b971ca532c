"""A small HTTP server on loopback that misbehaves as its URL says; raw, so that it can.

    async with FaultyServer() as server:
        await client.get(server.url("/status/503?retry-after=5"))
        assert server.asked("/status/503") == 1

The paths are in `tests/faults/answers.py`; `server.routes["/mine"] = answer` adds one. Each answer
ends its connection.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from tests.faults.answers import ROUTES, Answer
from tests.faults.asked import Asked, reply


class FaultyServer:
    """Listens on 127.0.0.1 while its block runs, and remembers what it was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.routes: dict[str, Answer] = dict(ROUTES)
        self.requests: list[Asked] = []
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http{'s' if self._tls else ''}://{host}:{self.port}{path}"

    def asked(self, path: str) -> int:
        """How often that path was asked for."""
        return sum(asked.path == path for asked in self.requests)

    @property
    def serving(self) -> int:
        """How many connections are open."""
        return len(self._tasks)

    async def until(self, fact: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait for what it is asked to become true."""
        async with asyncio.timeout(seconds):
            while not fact():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                asked = _understood(await reader.readuntil(b"\r\n\r\n"))
                self.requests.append(asked)
                await self._answer_to(asked)(asked, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    def _answer_to(self, asked: Asked) -> Answer:
        """The route of the whole path, else the one of its first part."""
        first = "/" + asked.path.split("/")[1]
        return self.routes.get(asked.path) or self.routes.get(first) or _unknown


async def _unknown(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 404, {}, b"no such fault")


def _understood(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    if method == "CONNECT":
        target = "/connect"
    elif not target.startswith("/"):  # asked as a proxy
        target = "/" + target.split("/", 3)[3]
    path, _, query = target.partition("?")
    pairs = (line.split(": ", 1) for line in lines if line)
    headers = {name.lower(): text for name, text in pairs}
    return Asked(method, path, dict(parse_qsl(query, keep_blank_values=True)), headers)
