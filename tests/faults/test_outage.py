"""An outage costs each host at most twenty requests an hour, and loses nothing."""

import asyncio
from pathlib import Path

import pytest

from aniworldd.model.download import DownloadState
from tests.faults import answers
from tests.faults.answers import Answer
from tests.faults.asked import Asked, reply
from tests.faults.outages import DAY, HOUR, ITEMS, WISHES, World, world
from tests.faults.server import FaultyServer

MOST = 20  # requests in any hour


async def busy(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 429, {"Retry-After": "1"}, b"slow down")


async def mad(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 503, {"Retry-After": "-5, yesterday"}, b"")


async def unavailable(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 503, {}, b"")


OUTAGES: dict[str, Answer] = {
    "503": unavailable,
    "429 again at once": busy,
    "mad Retry-After": mad,
    "reset": answers.reset,
    "closed without an answer": answers.close,
    "not HTTP": answers.garbage,
}


@pytest.mark.parametrize(
    "kind, hosters",
    [("503", True), ("reset", False)],
    ids=["hosters known", "hosters unknown"],
)
async def test_a_hoster_that_is_away_for_hours(tmp_path: Path, kind: str, hosters: bool) -> None:
    async with world(tmp_path, hosters=hosters) as there:
        there.break_down(there.files, OUTAGES[kind])
        there.start()

        await there.passes(8 * HOUR)

        check_politeness(there, there.files)
        await check_that_nothing_is_lost(there)


@pytest.mark.parametrize("kind", ["429 again at once"])
async def test_a_catalogue_that_is_away_for_hours(tmp_path: Path, kind: str) -> None:
    async with world(tmp_path) as there:
        there.break_down(there.pages, OUTAGES[kind])
        there.start()

        await there.passes(8 * HOUR)

        check_politeness(there, there.pages)
        there.repair(there.pages)
        await check_that_nothing_is_lost(there)
        await there.passes(DAY, lambda: len(there.catalogue.listings) == WISHES)
        assert len(there.catalogue.listings) == WISHES


@pytest.mark.slow
@pytest.mark.parametrize("kind", OUTAGES)
async def test_everything_is_away_for_three_days(tmp_path: Path, kind: str) -> None:
    async with world(tmp_path) as there:
        there.start()
        there.break_down(there.pages, OUTAGES[kind])
        there.break_down(there.files, OUTAGES[kind])

        await there.passes(2 * DAY)
        there.repair(there.pages)
        await there.passes(1 * DAY)

        check_politeness(there, there.pages, there.files)
        await check_that_nothing_is_lost(there)


def check_politeness(there: World, *failing: FaultyServer) -> None:
    """While they failed they were asked, but not often."""
    for server in failing:
        most = there.pace.most_in_an_hour(there.host(server), there.failed_until(server))
        assert 1 <= most <= MOST, f"{server.port} was asked {most} times in an hour"


async def check_that_nothing_is_lost(there: World) -> None:
    """Once it is back everything arrives by itself, and soon."""
    states = {download.state for download in there.bench.queue.downloads()}
    assert DownloadState.FAILED not in states
    there.repair(there.files)

    await there.passes(3 * HOUR, lambda: len(there.bench.finished) == ITEMS)

    assert len(there.bench.finished) == ITEMS
