"""A server on loopback whose answers a test lays out, and a client that may ask it."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from aniworldd.net.cache import PageCache
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.providers import Tools
from tests.providers.site.web import PatientClock
from tests.providers.tools import make_tools

Answer = Callable[[web.Request], web.Response]


@dataclass(slots=True)
class Served:
    """`pages` by path, as bytes with the type in `types`; `answers` by path are made on demand."""

    pages: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    type: str = "application/octet-stream"
    down: bool = False
    asked: list[str] = field(default_factory=list)  # paths with their queries
    unchanged: int = 0  # answers that said 304
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if self.down:
            return web.Response(status=503, text="out of order")
        if request.path in self.answers:
            return self.answers[request.path](request)
        body = self.pages.get(request.path)
        if body is None:
            return web.Response(status=404, text="no such page")
        etag = hashlib.sha256(body).hexdigest()[:16]
        headers = {"Content-Type": self.type, "ETag": f'"{etag}"'}
        if request.headers.get("If-None-Match") == f'"{etag}"':
            self.unchanged += 1
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers)


@asynccontextmanager
async def serving(folder: Path, type: str) -> AsyncIterator[tuple[Served, Tools]]:
    """Until the body ends; `folder` is for the client's cache."""
    served, clock = Served(type=type), PatientClock()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", served.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    client = Client(
        policy=AddressPolicy(["127.0.0.1"]),
        pace=Pace(clock, delay=0),
        cache=PageCache(folder / "pages"),
        clock=clock,
    )
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield served, make_tools(client, clock, sites=folder / "sites")
    finally:
        await client.close()
        await runner.cleanup()
