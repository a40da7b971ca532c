"""Providers are asked when due; one that fails costs its own titles only."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from aniworldd.catalogue import Catalogue
from aniworldd.errors import ProviderChanged, ProviderUnreachable
from aniworldd.events import Event, ProviderFailed, ProviderRecovered, TitleRefreshed
from aniworldd.model.release import Release
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import News
from aniworldd.refresh.refresher import Refresher
from aniworldd.store import Store
from tests.factories import LINK, make_item, make_title, make_watch
from tests.fake_clock import FakeClock

OTHER = "https://other.example/x"


class Shop:
    """A provider whose answers are a list of items or an error."""

    def __init__(self, name: str, answer: list[Item] | Exception) -> None:
        self.name = name
        self.answer = answer
        self.asked: list[str] = []

    def recognises(self, link: str) -> bool:
        return True

    async def titles(self, watch: Watch) -> Sequence[Title]:
        self.asked.append(watch.link)
        if isinstance(self.answer, Exception):
            raise self.answer
        return [make_title(link=watch.link, provider=self.name)]

    async def items(self, title: Title) -> Sequence[Item]:
        assert isinstance(self.answer, list)
        return self.answer

    async def releases(self, item: Item) -> Sequence[Release]:
        return []

    async def close(self) -> None:
        pass


class World:
    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.store = Store.open(folder, now=self.clock.now)
        self.catalogue = Catalogue(self.store)
        self.events: list[Event] = []
        self.changes = 0
        self.shop = Shop("demo", [make_item()])
        self.refresher = Refresher(
            self.catalogue,
            self.clock,
            publish=self.events.append,
            changed=self._changed,
            jitter=lambda: 0.5,
        )

    def _changed(self) -> None:
        self.changes += 1

    async def wish(self, *watches: Watch) -> None:
        self.refresher.wish({"demo": watches or (make_watch(),)}, {"demo": self.shop})
        await self.clock.advance(0)

    async def look(self, times: int = 1) -> None:
        """As the timetable does, each half an hour."""
        for _ in range(times):
            await self.clock.advance(1800)
            self.refresher.look()
        await self.clock.advance(0)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    yield world
    await world.refresher.close()
    world.store.close()


async def test_a_new_wish_is_asked_for_at_once(world: World) -> None:
    await world.wish()

    assert world.shop.asked == [LINK]
    assert world.catalogue.listings["lamp-post"].items[0].item == make_item()
    assert world.events == [TitleRefreshed(LINK, ("lamp-post",))]
    assert world.changes == 1


async def test_it_is_asked_for_again_when_due_and_not_before(world: World) -> None:
    await world.wish()
    await world.clock.advance(23 * 3600)
    before = len(world.shop.asked)
    await world.clock.advance(2 * 3600)

    assert (before, len(world.shop.asked)) == (1, 2)


async def test_a_person_need_not_wait(world: World) -> None:
    await world.wish()
    world.refresher.ask(LINK)
    await world.clock.advance(0)

    assert world.shop.asked == [LINK, LINK]


async def test_a_failure_keeps_the_last_word_and_is_told_once(world: World) -> None:
    await world.wish()
    world.shop.answer = ProviderUnreachable("demo", "it answers 503")
    await world.clock.advance(25 * 3600)

    source = world.catalogue.sources[LINK]
    assert source.failure is not None
    assert source.failure.error == "it answers 503"
    assert world.catalogue.listings["lamp-post"].items
    assert sum(isinstance(event, ProviderFailed) for event in world.events) == 1

    world.shop.answer = [make_item()]
    await world.clock.advance(7 * 3600)
    assert world.catalogue.sources[LINK].failure is None
    assert ProviderRecovered(LINK, "demo") in world.events


async def test_a_changed_layout_is_no_reason_to_hurry(world: World) -> None:
    world.shop.answer = ProviderChanged("demo", "no rows", what="season")
    await world.wish()
    await world.clock.advance(5 * 3600)

    assert world.shop.asked == [LINK]
    failure = world.catalogue.sources[LINK].failure
    assert failure is not None
    assert failure.changed


async def test_a_bug_in_a_provider_is_a_failure_like_any_other(world: World) -> None:
    world.shop.answer = KeyError("rows")
    await world.wish()

    failure = world.catalogue.sources[LINK].failure
    assert failure is not None
    assert "KeyError" in failure.error


async def test_an_answer_that_lost_most_is_a_question(world: World) -> None:
    world.shop.answer = [make_item(number=number) for number in range(1, 21)]
    await world.wish()
    world.shop.answer = [make_item()]
    world.refresher.ask(LINK)
    await world.clock.advance(0)

    assert len(world.catalogue.listings["lamp-post"].items) == 20
    assert world.catalogue.sources[LINK].shrink is not None

    world.catalogue.accept(LINK)
    world.refresher.ask(LINK)
    await world.clock.advance(0)
    assert len(world.catalogue.listings["lamp-post"].items) == 1
    assert world.catalogue.sources[LINK].shrink is None


async def test_what_was_learnt_is_there_after_a_restart(world: World, tmp_path: Path) -> None:
    await world.wish()
    await world.store.durable()
    listings, sources = dict(world.catalogue.listings), dict(world.catalogue.sources)

    again = Catalogue(Store.read(tmp_path))

    assert again.listings == listings
    assert again.sources == sources


async def test_an_answer_without_news_writes_only_its_time(world: World) -> None:
    await world.wish()
    await world.clock.advance(1)
    before = world.store.sequence
    world.refresher.ask(LINK)
    await world.clock.advance(0)

    assert world.store.sequence == before + 1


async def test_a_failing_provider_stops_no_other(world: World) -> None:
    broken = Shop("broken", ProviderUnreachable("broken", "no route", retry_after=60))
    world.refresher.wish(
        {"broken": [make_watch(link=OTHER)], "demo": [make_watch()]},
        {"broken": broken, "demo": world.shop},
    )
    await world.clock.advance(0)

    assert world.catalogue.sources[OTHER].failure is not None
    assert world.catalogue.sources[LINK].failure is None


async def test_a_key_that_another_provider_has_gets_its_providers_name(world: World) -> None:
    other = Shop("other", [make_item()])
    await world.wish()
    world.refresher.wish(
        {"demo": [make_watch()], "other": [make_watch(link=OTHER)]},
        {"demo": world.shop, "other": other},
    )
    await world.clock.advance(0)

    assert world.catalogue.sources[OTHER].titles == ("lamp-post-other",)
    listing = world.catalogue.listings["lamp-post-other"]
    assert listing.provider_key == "lamp-post"
    assert [listed.item.key.title for listed in listing.items] == ["lamp-post-other"]


async def test_a_disabled_wish_is_not_asked_for(world: World) -> None:
    await world.wish(make_watch(enabled=False))

    assert world.shop.asked == []


async def test_loops_end_with_their_provider(world: World) -> None:
    await world.wish()
    world.refresher.wish({}, {})
    await asyncio.sleep(0)
    world.refresher.ask(LINK)
    await world.clock.advance(timedelta(days=2).total_seconds())

    assert world.shop.asked == [LINK]


class NewsShop(Shop):
    """A shop with a page of what is new."""

    def __init__(self, name: str, answer: list[Item] | Exception) -> None:
        super().__init__(name, answer)
        self.news: list[News] | Exception = []
        self.looks = 0

    async def latest(self) -> Sequence[News]:
        self.looks += 1
        if isinstance(self.news, Exception):
            raise self.news
        return self.news


async def test_one_look_at_what_is_new_replaces_asking_for_each_title(world: World) -> None:
    world.shop = shop = NewsShop("demo", [make_item()])
    await world.wish()
    await world.look(times=2)
    before = (len(shop.asked), shop.looks)
    shop.news = [News("lamp-post", 1, 2)]
    shop.answer = [make_item(), make_item(number=2)]
    await world.look()

    assert before == (1, 3)
    assert len(shop.asked) == 2
    assert len(world.catalogue.listings["lamp-post"].items) == 2


async def test_without_the_timetable_only_people_and_new_wishes_are_served(world: World) -> None:
    world.refresher.by_itself = False
    await world.wish()
    await world.clock.advance(40 * 24 * 3600)
    before = len(world.shop.asked)
    world.refresher.ask(LINK)
    await world.clock.advance(0)

    assert (before, len(world.shop.asked)) == (1, 2)


async def test_a_broken_page_of_what_is_new_leaves_the_timetable_as_it_is(world: World) -> None:
    world.shop = shop = NewsShop("demo", [make_item()])
    shop.news = ProviderChanged("demo", "no rows", what="latest")
    await world.wish()
    await world.look(times=50)

    assert len(shop.asked) == 2
    assert world.catalogue.sources[LINK].failure is None


async def test_an_entry_of_the_page_that_stays_unknown_is_acted_on_once(world: World) -> None:
    world.shop = shop = NewsShop("demo", [make_item(languages=("German Dub",))])
    await world.wish()
    looked = world.clock.now()
    shop.news = [News("lamp-post", 1, 1, ("Klingon",), released_at=looked)]
    await world.look(times=12)
    shop.news = [News("lamp-post", 1, 1, ("Klingon",), released_at=world.clock.now())]
    await world.look(times=12)
    before = len(shop.asked)
    shop.news = [*shop.news, News("lamp-post", 1, 2)]
    await world.look(times=12)

    assert shop.looks > 30
    assert (before, len(shop.asked)) == (2, 3)


async def test_what_was_acted_on_is_not_remembered_without_end(world: World) -> None:
    world.shop = shop = NewsShop("demo", [make_item()])
    await world.wish()
    first = News("lamp-post", 2, 1)
    for number in range(3):
        shop.news = [News("lamp-post", number + 3, one) for one in range(600)]
        shop.news += [first] if number == 0 else []
        await world.look()
    before = len(shop.asked)
    shop.news = [first]
    await world.look()

    assert (before, len(shop.asked)) == (4, 5)


async def test_news_make_nobody_ask_a_failing_provider_early(world: World) -> None:
    world.shop = shop = NewsShop("demo", [make_item()])
    await world.wish()
    await world.clock.advance(10)
    shop.news = [News("lamp-post", 1, 2)]
    shop.answer = ProviderUnreachable("demo", "busy", retry_after=86400.0)
    await world.look(times=2)
    before = len(shop.asked)
    shop.news = [News("lamp-post", 1, 3)]
    await world.look(times=44)

    assert (before, len(shop.asked)) == (2, 2)


class Street(Shop):
    """A provider with a title behind every link, which answers while its door is open."""

    def __init__(self) -> None:
        super().__init__("demo", [])
        self.door = asyncio.Event()
        self.door.set()

    async def titles(self, watch: Watch) -> Sequence[Title]:
        self.asked.append(watch.link)
        await self.door.wait()
        return [make_title(watch.id, link=watch.link)]

    async def items(self, title: Title) -> Sequence[Item]:
        return [make_item(title=title.key)]


async def test_a_person_comes_first_then_the_new_then_the_most_overdue(world: World) -> None:
    world.shop = street = Street()
    houses = [make_watch(id=f"h{it}", link=f"https://x.example/h{it}") for it in range(6)]
    new = make_watch(id="z", link="https://x.example/z")
    await world.wish(*houses[:3])
    await world.clock.advance(3600)
    await world.wish(*houses)
    street.asked.clear()
    street.door.clear()
    await world.clock.advance(3 * 86400)  # the first is being asked for, the others wait
    await world.wish(*reversed(houses), new)
    world.refresher.ask(houses[4].link)
    street.door.set()
    await world.clock.advance(1)

    order = [link.rsplit("/", 1)[1] for link in street.asked]
    assert order[1:3] == ["h4", "z"]
    assert set(order[3:5]) < {"h0", "h1", "h2"}
    assert set(order[5:7]) == {"h3", "h5"}


async def test_a_clock_that_was_years_ahead_silences_nobody(world: World) -> None:
    real = world.clock.now()
    world.clock.set(real + timedelta(days=3650))
    await world.wish()
    world.clock.set(real)
    await world.clock.advance(3600)

    assert world.shop.asked == [LINK, LINK]


async def test_a_clock_that_jumps_ahead_is_noticed_within_the_hour(world: World) -> None:
    await world.wish()
    world.clock.set(world.clock.now() + timedelta(days=40))
    await world.clock.advance(3599)
    before = len(world.shop.asked)
    await world.clock.advance(2)

    assert (before, len(world.shop.asked)) == (1, 2)


class Unreadable(list[Watch]):
    """Wishes that nobody can go through."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def __iter__(self) -> Iterator[Watch]:
        self.looks += 1
        raise KeyError("wishes")


async def test_a_bug_of_ours_is_met_once_a_minute(world: World) -> None:
    wishes = Unreadable()
    world.refresher.wish({"demo": wishes}, {"demo": world.shop})
    await world.clock.advance(590)

    assert wishes.looks == 10


class Podcast(Shop):
    """One that shows only its newest, and is told what it listed."""

    def __init__(self, answer: list[Item] | Exception) -> None:
        super().__init__("demo", answer)
        self.known: list[Sequence[Item]] = []

    async def items_after(self, title: Title, known: Sequence[Item]) -> Sequence[Item]:
        self.known.append(known)
        return [*known, *(item for item in await self.items(title) if item not in known)]

    def is_feed(self) -> Literal[True]:
        return True


async def test_a_feed_is_asked_for_every_half_hour(world: World) -> None:
    world.shop = Podcast([make_item()])
    await world.wish()
    await world.look(times=6)

    assert len(world.shop.asked) in {7, 8}


async def test_a_feed_that_fails_is_not_hurried(world: World) -> None:
    world.shop = Podcast([make_item()])
    await world.wish()
    world.shop.answer = ProviderChanged("demo", "it is a web page", what="feed")
    await world.look(times=10)

    assert len(world.shop.asked) == 2


async def test_a_provider_that_counts_by_itself_is_told_what_it_listed(world: World) -> None:
    first, second = make_item(number=1), make_item(number=2)
    world.shop = podcast = Podcast([first])
    await world.wish(make_watch(key="my-own"))
    world.shop.answer = [second]
    world.refresher.ask(LINK)
    await world.clock.advance(0)

    assert podcast.known == [[], [first]]
    keys = [str(listed.item.key) for listed in world.catalogue.listings["my-own"].items]
    assert keys == ["my-own S01E01", "my-own S01E02"]
