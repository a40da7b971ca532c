"""The site provider over real HTTP, with the demo's catalogue behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.demo import catalogue, titles
from aniworldd.demo.shelf import Shelf
from aniworldd.errors import ProviderError, ProviderUnreachable
from aniworldd.model.watch import Watch
from aniworldd.net.cache import PageCache
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.providers import site
from tests.providers.conformance import ProviderConformance, Subject
from tests.providers.site.web import PatientClock
from tests.providers.tools import make_tools


@pytest.fixture
def shelf() -> Shelf:
    return titles.invented()


@pytest.fixture
async def subject(shelf: Shelf, tmp_path: Path) -> AsyncIterator[Subject]:
    clock = PatientClock()
    client = Client(
        policy=AddressPolicy(["127.0.0.1"]),
        pace=Pace(clock, delay=0),
        cache=PageCache(tmp_path / "pages"),
        clock=clock,
    )

    def fail() -> None:
        shelf.faults.drift = True

    async with catalogue.serve(shelf, clock) as url:
        settings = site.Settings(kind="site", definition="standin.yaml", links=(url,))
        provider = site.build("demo", settings, make_tools(client, clock, sites=tmp_path))
        yield Subject(
            provider=provider,
            link=f"{url}/anime/stream/die-teekesselritter",
            foreign="https://elsewhere.example/anime/stream/die-teekesselritter",
            missing=f"{url}/anime/stream/nobody-knows-it",
            word="teapot",
            fail=fail,
        )
        await client.close()


class TestSite(ProviderConformance):
    @pytest.mark.parametrize("fault", ["challenge", "empty", "loop", "truncated"])
    async def test_whatever_breaks_its_pages_is_told(
        self, subject: Subject, shelf: Shelf, fault: str
    ) -> None:
        (title,) = await subject.provider.titles(Watch("w", subject.link))

        setattr(shelf.faults, fault, True)

        with pytest.raises(ProviderError):
            await subject.provider.items(title)

    async def test_a_site_that_asks_for_time_is_given_it(
        self, subject: Subject, shelf: Shelf
    ) -> None:
        shelf.faults.status, shelf.faults.retry_after = 429, "120"

        with pytest.raises(ProviderUnreachable) as raised:
            await subject.provider.titles(Watch("w", subject.link))

        assert raised.value.retry_after == 120

    async def test_a_series_costs_one_request_and_one_for_each_season(
        self, subject: Subject, shelf: Shelf
    ) -> None:
        (title,) = await subject.provider.titles(Watch("w", subject.link))
        await subject.provider.items(title)

        assert len(shelf.requests) == 1 + len(title.seasons)

    async def test_what_did_not_change_is_not_sent_again(
        self, subject: Subject, shelf: Shelf
    ) -> None:
        first = await subject.provider.titles(Watch("w", subject.link))
        again = await subject.provider.titles(Watch("w", subject.link))

        known = ["If-None-Match" in asked.headers for asked in shelf.requests]
        assert known == [False, True]
        assert again == first
