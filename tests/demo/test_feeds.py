"""The stand-in's podcast is a feed that the real provider reads, with clips that can be fetched."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.demo import catalogue, feeds
from aniworldd.demo.shelf import Shelf
from aniworldd.errors import FetchError
from aniworldd.model.watch import Watch
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.providers.rss import Settings, build
from aniworldd.providers.rss.provider import RssProvider
from tests.demo.conftest import PatientClock
from tests.providers.tools import make_tools

LAMPS = "lampengespraeche"


@pytest.fixture
async def url(shelf: Shelf, clock: PatientClock) -> AsyncIterator[str]:
    async with catalogue.serve(shelf, clock) as url:
        yield url


@pytest.fixture
async def web(clock: PatientClock) -> AsyncIterator[Client]:
    policy = AddressPolicy(["127.0.0.1"])
    client = Client(policy=policy, pace=Pace(clock, delay=0), cache=None, clock=clock)
    yield client
    await client.close()


@pytest.fixture
def provider(web: Client, clock: PatientClock) -> RssProvider:
    return build("feeds", Settings(kind="rss"), make_tools(web, clock, sites=Path("sites")))


async def test_the_provider_reads_the_podcast(
    shelf: Shelf, url: str, provider: RssProvider
) -> None:
    podcast = shelf.podcast(LAMPS)

    (title,) = await provider.titles(Watch("w", f"{url}{feeds.path(podcast)}"))
    items = await provider.items(title)

    assert (title.key, title.name, title.plot) == (LAMPS, podcast.name, podcast.plot)
    assert [(item.key.code, item.name) for item in items] == [
        (f"S01E0{number}", talk.name) for number, talk in enumerate(podcast.talks, 1)
    ]


async def test_each_entry_is_a_file_of_its_own(
    shelf: Shelf, url: str, provider: RssProvider, web: Client
) -> None:
    (title,) = await provider.titles(Watch("w", f"{url}/podcast/{LAMPS}.xml"))
    found = set()
    for number, item in enumerate(await provider.items(title), 1):
        (release,) = await provider.releases(item)
        page = await web.get(release.url)
        assert page.body == shelf.talk(LAMPS, number)
        found.add(hashlib.sha256(page.body).hexdigest())

    assert len(found) == len(shelf.podcast(LAMPS).talks)


async def test_an_entry_that_is_not_there_is_not_found(url: str, web: Client) -> None:
    with pytest.raises(FetchError, match="answered 404"):
        await web.get(f"{url}/hoster/podcast/{LAMPS}/99.mp4")
