"""The stand-in and the real site provider understand each other, also when something is wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from aniworldd.demo import catalogue
from aniworldd.demo.faults import Faults
from aniworldd.demo.shelf import Shelf, Show
from aniworldd.disk import Disk
from aniworldd.downloaders.http import Http
from aniworldd.errors import DownloadError, ProviderChanged, ProviderUnreachable, TitleNotFound
from aniworldd.model.release import Release
from aniworldd.model.title import Item, ItemKind, Title
from aniworldd.model.watch import Watch
from aniworldd.net.cache import PageCache
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.providers import site
from aniworldd.providers.site.provider import SiteProvider
from tests.demo.conftest import PatientClock
from tests.providers.tools import make_tools

KEYS = (
    "die-teekesselritter",
    "buerostuhl-galaxis",
    "noch-ein-halbes-broetchen",
    "das-leuchtturm-orchester",
    "kommissar-giesskanne",
    "die-wackeldackel-chroniken",
)
KETTLE, CHAIR, ROLL, *_ = KEYS


@pytest.fixture
async def url(shelf: Shelf, clock: PatientClock) -> AsyncIterator[str]:
    async with catalogue.serve(shelf, clock) as url:
        yield url


@pytest.fixture
async def web(url: str, clock: PatientClock, tmp_path: Path) -> AsyncIterator[Client]:
    client = Client(
        policy=AddressPolicy([f"127.0.0.1/32:{url.rpartition(':')[2]}"]),
        pace=Pace(clock, delay=0),
        cache=PageCache(tmp_path / "pages"),
        clock=clock,
    )
    yield client
    await client.close()


@pytest.fixture
def provider(url: str, web: Client, clock: PatientClock, tmp_path: Path) -> SiteProvider:
    settings = site.Settings(kind="site", definition="standin.yaml", links=(url,))
    return site.build("demo", settings, make_tools(web, clock, sites=tmp_path / "sites"))


@pytest.fixture
def downloader(web: Client, clock: PatientClock) -> Http:
    return Http(web, Disk(clock))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of one download."""
    folder = tmp_path / "media"
    folder.mkdir()
    return folder


async def title_of(provider: SiteProvider, url: str, key: str) -> Title:
    [title] = await provider.titles(Watch("wish", f"{url}/anime/stream/{key}"))
    return title


async def items_of(provider: SiteProvider, url: str, key: str) -> list[Item]:
    return list(await provider.items(await title_of(provider, url, key)))


async def releases_of(provider: SiteProvider, url: str, key: str) -> list[Release]:
    """Those of the first item."""
    return list(await provider.releases((await items_of(provider, url, key))[0]))


async def download(
    downloader: Http, release: Release, folder: Path, *, step: Callable[[], None] = lambda: None
) -> bytes:
    async for _ in downloader.fetch(release, folder):
        step()
    return media_in(folder)


def media_in(folder: Path) -> bytes:
    [media] = [path for path in folder.iterdir() if path.suffix != ".part"]
    return media.read_bytes()


def listed(show: Show) -> list[tuple[int, int, str, str, tuple[str, ...]]]:
    return [
        (
            season.number,
            episode.number,
            episode.german or episode.english,
            episode.english,
            tuple(language.value for language in episode.languages),
        )
        for season in sorted(show.seasons, key=lambda season: season.number)
        for episode in season.episodes
    ]


@pytest.mark.parametrize("key", KEYS)
async def test_a_title_is_what_stands_on_the_shelf(
    provider: SiteProvider, url: str, shelf: Shelf, key: str
) -> None:
    show = shelf.show(key)

    title = await title_of(provider, url, key)

    assert (title.key, title.name, title.year) == (key, show.name, show.start)
    assert (title.plot, title.imdb, title.genres) == (show.plot, show.imdb, show.genres)
    assert title.cover == f"{url}/public/img/cover/{key}.svg"
    assert ", ".join(title.alternatives) == ", ".join(show.alternatives)


@pytest.mark.parametrize("key", KEYS)
async def test_items_are_what_stands_on_the_shelf(
    provider: SiteProvider, url: str, shelf: Shelf, key: str
) -> None:
    items = await items_of(provider, url, key)

    assert [
        (item.key.season, item.key.number, item.name, item.original_name, item.languages)
        for item in items
    ] == listed(shelf.show(key))
    assert all((item.kind is ItemKind.MOVIE) == (item.key.season == 0) for item in items)
    hosters = tuple(hoster.name for hoster in shelf.show(key).hosters)
    assert {item.hosters for item in items} == {hosters}


async def test_a_series_costs_one_request_and_one_for_each_season(
    provider: SiteProvider, url: str, shelf: Shelf
) -> None:
    await items_of(provider, url, KETTLE)

    assert shelf.count() == 4


async def test_releases_are_the_links_in_their_order(
    provider: SiteProvider, url: str, shelf: Shelf
) -> None:
    releases = await releases_of(provider, url, CHAIR)

    assert [(r.language, r.hoster, r.url) for r in releases] == [
        (link.language.value, link.hoster.name, f"{url}/redirect/{link.id}")
        for link in shelf.links(CHAIR, 1, 1)
    ]


async def test_the_search_finds_a_title(provider: SiteProvider) -> None:
    found = [title async for title in provider.search("galaxy")]

    assert [(title.key, title.name, title.year) for title in found] == [
        (CHAIR, "Bürostuhl-Galaxis", 2026)
    ]


async def test_new_episodes_and_the_whole_catalogue_are_read(provider: SiteProvider) -> None:
    news = await provider.latest()
    titles = await provider.catalogue()

    assert (news[0].key, news[0].season, news[0].number) == (CHAIR, 1, 5)
    assert news[0].languages == ("English Sub",)
    assert len(news) == 20
    assert {title.key for title in titles} == set(KEYS)


@pytest.mark.parametrize("page", ["title", "items", "releases", "latest", "catalogue"])
async def test_a_drifted_layout_is_told_from_an_empty_one(
    provider: SiteProvider, url: str, shelf: Shelf, page: str
) -> None:
    title = await title_of(provider, url, KETTLE)
    items = await provider.items(title)
    shelf.faults.drift = True
    asked = {
        "title": lambda: title_of(provider, url, KETTLE),
        "items": lambda: provider.items(title),
        "releases": lambda: provider.releases(items[0]),
        "latest": provider.latest,
        "catalogue": provider.catalogue,
    }

    with pytest.raises(ProviderChanged):
        await asked[page]()


async def test_an_empty_table_is_a_changed_layout(
    provider: SiteProvider, url: str, shelf: Shelf
) -> None:
    title = await title_of(provider, url, KETTLE)
    shelf.faults.empty = True

    with pytest.raises(ProviderChanged):
        await provider.items(title)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda faults: setattr(faults, "challenge", True),
        lambda faults: setattr(faults, "loop", True),
        lambda faults: setattr(faults, "truncated", True),
        lambda faults: setattr(faults, "status", 500),
        lambda faults: setattr(faults, "status", 503),
    ],
    ids=["challenge", "loop", "truncated", "500", "503"],
)
async def test_a_site_that_does_not_answer_properly_is_unreachable(
    provider: SiteProvider, url: str, shelf: Shelf, break_it: Callable[[Faults], None]
) -> None:
    break_it(shelf.faults)

    with pytest.raises(ProviderUnreachable):
        await items_of(provider, url, KETTLE)


async def test_retry_after_is_passed_on(provider: SiteProvider, url: str, shelf: Shelf) -> None:
    shelf.faults.status = 429
    shelf.faults.retry_after = "77"

    with pytest.raises(ProviderUnreachable) as caught:
        await items_of(provider, url, KETTLE)
    assert caught.value.retry_after == 77


async def test_a_title_may_be_missing(provider: SiteProvider, url: str, shelf: Shelf) -> None:
    with pytest.raises(TitleNotFound):
        await items_of(provider, url, "nobody")
    shelf.faults.missing = True
    with pytest.raises(TitleNotFound):
        await items_of(provider, url, KETTLE)


async def test_compression_changes_nothing(provider: SiteProvider, url: str, shelf: Shelf) -> None:
    plain = await items_of(provider, url, ROLL)
    shelf.faults.gzip = True
    shelf.add_episode(ROLL, 1, 4, ["German Dub"], german="Nachschlag")

    assert [item.name for item in (await items_of(provider, url, ROLL))] == [
        *(item.name for item in plain),
        "Nachschlag",
    ]


async def test_links_in_one_language_are_releases_in_one_language(
    provider: SiteProvider, url: str, shelf: Shelf
) -> None:
    shelf.faults.links_only = 3

    assert {r.language for r in await releases_of(provider, url, CHAIR)} == {"German Sub"}


@pytest.mark.parametrize(
    "key, season, language", [(CHAIR, 1, "German Dub"), (KETTLE, 0, "German Sub")]
)
async def test_a_release_downloads_to_the_clip_of_its_language(
    provider: SiteProvider,
    downloader: Http,
    url: str,
    shelf: Shelf,
    folder: Path,
    key: str,
    season: int,
    language: str,
) -> None:
    releases = await releases_of(provider, url, key)
    release = next(r for r in releases if r.language == language)

    assert await download(downloader, release, folder) == shelf.clip(key, season, 1, language)


async def test_a_cut_download_is_gone_on_with(
    provider: SiteProvider,
    downloader: Http,
    url: str,
    shelf: Shelf,
    clock: PatientClock,
    folder: Path,
) -> None:
    release = (await releases_of(provider, url, CHAIR))[0]
    shelf.faults = Faults(paths="/hoster/", times=1, truncated=True)
    shelf.drip = 1e6
    clock.steps = steps = asyncio.Semaphore(0)

    with pytest.raises(DownloadError) as caught:
        # step by step: the end may not overtake what is not read yet
        await download(downloader, release, folder, step=steps.release)
    shelf.drip = clock.steps = None

    assert caught.value.retry_after is not None
    assert await download(downloader, release, folder) == shelf.clip(CHAIR, 1, 1, "German Dub")
    again = shelf.requests[-1].headers
    assert again["Range"].startswith("bytes=")
    assert again["If-Range"].startswith('"')


async def test_a_hoster_s_page_is_not_media(
    provider: SiteProvider, downloader: Http, url: str, shelf: Shelf, folder: Path
) -> None:
    direct, window = (await releases_of(provider, url, CHAIR))[:2]
    shelf.faults.html_links = "Direktkiste"

    for release in (direct, window):
        with pytest.raises(DownloadError) as caught:
            await download(downloader, release, folder)
        assert caught.value.not_media


async def test_a_dead_link_is_not_worth_another_try(
    provider: SiteProvider, downloader: Http, url: str, shelf: Shelf, folder: Path
) -> None:
    release = (await releases_of(provider, url, CHAIR))[0]
    shelf.faults.dead_links = "German Dub/Direktkiste"

    with pytest.raises(DownloadError) as caught:
        await download(downloader, release, folder)
    assert caught.value.retry_after is None
    assert not caught.value.not_media
