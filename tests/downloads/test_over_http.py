"""The worker with the real downloader and the real store: stopped and started as a daemon is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import http
from aniworldd.downloaders.part import OVERLAP
from aniworldd.model.download import DownloadState
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from tests.downloaders.film import KIB, Film, Lie
from tests.downloads.stand_ins import Bench, item, make_release
from tests.faults.server import FaultyServer

CUT = 200 * KIB


@pytest.fixture
async def film() -> AsyncIterator[tuple[Film, str]]:
    film = Film()
    async with FaultyServer() as server:
        server.routes["/film.mp4"] = film
        yield film, server.url("/film.mp4")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    clock = SystemClock()
    policy = AddressPolicy(["127.0.0.0/8"])
    client = Client(policy=policy, pace=Pace(clock, delay=0.0), cache=None, clock=clock)
    yield client
    await client.close()


def make_bench(root: Path, client: Client, url: str) -> Bench:
    bench = Bench(root, http.Http(client, Disk(SystemClock())))
    bench.shops.offers[item(1)] = [make_release(url=url)]
    return bench


async def test_a_stopped_daemon_goes_on_where_it_was_after_its_start(
    tmp_path: Path, film: tuple[Film, str], client: Client
) -> None:
    served, url = film
    served.lies.append(Lie(stall=CUT))
    first = make_bench(tmp_path, client, url)
    [id] = first.add(1)
    first.start()
    await first.until(lambda: id in first.worker.speeds())
    await first.until(lambda: first.worker.speeds()[id].progress.done == CUT)
    await first.stop()

    second = make_bench(tmp_path, client, url)
    state = second.queued[id].state
    second.start()
    await second.until(lambda: second.finished)
    await second.stop()

    assert state is DownloadState.PENDING
    assert second.shelves.taken[item(1)] == served.data
    assert served.asked[1].headers["range"] == f"bytes={CUT - OVERLAP}-"
    assert second.finished[0].id == id


async def test_what_a_withdrawal_stops_leaves_nothing_open(
    tmp_path: Path, film: tuple[Film, str], client: Client
) -> None:
    served, url = film
    served.lies.append(Lie(stall=CUT))
    bench = make_bench(tmp_path, client, url)
    [id] = bench.add(1)
    bench.start()
    await asyncio.wait_for(served.stalled.wait(), 5)

    bench.queue.withdraw(id)
    await bench.until(lambda: not bench.shelves.kept())
    left_open = open_parts(tmp_path)
    await bench.stop()

    assert left_open == []


def open_parts(folder: Path) -> list[str]:
    targets = []
    for path in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists the folder
            targets.append(str(path.readlink()))
    return [
        target for target in targets if target.startswith(f"{folder}/") and "media.part" in target
    ]
