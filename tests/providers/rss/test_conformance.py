"""The feeds provider over real HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd import providers
from aniworldd.errors import ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.model.watch import Watch
from aniworldd.providers.rss import Settings
from tests.providers.conformance import ProviderConformance, Subject
from tests.providers.rss.feeds import rss, video, weekly
from tests.providers.served import Served, serving

FEED = "/shows/feed.xml"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Served, Subject]]:
    async with serving(tmp_path, "application/rss+xml") as (served, tools):
        served.pages[FEED] = weekly(range(1, 11)).encode()

        def fail() -> None:
            served.pages[FEED] = b"<!DOCTYPE html><title>Under construction</title>"

        provider = providers.load("feeds", Settings(kind="rss"), tools)
        subject = Subject(
            provider=provider,
            link=f"{served.url}{FEED}",
            foreign=f"{served.url}/shows/4",
            missing=f"{served.url}/gone/feed.xml",
            fail=fail,
            asks_for_releases=False,
        )
        yield served, subject


@pytest.fixture
def server(served: tuple[Served, Subject]) -> Served:
    return served[0]


@pytest.fixture
def subject(served: tuple[Served, Subject]) -> Subject:
    return served[1]


class TestRss(ProviderConformance):
    async def test_one_request_serves_title_and_items(
        self, subject: Subject, server: Served
    ) -> None:
        (title,) = await subject.provider.titles(Watch("w", subject.link))
        await subject.provider.items(title)

        assert server.asked == [FEED]

    async def test_what_did_not_change_is_not_sent_again(
        self, subject: Subject, server: Served
    ) -> None:
        for _ in range(3):
            (title,) = await subject.provider.titles(Watch("w", subject.link))
            await subject.provider.items(title)

        assert (len(server.asked), server.unchanged) == (3, 2)

    async def test_a_server_that_is_down_is_asked_later(
        self, subject: Subject, server: Served
    ) -> None:
        server.down = True

        with pytest.raises(ProviderUnreachable, match="answered 503") as raised:
            await subject.provider.titles(Watch("w", subject.link))

        assert raised.value.retry_after

    async def test_a_feed_of_sounds_says_so(self, subject: Subject, server: Served) -> None:
        sounds = [video(f"/{n}.mp3", type="audio/mpeg") for n in range(3)]
        server.pages[FEED] = rss(*sounds).encode()

        with pytest.raises(ProviderError, match=r"none of the 3 entries of .* has a video"):
            await subject.provider.titles(Watch("w", subject.link))

    async def test_a_feed_that_is_too_large_says_so(self, subject: Subject, server: Served) -> None:
        server.pages[FEED] = rss("x" * (9 << 20)).encode()

        with pytest.raises(ProviderError, match="is larger than 8192 KiB"):
            await subject.provider.titles(Watch("w", subject.link))

    async def test_a_link_of_another_is_not_asked(self, subject: Subject, server: Served) -> None:
        with pytest.raises(TitleNotFound):
            await subject.provider.titles(Watch("w", subject.foreign))

        assert server.asked == []
