"""A page with a video that only yt-dlp reads, from a dropped link to a file that is there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.run import running
from tests.daemon.program import Program
from tests.downloaders.film import Film
from tests.faults.server import FaultyServer
from tests.house.tree import PACKAGE
from tests.parts import program
from tests.present import parts, visible

CONFIG = """\
providers: {web: {kind: ytdlp}}
scheduler: {auto_download_after_rescan: true}
fetch: {allow_private: ["127.0.0.1/32"]}
"""
CLIP = PACKAGE / "demo" / "clips" / "kettle.mp4"
NAME = "The Night Bus/Season 00/The Night Bus - S00E01.mp4"
PAGE = b'<html><title>The Night Bus</title><video src="/bus.mp4"></video></html>'


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    program("yt-dlp")
    async with FaultyServer() as server:
        page, clip = Film(PAGE), Film(CLIP.read_bytes())
        page.type = "text/html"
        server.routes |= {"/watch": page, "/bus.mp4": clip}
        yield server


async def test_a_page_becomes_a_film_in_the_library(tmp_path: Path, server: FaultyServer) -> None:
    home = Program(tmp_path)
    home.lay_out(CONFIG)
    (home.watchlist / "bus.yaml").write_text(f"link: {server.url('/watch')}\n")
    where = places.find(home.config, home.environ)

    async with running(written.start(where, plugs.PLUGS), where, SystemClock()):
        async with asyncio.timeout(120):
            while not (found := [*visible(home.library)]) or parts(home.library):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    [file] = found
    assert file.read_bytes() == CLIP.read_bytes()
    assert str(file.relative_to(home.library)) == NAME
