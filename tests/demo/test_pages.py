"""The markup is that of the page family, trap by trap."""

import re

import pytest

from aniworldd.demo.shelf import Shelf
from tests.demo.conftest import Client

KETTLE = "/anime/stream/die-teekesselritter"
ROLL = "/anime/stream/noch-ein-halbes-broetchen"
CHAIR = "/anime/stream/buerostuhl-galaxis"


async def page(client: Client, path: str) -> str:
    async with client.get(path) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        return await answer.text()


async def test_the_front_page_says_that_it_is_a_stand_in_and_shows_every_title(
    client: Client, shelf: Shelf
) -> None:
    text = await page(client, "/")

    assert "stand-in" in text
    assert "invented" in text
    assert re.findall(r'<li><a href="/anime/stream/([a-z-]+)">', text) == [
        show.key for show in shelf.shows
    ]


async def test_a_series_page_names_title_years_plot_cover_and_imdb(client: Client) -> None:
    text = await page(client, KETTLE)

    assert "<span>Die Teekesselritter</span></h1>" in text
    assert '<span itemprop="startDate"><a href="/jahr/2021">2021</a>' in text
    assert '<span itemprop="endDate"><a href="/jahr/2023">2023</a>' in text
    assert 'data-alternativetitles="Knights of the Teapot, ' in text
    assert 'data-full-description="Fünf Ritter' in text
    assert 'data-src="/public/img/cover/die-teekesselritter.svg"' in text
    assert 'data-imdb="tt99990001"' in text
    assert 'itemprop="genre"' in text


async def test_a_running_series_ends_today(client: Client) -> None:
    assert ">Heute</a>" in await page(client, CHAIR)


async def test_a_cover_is_lazy(client: Client) -> None:
    text = await page(client, KETTLE)

    assert re.search(r'<img src="/public/img/pixel.svg"\s+data-src="/public/img/cover/', text)


async def test_special_characters_are_entities_in_text_and_attributes(client: Client) -> None:
    series = await page(client, ROLL)
    season = await page(client, f"{ROLL}/staffel-1")

    assert "&quot;fast fertig&quot; &amp; meint" in series
    assert "<strong>Wohin &lt;jetzt&gt;?</strong>" in season


async def test_seasons_have_absolute_addresses_and_episodes_relative_ones(client: Client) -> None:
    text = await page(client, KETTLE)
    first, second = re.findall(r"<ul>.*?</ul>", text[text.index('id="stream"') :], re.DOTALL)[:2]

    base = str(client.make_url(KETTLE))
    assert re.findall(r'href="([^"]+)"', first) == [
        f"{base}/filme",
        f"{base}/staffel-1",
        f"{base}/staffel-2",
    ]
    assert 'title="Alle Filme"' in first
    assert re.findall(r'href="([^"]+)"', second)[0] == f"{KETTLE}/staffel-1/episode-1"


async def test_a_season_page_repeats_the_navigation(client: Client) -> None:
    assert 'id="stream"' in await page(client, f"{KETTLE}/staffel-2")


async def test_a_season_lists_numbers_titles_hosters_and_languages(client: Client) -> None:
    text = await page(client, f"{CHAIR}/staffel-1")
    rows = re.findall(r"<tr data-episode-id=.*?</tr>", text)

    assert '<table class="seasonEpisodesList">' in text
    assert '<tbody id="season1">' in text
    assert [re.findall(r'itemprop="episodeNumber" content="(\d+)"', row) for row in rows] == [
        ["1"],
        ["2"],
        ["3"],
        ["4"],
        ["5"],
    ]
    assert "<strong>Rollen auf Deck drei</strong> <span>Casters on Deck Three</span>" in rows[0]
    assert re.findall(r'<i class="icon \w+" title="(\w+)">', rows[0]) == [
        "Direktkiste",
        "Guckfenster",
    ]
    assert [re.findall(r'class="flag" src="/public/img/([a-z-]+)\.svg"', row) for row in rows] == [
        ["german", "japanese-german", "japanese-english"],
        ["german", "japanese-german", "japanese-english"],
        ["japanese-german", "japanese-english"],
        ["japanese-german", "japanese-english"],
        ["japanese-english"],
    ]


async def test_a_film_has_no_number_but_its_address_and_no_german_title(client: Client) -> None:
    text = await page(client, f"{KETTLE}/filme")

    assert "episodeNumber" not in text
    assert f'href="{KETTLE}/filme/film-1"' in text
    assert "<strong></strong> <span>Storm in a Teacup</span>" in text


@pytest.mark.parametrize("path", [f"{KETTLE}/staffel-1/episode-2", f"{KETTLE}/filme/film-1"])
async def test_an_episode_page_lists_its_links(client: Client, path: str) -> None:
    text = await page(client, path)
    rows = re.findall(
        r'<li data-lang-key="(\d)" data-link-id="(\d+)" data-link-target="/redirect/(\d+)">'
        r".*?<h4>(\w+)</h4>",
        text,
    )

    assert '<div class="hosterSiteVideo">' in text
    assert [(key, hoster) for key, _, _, hoster in rows][:4] == [
        ("1", "Direktkiste"),
        ("1", "Guckfenster"),
        ("3", "Direktkiste"),
        ("3", "Guckfenster"),
    ]
    assert all(id == target for _, id, target, _ in rows)


async def test_new_episodes_come_newest_first_with_lazy_flags_and_dates(client: Client) -> None:
    text = await page(client, "/neue-episoden")
    rows = re.findall(r'<div class="row">.*?</div>', text)

    assert '<div class="newEpisodeList">' in text
    assert len(rows) == 20
    assert f'<a href="{CHAIR}/staffel-1/episode-5">' in rows[0]
    assert 'data-src="/public/img/japanese-english.svg"' in rows[0]
    assert '<span class="elementFloatRight">03.04.2026</span>' in rows[0]


async def test_the_alphabet_lists_every_title_with_its_alternatives(client: Client) -> None:
    text = await page(client, "/animes-alphabet")

    assert re.findall(r'<li><a href="/anime/stream/([a-z-]+)"', text) == [
        "buerostuhl-galaxis",
        "das-leuchtturm-orchester",
        "die-teekesselritter",
        "die-wackeldackel-chroniken",
        "kommissar-giesskanne",
        "noch-ein-halbes-broetchen",
    ]
    assert 'data-alternative-title="Office Chair Galaxy, Isu Ginga, 椅子銀河"' in text


@pytest.mark.parametrize(
    "path",
    [
        "/anime/stream/nobody",
        f"{KETTLE}/staffel-9",
        f"{CHAIR}/filme",
        f"{KETTLE}/staffel-1/episode-99",
        "/anywhere",
    ],
)
async def test_a_missing_page_answers_200(client: Client, path: str) -> None:
    assert '<div class="messageAlert danger">' in await page(client, path)


@pytest.mark.parametrize(
    "path", ["/redirect/1", "/hoster/direktkiste/1", "/public/img/none.svg", "/public/none"]
)
async def test_a_missing_file_answers_404(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404


async def test_the_search_gives_series(client: Client) -> None:
    async with client.get("/ajax/seriesSearch", params={"keyword": "TEAPOT"}) as answer:
        found = await answer.json()

    assert [(entry["name"], entry["link"], entry["productionYear"]) for entry in found] == [
        ("Die Teekesselritter", "die-teekesselritter", "(2021 - 2023)")
    ]
    assert found[0]["cover"] == "/public/img/cover/die-teekesselritter.svg"
    assert found[0]["description"].startswith("Fünf Ritter")


async def test_the_search_without_a_match_gives_nothing(client: Client) -> None:
    async with client.get("/ajax/seriesSearch", params={"keyword": "zzz"}) as answer:
        assert await answer.json() == []


async def test_the_other_search_mixes_kinds_and_marks_what_fitted(client: Client) -> None:
    async with client.post("/ajax/search", data={"keyword": "Tee"}) as answer:
        found = await answer.json()

    assert [(entry["title"], entry["link"]) for entry in found] == [
        ("Die <em>Tee</em>kesselritter", KETTLE),
        ("Die <em>Tee</em>kesselritter", f"{KETTLE}/staffel-1/episode-1"),
        ("Hilfe", "/support/hilfe"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/public/style.css",
        "/public/img/pixel.svg",
        "/public/img/cover/noch-ein-halbes-broetchen.svg",
        *(f"/public/img/{w}.svg" for w in ("german", "english")),
        *(f"/public/img/japanese-{w}.svg" for w in ("german", "english")),
    ],
)
async def test_pictures_and_style_are_there(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 200


async def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, shelf: Shelf) -> None:
    async with client.get(KETTLE) as first:
        etag = first.headers["ETag"]

    async with client.get(KETTLE, headers={"If-None-Match": etag}) as second:
        assert second.status == 304
        assert second.headers["ETag"] == etag
        assert await second.read() == b""
    shelf.add_episode("die-teekesselritter", 1, 4)
    async with client.get(KETTLE, headers={"If-None-Match": etag}) as third:
        assert third.status == 200
        assert third.headers["ETag"] != etag
