"""A feed is a window: items come and go in it, and keep their numbers."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from aniworldd.model.title import Item, ItemKind, Title
from aniworldd.model.watch import Watch
from aniworldd.net.page import Page
from aniworldd.providers.rss import Settings, build
from tests.providers.rss.feeds import URL, episode, rss, video, weekly
from tests.providers.site.web import Web
from tests.providers.tools import make_tools


class Feed:
    """A feed whose text a test changes, asked as the daemon does."""

    def __init__(self, text: str = "") -> None:
        self.web = Web()
        self.show(text)
        self.provider = build("feeds", Settings(kind="rss"), make_tools(self.web))
        self.known: Sequence[Item] = ()

    def show(self, text: str) -> None:
        self.web.pages[URL] = Page(URL, 200, {"Content-Type": "text/xml"}, text.encode())

    async def title(self) -> Title:
        (title,) = await self.provider.titles(Watch("w", URL))
        return title

    async def items(self, text: str = "") -> Sequence[Item]:
        if text:
            self.show(text)
        self.known = await self.provider.items_after(await self.title(), self.known)
        return self.known

    async def places(self, text: str = "") -> dict[str, str]:
        """Each item's code by its id."""
        return {item.id: item.key.code for item in await self.items(text)}


async def test_a_feed_is_a_title() -> None:
    title = await Feed(weekly([1])).title()

    assert (title.key, title.name, title.link) == ("night-bus", "Night Bus", URL)
    assert [season.number for season in title.seasons] == [1]


async def test_a_feed_without_a_name_has_its_host_s() -> None:
    title = await Feed(rss(episode(1), channel="")).title()

    assert (title.key, title.name) == ("pod-example", "pod.example")


async def test_episodes_without_numbers_are_counted_by_their_dates() -> None:
    feed = Feed(rss(episode(5), episode(7), episode(6)))

    assert await feed.places() == {"id-5": "S01E01", "id-6": "S01E02", "id-7": "S01E03"}


async def test_without_dates_the_last_of_the_feed_is_the_first() -> None:
    items = [f"<guid>{n}</guid>{video(f'/{n}.mp4')}" for n in (3, 2, 1)]

    assert await Feed(rss(*items)).places() == {"1": "S01E01", "2": "S01E02", "3": "S01E03"}


async def test_what_leaves_the_window_stays_with_its_number() -> None:
    feed = Feed()
    first = await feed.places(weekly([1, 2, 3]))
    second = await feed.places(weekly([3, 4, 5]))

    assert first == {"id-1": "S01E01", "id-2": "S01E02", "id-3": "S01E03"}
    assert second == {**first, "id-4": "S01E04", "id-5": "S01E05"}
    assert [item.name for item in feed.known] == [f"Stop {number}" for number in range(1, 6)]


async def test_a_window_that_moved_on_entirely_counts_on() -> None:
    feed = Feed()
    await feed.places(weekly([1, 2]))

    assert list((await feed.places(weekly([8, 9]))).values()) == [
        *("S01E01", "S01E02", "S01E03", "S01E04")
    ]


async def test_an_empty_feed_takes_nothing_away() -> None:
    feed = Feed()
    before = await feed.places(weekly([1, 2]))

    assert await feed.places(rss()) == before


async def test_an_episode_that_comes_late_does_not_push_the_others() -> None:
    feed = Feed()
    await feed.places(weekly([1, 3]))

    assert await feed.places(weekly([1, 2, 3])) == {
        "id-1": "S01E01",
        "id-3": "S01E02",
        "id-2": "S01E03",
    }


async def test_a_guid_that_changed_is_the_same_episode_by_its_address() -> None:
    feed = Feed()
    await feed.places(weekly([1, 2]))
    renamed = weekly([1, 2]).replace("id-", "https://pod.example/?p=")

    assert list((await feed.places(renamed)).values()) == ["S01E01", "S01E02"]


async def test_an_address_that_changed_is_the_one_that_is_fetched() -> None:
    feed = Feed()
    await feed.items(weekly([1]))
    (item,) = await feed.items(weekly([1]).replace("cdn.example", "other.example"))

    (release,) = await feed.provider.releases(item)
    assert release.url == "https://other.example/1.mp4"


async def test_numbers_of_the_podcast_count() -> None:
    numbered = "<itunes:season>2</itunes:season><itunes:episode>{}</itunes:episode>"
    feed = Feed(rss(*(episode(n, numbered.format(n + 10)) for n in (2, 1))))

    assert await feed.places() == {"id-1": "S02E11", "id-2": "S02E12"}


async def test_a_number_in_the_name_counts_and_leaves_the_name() -> None:
    item = f"<title>Night Bus - S03E07 - The Wrong Terminus</title>{video()}"
    (found,) = await Feed(rss(item)).items()

    assert (found.key.code, found.name) == ("S03E07", "The Wrong Terminus")


@pytest.mark.parametrize(
    "title, name",
    {
        "S03E07": "S03E07",
        "Night Bus: The Wrong Terminus": "The Wrong Terminus",
        "Night Buses of Europe": "Night Buses of Europe",
        "Night Bus": "Night Bus",
        "The Night Bus S": "The Night Bus S",
    }.items(),
)
async def test_a_name_keeps_what_is_its_own(title: str, name: str) -> None:
    (found,) = await Feed(rss(f"<title>{title}</title>{video()}")).items()

    assert found.name == name


async def test_trailers_are_left_out_and_a_bonus_is_a_special() -> None:
    kind = "<itunes:episodeType>{}</itunes:episodeType>"
    feed = Feed(
        rss(
            episode(4, kind.format("bonus")),
            episode(3, kind.format("trailer")),
            *(episode(n, f"<itunes:episode>{n}</itunes:episode>") for n in (2, 1)),
        )
    )

    items = {item.id: item for item in await feed.items()}
    assert items.keys() == {"id-1", "id-2", "id-4"}
    assert (items["id-4"].key.code, items["id-4"].kind) == ("S00E01", ItemKind.SPECIAL)


async def test_a_date_in_the_future_is_no_reason_to_wait() -> None:
    dated = "<pubDate>{}</pubDate>" + video()
    tomorrow, later = "Fri, 01 May 2026 20:00:00 GMT", "Sat, 01 May 2027 10:00:00 GMT"

    (near,) = await Feed(rss(dated.format(tomorrow))).items()
    (far,) = await Feed(rss(dated.format(later))).items()

    assert near.released_at == datetime(2026, 5, 1, 20, tzinfo=UTC)
    assert far.released_at is None
