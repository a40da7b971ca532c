"""Further links of a wish: where an episode is fetched when its own provider does not give it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from aniworldd.catalogue import Catalogue
from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.run import running
from aniworldd.daemon.sources import CatalogueSources
from aniworldd.errors import ProviderUnreachable
from aniworldd.model.release import Release
from aniworldd.model.title import Item, ItemKey, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Provider
from aniworldd.store import Store
from tests.daemon.program import Program
from tests.downloaders.film import Film
from tests.factories import NOW
from tests.faults.server import FaultyServer
from tests.house.tree import PACKAGE
from tests.present import visible

CLIP = PACKAGE / "demo" / "clips" / "kettle.mp4"
CONFIG = """\
providers: {plain: {kind: plain}}
scheduler: {auto_download_after_rescan: true}
fetch: {allow_private: ["127.0.0.1/32"]}
"""
HERE, THERE = "https://here.example/lamps", "https://there.example/lights"
LAMPS = ItemKey("lamps", 1, 2)


class Shop:
    """A provider with one title of two episodes."""

    def __init__(self, name: str, link: str, key: str, titles: int = 1) -> None:
        self.name = name
        self.link = link
        self._key = key
        self._titles = titles
        self.down = False
        self.asked: list[ItemKey] = []

    def recognises(self, link: str) -> bool:
        return link == self.link

    async def titles(self, watch: Watch) -> list[Title]:
        if self.down:
            raise ProviderUnreachable(self.name, "no answer")
        return [Title(self._key, self.name, watch.link, "Lamps")] * self._titles

    async def items(self, title: Title) -> list[Item]:
        return [Item(ItemKey(title.key, 1, number)) for number in (1, 2)]

    async def releases(self, item: Item) -> list[Release]:
        self.asked.append(item.key)
        return [Release(item.key, self.name, f"{self.link}/{item.key.code}.mp4")]

    async def close(self) -> None: ...


class Shops:
    """The catalogue knows the series from one of them; its wish names the other one, too."""

    def __init__(self, store: Store) -> None:
        self.here, self.there = Shop("here", HERE, "lamps"), Shop("there", THERE, "lights")
        self.watch = Watch("lamps.yaml", HERE, also=(THERE,))
        self.watches: tuple[Watch, ...] = (self.watch,)
        self.providers: dict[str, Provider] = {"here": self.here, "there": self.there}
        catalogue = Catalogue(store)
        title = Title("lamps", "here", HERE, "Lamps")
        items = [Item(ItemKey("lamps", 1, number)) for number in (1, 2, 3)]
        catalogue.answered(HERE, "here", [(title, items)], NOW)
        self.sources = CatalogueSources(catalogue, lambda: self.providers, lambda: self.watches)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "state", now=lambda: NOW)
    yield store
    store.close()


@pytest.fixture
def shops(store: Store) -> Shops:
    return Shops(store)


async def test_the_same_number_is_asked_for_under_the_other_s_key(shops: Shops) -> None:
    [offer] = await shops.sources.elsewhere(LAMPS)

    assert (offer.item, offer.provider, offer.url) == (LAMPS, "there", f"{THERE}/S01E02.mp4")
    assert shops.there.asked == [ItemKey("lights", 1, 2)]
    assert shops.sources.whence(LAMPS).elsewhere


async def test_what_the_other_does_not_list_is_not_there(shops: Shops) -> None:
    assert await shops.sources.elsewhere(ItemKey("lamps", 1, 3)) == []


async def test_a_link_of_several_titles_is_nobody_s_stead(shops: Shops) -> None:
    shops.providers["there"] = Shop("there", THERE, "lights", titles=2)

    assert await shops.sources.elsewhere(LAMPS) == []


async def test_who_does_not_answer_either_is_passed_over(shops: Shops) -> None:
    shops.there.down = True
    third = Shop("third", "https://third.example/x", "x")
    shops.providers["third"] = third
    shops.watches = (Watch("lamps.yaml", HERE, also=(THERE, third.link)),)

    assert [one.provider for one in await shops.sources.elsewhere(LAMPS)] == ["third"]


@pytest.mark.parametrize(
    "watch", [Watch("a", HERE), Watch("a", HERE, also=(THERE,), enabled=False)]
)
async def test_without_further_links_nobody_else_is_asked(shops: Shops, watch: Watch) -> None:
    shops.watches = (watch,)

    assert await shops.sources.elsewhere(LAMPS) == []
    assert not shops.sources.whence(LAMPS).elsewhere


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with FaultyServer() as server:
        server.routes["/there"] = Film(CLIP.read_bytes())
        yield server


async def test_a_dropped_wish_with_two_links_becomes_files(
    tmp_path: Path, server: FaultyServer
) -> None:
    home = Program(tmp_path)
    home.lay_out(CONFIG)
    name = "Lamps-S01E[01-02].mp4"
    lines = f"link: {server.url('/here/' + name)}\nalso: ['{server.url('/there/' + name)}']\n"
    (home.watchlist / "lamps.yaml").write_text(lines)
    where = places.find(home.config, home.environ)

    async with running(written.start(where, plugs.PLUGS), where, SystemClock()):
        async with asyncio.timeout(120):
            while len([*visible(home.library)]) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    assert {path.read_bytes() for path in visible(home.library)} == {CLIP.read_bytes()}
    assert server.asked("/here/Lamps-S01E01.mp4") == 1
