"""A site with streams, and a downloader with or without ffmpeg."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import Tools
from aniworldd.downloaders.hls import Hls, Settings
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs
from tests.downloaders.conformance import generator
from tests.downloaders.conftest import make_release
from tests.downloaders.hls.site import Site
from tests.faults.server import FaultyServer


class Hasty(SystemClock):
    """Waits no longer than it has to: the pace of a host that failed is tested elsewhere."""

    def __init__(self) -> None:
        self._waited = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._waited

    async def sleep(self, seconds: float) -> None:
        self._waited += seconds
        await asyncio.sleep(0)


Stop = Callable[[Progress], bool]


@asynccontextmanager
async def opened(
    *, ffmpeg: bool = False, fragments: int = 8, max_height: int | None = None
) -> AsyncIterator[Hls]:
    """A downloader over a client of its own, which remembers no failures of the host."""
    clock = SystemClock()
    client = Client(
        policy=AddressPolicy(["127.0.0.0/8"]),
        pace=Pace(Hasty(), delay=0.0),
        cache=None,
        clock=clock,
    )
    programs = Programs(clock) if ffmpeg else Programs(clock, path="/nowhere")
    settings = Settings(kind="hls", fragments=fragments, max_height=max_height)
    try:
        yield Hls(settings, Tools(client, programs, Disk(clock)))
    finally:
        await client.close()


async def fetch(
    release: Release | str,
    folder: Path,
    stop: Stop = lambda _: False,
    *,
    ffmpeg: bool = False,
    fragments: int = 8,
    max_height: int | None = None,
) -> list[Progress]:
    """All progress; closes the fetch, as a cancellation does, where `stop` says so."""
    if isinstance(release, str):
        release = make_release(release, form=Form.HLS)
    steps = []
    async with (
        opened(ffmpeg=ffmpeg, fragments=fragments, max_height=max_height) as downloader,
        aclosing(generator(downloader, release, folder)) as progress,
    ):
        async for step in progress:
            steps.append(step)
            if stop(step):
                break
    return steps


def media(folder: Path) -> Path:
    """The one whole file."""
    [file] = whole(folder)
    return file


def whole(folder: Path) -> list[Path]:
    """The files that are no parts."""
    return [path for path in folder.iterdir() if not path.name.endswith(".part")]


@pytest.fixture
def site(server: FaultyServer) -> Site:
    return Site(server)
