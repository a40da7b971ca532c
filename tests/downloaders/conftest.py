"""A faulty server with a film on it, and a downloader that fetches from it."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import http
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from tests.downloaders.conformance import generator
from tests.downloaders.film import Film
from tests.faults.server import FaultyServer

Stop = Callable[[Progress], bool]


@asynccontextmanager
async def opened() -> AsyncIterator[http.Http]:
    """A downloader over a client of its own, which remembers no failures of the host."""
    client = Client(
        policy=AddressPolicy(["127.0.0.0/8"]),
        pace=Pace(SystemClock(), delay=0.0),
        cache=None,
        clock=SystemClock(),
    )
    try:
        yield http.Http(client, Disk(SystemClock()))
    finally:
        await client.close()


async def fetch(release: Release, folder: Path, stop: Stop = lambda _: False) -> list[Progress]:
    """All progress; closes the fetch, as a cancellation does, where `stop` says so."""
    steps = []
    async with opened() as downloader, aclosing(generator(downloader, release, folder)) as progress:
        async for step in progress:
            steps.append(step)
            if stop(step):
                break
    return steps


def make_release(url: str, **fields: object) -> Release:
    values: dict[str, object] = {"item": ItemKey("lamp-post", 1, 1), "provider": "demo", "url": url}
    return Release(**({"form": Form.FILE} | values | fields))  # type: ignore[arg-type]


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with FaultyServer() as server:
        yield server


@pytest.fixture
def film(server: FaultyServer) -> Film:
    film = Film()
    server.routes["/film.mp4"] = film
    return film


@pytest.fixture
def release(server: FaultyServer) -> Release:
    return make_release(server.url("/film.mp4"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "d1"
    folder.mkdir()
    return folder
