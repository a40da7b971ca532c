"""The hoster with a loose contact breaks off, is busy, and then gives what it has."""

import aiohttp
import pytest

from aniworldd.demo import catalogue, titles
from aniworldd.demo.shelf import HOSTERS, LOOSE, Shelf
from tests.demo.conftest import Client, PatientClock

DOG = "die-wackeldackel-chroniken"
WORKED = 1024 * 1024  # bytes after which a try that broke off is gone on with at once


def path(shelf: Shelf, number: int) -> str:
    return next(link.path for link in shelf.links(DOG, 1, number) if link.hoster == LOOSE)


@pytest.mark.parametrize("number", [1, 2])
async def test_two_files_break_off_late_enough_to_be_gone_on_with(
    client: Client, shelf: Shelf, number: int
) -> None:
    async with client.get(path(shelf, number)) as answer:
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
        assert answer.content.total_bytes > WORKED
    async with client.get(path(shelf, number)) as answer:
        assert await answer.read() == shelf.clip(DOG, 1, number, "German Dub")


async def test_the_third_is_refused_once_after_a_while(
    client: Client, shelf: Shelf, clock: PatientClock
) -> None:
    async with client.get(path(shelf, 3)) as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "20"
    assert clock.slept == 8
    async with client.get(path(shelf, 3)) as answer:
        assert await answer.read() == shelf.clip(DOG, 1, 3, "German Dub")


async def test_each_run_has_its_mishaps(client: Client, shelf: Shelf) -> None:
    async with client.get(path(shelf, 3)) as answer:
        assert answer.status == 503

    assert titles.invented().mishaps[path(shelf, 3)][0].status == 503


async def test_its_links_lead_to_an_address_of_its_own(shelf: Shelf, clock: PatientClock) -> None:
    loose, direct = shelf.links(DOG, 1, 1)[:2]
    async with catalogue.serve(shelf, clock) as url, aiohttp.ClientSession() as session:
        where = []
        for link in (loose, direct):
            asked = f"{url}/redirect/{link.id}"
            async with session.get(asked, allow_redirects=False) as answer:
                where.append(answer.headers["Location"])

    assert where == [f"{shelf.origins[LOOSE]}{loose.path}", direct.path]
    assert shelf.origins[LOOSE] != url


@pytest.mark.parametrize(
    "drip, hosters", [(None, (LOOSE, HOSTERS[0])), (256_000.0, (LOOSE,))], ids=["quick", "dripped"]
)
def test_only_who_has_time_is_left_without_another_hoster(
    drip: float | None, hosters: tuple[object, ...]
) -> None:
    assert titles.invented(drip=drip).show(DOG).hosters == hosters
