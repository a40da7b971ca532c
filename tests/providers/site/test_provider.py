"""The two reference definitions, as they stand, against pages of their families."""

import logging
from datetime import UTC, datetime

import pytest

from aniworldd.errors import ProviderChanged, TitleNotFound
from aniworldd.model.release import Form, Release
from aniworldd.model.title import Item, ItemKey, ItemKind, Season, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Latest, Lister, News, Searcher
from aniworldd.providers.site.provider import SiteProvider
from tests.providers.site.web import (
    JSON_REFERENCE,
    SITE,
    STREAM,
    Web,
    lighthouse,
    make_provider,
    reference,
    saved,
)

VIDEO = "https://video.example"
CHANNEL = f"{VIDEO}/api/v1/video-channels/lighthouse_talks"


def television() -> Web:
    return Web(
        {
            CHANNEL: saved("series.json", "json-template"),
            f"{CHANNEL}/videos?count=100&sort=publishedAt": saved("season.json", "json-template"),
            f"{VIDEO}/api/v1/search/video-channels?search=fog%20%26%20lamp": saved(
                "search.json", "json-template"
            ),
        }
    )


async def title_of(provider: SiteProvider, link: str = STREAM) -> Title:
    (title,) = await provider.titles(Watch("w", link))
    return title


async def test_a_series_page_is_a_title_with_its_seasons() -> None:
    title = await title_of(make_provider(lighthouse()))

    assert title == Title(
        key="leuchtturm",
        provider="standin",
        link=STREAM,
        name="Der Leuchtturm & das Meer",
        alternatives=("The Lighthouse", "Todai to Umi", "灯台と海", "L'Amer & la Mer"),
        year=2012,
        plot='Ein Licht, zwei Wärter "und" viel Zeit.',
        cover=f"{SITE}/public/img/cover/leuchtturm.jpg",
        imdb="tt99990010",
        genres=("See", "Ruhe"),
        seasons=(
            Season(0, f"{STREAM}/filme"),
            Season(1, f"{STREAM}/staffel-1"),
            Season(2, f"{STREAM}/staffel-2"),
        ),
    )


async def test_a_link_to_an_episode_means_its_series() -> None:
    title = await title_of(make_provider(lighthouse()), f"{STREAM}/staffel-1/episode-2?a=b#c")

    assert title.link == STREAM


async def test_season_pages_are_items_with_their_languages() -> None:
    provider = make_provider(lighthouse())

    items = await provider.items(await title_of(provider))

    assert [item.key.code for item in items] == [
        *("S00E01", "S01E01", "S01E02", "S01E03", "S02E01", "S02E02", "S02E03")
    ]
    assert items[1] == Item(
        ItemKey("leuchtturm", 1, 1),
        name="Das Licht",
        original_name="The Light",
        url=f"{STREAM}/staffel-1/episode-1",
        languages=("German Dub", "German Sub"),
        hosters=("Kiste", "Fenster"),
    )


async def test_a_language_that_the_definition_does_not_know_keeps_the_site_s_word() -> None:
    provider = make_provider(lighthouse())

    items = await provider.items(await title_of(provider))

    assert items[2].languages == ("English Sub", "klingon")
    assert items[3].languages == ()


async def test_films_are_season_0_and_numbered_by_their_links() -> None:
    provider = make_provider(lighthouse())

    film = (await provider.items(await title_of(provider)))[0]

    assert film == Item(
        ItemKey("leuchtturm", 0, 1),
        name="The Storm",
        original_name="The Storm",
        kind=ItemKind.MOVIE,
        url=f"{STREAM}/filme/film-1",
        languages=("German Dub",),
    )


async def test_an_item_that_is_listed_twice_counts_once(caplog: pytest.LogCaptureFixture) -> None:
    web = lighthouse()
    page = saved("season.html").replace('content="2"', 'content="1"')
    web.pages[f"{STREAM}/staffel-1"] = page
    provider = make_provider(web)
    title = await title_of(provider)

    with caplog.at_level(logging.INFO):
        items = await provider.items(title)

    assert [item.name for item in items if item.key.code == "S01E01"] == ["Das Licht"]
    assert "standin lists leuchtturm S01E01 twice, the first counts" in caplog.text


async def test_the_links_of_an_item_are_its_releases() -> None:
    provider = make_provider(lighthouse())
    page = f"{STREAM}/staffel-1/episode-1"
    item = Item(ItemKey("leuchtturm", 1, 1), url=page)

    first, _, third = await provider.releases(item)

    assert first == Release(
        item.key,
        "standin",
        f"{SITE}/redirect/101",
        language="German Dub",
        hoster="Kiste",
        form=Form.UNKNOWN,
        referer=page,
    )
    assert (third.url, third.language) == ("https://hoster.example/e/103", "9")


async def test_an_item_without_links_has_no_releases() -> None:
    web = lighthouse()
    web.pages[f"{STREAM}/staffel-1/episode-3"] = "<div class=hosterSiteVideo><ul></ul></div>"
    item = Item(ItemKey("leuchtturm", 1, 3), url=f"{STREAM}/staffel-1/episode-3")

    assert await make_provider(web).releases(item) == []


async def test_an_item_that_has_languages_has_links_too_or_the_layout_changed() -> None:
    web = lighthouse()
    web.pages[f"{STREAM}/staffel-1/episode-3"] = "<div class=offers><ul></ul></div>"
    item = Item(
        ItemKey("leuchtturm", 1, 3),
        url=f"{STREAM}/staffel-1/episode-3",
        languages=("German Dub",),
    )

    with pytest.raises(ProviderChanged) as raised:
        await make_provider(web).releases(item)

    assert raised.value.what == "links"


async def test_a_search_gives_titles_with_links_of_their_own() -> None:
    web = Web({f"{SITE}/ajax/seriesSearch?keyword=turm%20%26%20co%2F": saved("search.json")})
    provider = make_provider(web)

    first, second = [title async for title in provider.search("turm & co/")]

    assert (first.key, first.name, first.year) == ("leuchtturm", "Der Leuchtturm & das Meer", 2012)
    assert first.link == STREAM
    assert provider.recognises(second.link)
    assert (second.year, second.cover, second.seasons) == (None, "", ())


@pytest.mark.parametrize("answer", ["[]", " [ ]\n"])
async def test_a_search_may_be_empty(answer: str) -> None:
    provider = make_provider(Web({f"{SITE}/ajax/seriesSearch?keyword=x": answer}))

    assert [title async for title in provider.search("x")] == []


async def test_a_mixed_search_keeps_what_passes_its_condition() -> None:
    text = reference(
        **{
            "as: json\n": "as: json\n    where: link | re ^/anime/stream/[^/]+$\n",
            "title: name": 'title: title | replace <em> "" | replace </em> ""',
        }
    )
    answer = """[{"title": "<em>Turm</em> &amp; Meer", "link": "/anime/stream/turm"},
        {"title": "Folge", "link": "/anime/stream/turm/staffel-1/episode-1"},
        {"title": "Hilfe", "link": "/support/hilfe"}]"""
    provider = make_provider(Web({f"{SITE}/ajax/seriesSearch?keyword=x": answer}), text)

    assert [(title.key, title.name) async for title in provider.search("x")] == [
        ("turm", "Turm & Meer")
    ]


LATEST_ROW = """<div class="row"><a href="/anime/stream/{}"><strong>x</strong></a>
<img class="flag" src="/pixel.gif" data-src="/img/german.svg">
<span class="elementFloatRight">24.12.2025</span></div>"""


async def test_one_page_tells_what_is_new() -> None:
    paths = [f"turm-{n}/staffel-1/episode-{n}" for n in range(10)] + ["turm-1/filme/film-2"]
    rows = "".join(LATEST_ROW.format(path) for path in paths)
    web = Web({f"{SITE}/neue-episoden": f"<div class=newEpisodeList>{rows}</div>"})
    provider = make_provider(web)

    assert isinstance(provider, Latest)
    news = await provider.latest()

    at = datetime(2025, 12, 24, tzinfo=UTC)
    assert news[9] == News("turm-9", 1, 9, ("German Dub",), at)
    assert news[10] == News("turm-1", None, None, ("German Dub",), at)


async def test_a_page_of_news_with_too_few_rows_is_a_changed_layout() -> None:
    rows = LATEST_ROW.format("turm/staffel-1/episode-1") * 9
    web = Web({f"{SITE}/neue-episoden": f"<div class=newEpisodeList>{rows}</div>"})

    with pytest.raises(ProviderChanged, match="9 rows were found, at least 10 expected"):
        await make_provider(web).latest()


def test_a_provider_can_do_what_its_definition_has_pages_for() -> None:
    provider = make_provider(Web())
    json = make_provider(Web(), JSON_REFERENCE.read_bytes())

    assert (isinstance(provider, Searcher), isinstance(provider, Latest)) == (True, True)
    assert not isinstance(provider, Lister)
    assert (isinstance(json, Searcher), isinstance(json, Latest)) == (True, False)


async def test_a_catalogue_in_json_needs_no_other_concept() -> None:
    provider = make_provider(television(), JSON_REFERENCE.read_bytes())

    title = await title_of(provider, f"{VIDEO}/c/lighthouse_talks/videos")
    items = await provider.items(title)
    releases = await provider.releases(items[2])

    assert title == Title(
        key="lighthouse_talks",
        provider="standin",
        link=f"{VIDEO}/c/lighthouse_talks",
        name="Lighthouse & Talks",
        plot="Keepers talk. About lamps.",
        seasons=(Season(1),),
    )
    assert [(item.key.code, item.name) for item in items] == [
        ("S01E01", "The lamp"),
        ("S01E02", "The stairs"),
        ("S01E03", "The fog horn"),
    ]
    assert items[1].released_at == datetime(2024, 3, 1, 16, tzinfo=UTC)
    assert [release.url for release in releases] == ["https://other.example/videos/watch/63"]


async def test_what_a_json_search_finds_has_links_that_can_be_wished_for() -> None:
    provider = make_provider(television(), JSON_REFERENCE.read_bytes())

    found = [title async for title in provider.search("fog & lamp")]

    assert [title.link for title in found] == [
        f"{VIDEO}/c/lighthouse_talks",
        f"{VIDEO}/c/fog.horn-channel",
    ]


@pytest.mark.parametrize(
    "link, recognised",
    [
        (STREAM, True),
        (f"{STREAM}/staffel-1", True),
        ("http://catalogue.example/anime/stream/x", True),
        ("https://www.catalogue.example/anime/stream/x", True),
        ("https://mirror.example/anime/stream/x", True),
        ("https://CATALOGUE.example:443/anime/stream/x", True),
        ("https://catalogue.example:8443/anime/stream/x", False),
        ("https://catalogue.example.evil.example/anime/stream/x", False),
        ("https://evil.example/https://catalogue.example/anime/stream/x", False),
        ("https://catalogue.example@evil.example/anime/stream/x", False),
        ("https://catalogue.example/animes-alphabet", False),
        ("catalogue.example/anime/stream/x", False),
    ],
)
def test_which_links_it_recognises(link: str, recognised: bool) -> None:
    assert make_provider(Web()).recognises(link) is recognised


async def test_a_link_of_somebody_else_is_not_asked_for() -> None:
    web = Web()

    with pytest.raises(TitleNotFound, match=r"evil\.example"):
        await title_of(make_provider(web), "https://evil.example/anime/stream/x")

    assert web.asked == []


async def test_pages_come_from_its_own_links_whatever_a_page_says() -> None:
    web = lighthouse()
    page = saved("series.html").replace(
        "https://catalogue.example/anime", "https://evil.example/anime"
    )
    web.pages[STREAM] = page
    provider = make_provider(web)

    await provider.items(await title_of(provider))

    assert web.asked == [STREAM, f"{STREAM}/filme", f"{STREAM}/staffel-1", f"{STREAM}/staffel-2"]


async def test_an_item_that_has_hosters_has_links_too() -> None:
    web = lighthouse()
    web.pages[f"{STREAM}/staffel-1/episode-3"] = "<ul></ul>"
    item = Item(
        ItemKey("leuchtturm", 1, 3), url=f"{STREAM}/staffel-1/episode-3", hosters=("Kiste",)
    )

    with pytest.raises(ProviderChanged):
        await make_provider(web).releases(item)


async def test_links_without_a_language_have_the_item_s_when_it_has_only_one() -> None:
    web = lighthouse()
    page = saved("links.html").replace("data-lang-key", "data-other")
    web.pages[f"{STREAM}/staffel-1/episode-1"] = page
    url = f"{STREAM}/staffel-1/episode-1"
    one = Item(ItemKey("leuchtturm", 1, 1), url=url, languages=("German Sub",))
    two = Item(ItemKey("leuchtturm", 1, 1), url=url, languages=("German Sub", "German Dub"))
    provider = make_provider(web)

    assert {release.language for release in await provider.releases(one)} == {"German Sub"}
    assert {release.language for release in await provider.releases(two)} == {""}


async def test_a_link_that_is_listed_twice_is_one_release() -> None:
    web = lighthouse()
    page = saved("links.html").replace("/redirect/102", "/redirect/101")
    web.pages[f"{STREAM}/staffel-1/episode-1"] = page
    item = Item(ItemKey("leuchtturm", 1, 1), url=f"{STREAM}/staffel-1/episode-1")

    releases = await make_provider(web).releases(item)

    assert [release.language for release in releases] == ["German Dub", "9"]


async def test_a_search_names_each_title_once() -> None:
    answer = (
        '[{"name": "A", "link": "a"}, {"name": "A again", "link": "/anime/stream/a/staffel-1"}]'
    )
    provider = make_provider(Web({f"{SITE}/ajax/seriesSearch?keyword=x": answer}))

    assert [(title.key, title.name) async for title in provider.search("x")] == [("a", "A")]


@pytest.mark.parametrize("year", ["12", "0", "3000", "Heute", "NA", ""])
async def test_a_year_that_is_none_is_not_said(year: str) -> None:
    answer = f'[{{"name": "A", "link": "a", "productionYear": "{year}"}}]'
    text = reference(**{r"productionYear | re \d{4} | int": "productionYear"})
    provider = make_provider(Web({f"{SITE}/ajax/seriesSearch?keyword=x": answer}), text)

    (title,) = [title async for title in provider.search("x")]

    assert title.year is None


async def test_addresses_are_relative_to_what_the_page_says() -> None:
    web = lighthouse()
    base = '<head><base href="https://cdn.example/deep/">'
    web.pages[STREAM] = saved("series.html").replace("<head>", base).replace("/public/", "public/")

    title = await title_of(make_provider(web))

    assert title.cover == "https://cdn.example/deep/public/img/cover/leuchtturm.jpg"


async def test_a_page_with_a_strange_base_is_read_all_the_same() -> None:
    web = lighthouse()
    web.pages[STREAM] = saved("series.html").replace("<head>", '<head><base href="http://[">')

    title = await title_of(make_provider(web))

    assert title.cover == f"{SITE}/public/img/cover/leuchtturm.jpg"


def with_languages() -> str:
    text = JSON_REFERENCE.read_text("utf-8")
    return text.replace("url: url,", "url: url, 'languages[]': language.label,")


async def test_an_item_without_a_page_of_links_is_a_release_in_its_only_language() -> None:
    provider = make_provider(television(), with_languages())
    items = await provider.items(await title_of(provider, f"{VIDEO}/c/lighthouse_talks"))

    (release,) = await provider.releases(items[0])

    assert release.language == "English"


async def test_rows_of_which_none_passes_are_a_changed_layout_and_an_empty_list_is_not() -> None:
    web = television()
    page = f"{CHANNEL}/videos?count=100&sort=publishedAt"
    text = JSON_REFERENCE.read_text("utf-8").replace(
        'videos?count=100&sort=publishedAt", as: json, rows: data,',
        'videos?count=100&sort=publishedAt", as: json, rows: data, where: published,',
    )
    provider = make_provider(web, text)
    title = await title_of(provider, f"{VIDEO}/c/lighthouse_talks")

    with pytest.raises(ProviderChanged, match="no rows were found"):
        await provider.items(title)
    web.pages[page] = '{"total": 0, "data": []}'
    assert await provider.items(title) == []
    web.pages[page] = '{"total": 0}'
    with pytest.raises(ProviderChanged, match="the place for its rows is not there"):
        await provider.items(title)
