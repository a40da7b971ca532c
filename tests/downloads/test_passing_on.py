"""What one downloader finds to be no media, the next one gets, at no cost in tries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import Tools
from aniworldd.downloaders.hls import Hls, Settings
from aniworldd.downloaders.http import Http
from aniworldd.downloaders.ytdlp import Settings as YtdlpSettings
from aniworldd.downloaders.ytdlp import Ytdlp
from aniworldd.model.download import DownloadState
from aniworldd.model.release import Form
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs
from tests.downloaders.film import Film, Lie
from tests.downloaders.hls.site import Site, make_fragments
from tests.downloads.stand_ins import Bench, item, make_release
from tests.faults.server import FaultyServer
from tests.parts import program

FRAGMENTS = make_fragments(4)


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with FaultyServer() as server:
        yield server


@asynccontextmanager
async def working(root: Path, url: str, form: Form, *more: str) -> AsyncIterator[Bench]:
    """A worker with `http`, `hls` and `more`, and not one try to spare."""
    clock = SystemClock()
    policy = AddressPolicy(["127.0.0.0/8"])
    client = Client(policy=policy, pace=Pace(clock, delay=0.0), cache=None, clock=clock)
    disk, programs = Disk(clock), Programs(clock, path=None if more else "/nowhere")
    tools = Tools(client, programs, disk, policy)
    others = [Ytdlp(YtdlpSettings(kind="ytdlp"), tools) for _ in more]
    bench = Bench(root, Http(client, disk), Hls(Settings(kind="hls"), tools), *others)
    bench.settings = replace(bench.settings, retries=0)
    bench.shops.offers[item(1)] = [make_release(url=url, form=form)]
    bench.start()
    try:
        yield bench
    finally:
        await bench.stop()
        await client.close()


@pytest.mark.parametrize("form", [Form.UNKNOWN, Form.FILE])
@pytest.mark.parametrize("type", ["video/mp4", "application/vnd.apple.mpegurl"])
async def test_a_playlist_where_a_file_was_expected_is_followed(
    tmp_path: Path, server: FaultyServer, form: Form, type: str
) -> None:
    site = Site(server)
    site.film(FRAGMENTS)
    playlist = site.files["film.m3u8"]
    served = Film(playlist.replace(b"film-", b"/hls/film-"))
    served.type = type
    server.routes["/watch"] = served

    async with working(tmp_path, server.url("/watch"), form) as bench:
        bench.add(1)
        await bench.until(lambda: bench.finished)

    [done] = bench.finished
    assert (done.state, done.tries) == (DownloadState.COMPLETED, 0)
    assert bench.shelves.taken[item(1)] == b"".join(FRAGMENTS)


async def test_a_page_is_offered_to_all_and_then_told(tmp_path: Path, server: FaultyServer) -> None:
    async with working(tmp_path, server.url("/ok"), Form.UNKNOWN) as bench:
        [id] = bench.add(1)
        await bench.until(lambda: bench.queue.find(id).state is DownloadState.FAILED)  # type: ignore[union-attr]

    assert server.asked("/ok") == 2


async def test_a_stream_goes_to_the_one_that_knows_it(tmp_path: Path, server: FaultyServer) -> None:
    site = Site(server)
    url = site.film(FRAGMENTS)
    site.lies["film-1.ts"].append(Lie(body=b"<html>"))

    async with working(tmp_path, url, Form.HLS) as bench:
        bench.add(1)
        await bench.until(lambda: bench.finished)

    assert site.asked("film.m3u8") == 1


@pytest.fixture
def portal(server: FaultyServer) -> str:
    """The address of a page with a film on it."""
    program("yt-dlp")
    page = Film(b'<html><title>x</title><video src="/film.mp4"></video></html>')
    page.type = "text/html"
    server.routes |= {"/page": page, "/film.mp4": Film()}
    return server.url("/page")


async def test_a_page_that_may_be_one_is_read_by_yt_dlp(tmp_path: Path, portal: str) -> None:
    async with working(tmp_path, portal, Form.UNKNOWN, "ytdlp") as bench:
        bench.add(1)
        async with asyncio.timeout(60):
            while not bench.finished:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    assert bench.finished[0].tries == 0
    assert bench.shelves.taken[item(1)] == Film().data


@pytest.mark.parametrize("form", [Form.FILE, Form.HLS])
async def test_a_page_where_a_film_was_promised_is_not_searched_for_others(
    tmp_path: Path, server: FaultyServer, portal: str, form: Form
) -> None:
    async with working(tmp_path, portal, form, "ytdlp") as bench:
        [id] = bench.add(1)
        await bench.until(lambda: bench.queued[id].state is DownloadState.FAILED)

    assert server.asked("/film.mp4") == 0
