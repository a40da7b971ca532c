"""What a site's answers mean: changed, unreachable, not there, or fine after all."""

import pytest

from aniworldd.errors import (
    FetchError,
    FetchRefused,
    ProviderChanged,
    ProviderUnreachable,
    TitleNotFound,
)
from aniworldd.model.title import Title
from aniworldd.model.watch import Watch
from aniworldd.net.page import Page
from aniworldd.providers.site.provider import SiteProvider
from tests.providers.site.web import MIRROR, SITE, STREAM, Web, lighthouse, make_provider, saved

SEASON = f"{STREAM}/staffel-1"
CHALLENGE = saved("series.challenge.html", "demo")
DOWN = FetchError("catalogue.example cannot be reached: Connection refused")


async def title_of(provider: SiteProvider) -> Title:
    (title,) = await provider.titles(Watch("w", STREAM))
    return title


async def items_with(page: str | bytes | FetchError | Page) -> None:
    """Ask for the items of a title of which one season's page is another one, mirror included."""
    web = lighthouse()
    provider = make_provider(web)
    title = await title_of(provider)
    web.pages[SEASON] = page
    web.copy_to(MIRROR)
    await provider.items(title)


async def test_the_definition_says_how_gently_a_site_is_asked() -> None:
    web = lighthouse()

    await title_of(make_provider(web))

    assert (web.delay, web.timeout) == (1.0, 20.0)


@pytest.mark.parametrize(
    "old, new, what, message",
    [
        ("seasonEpisodesList", "episodeGrid", "season", "no rows were found, at least 1 expected"),
        ("<tr ", "<div ", "season", "no rows were found"),
        (
            'content="2"',
            'content="two"',
            "season.number",
            "row 2 of 3 gives nothing usable for 'number'",
        ),
        ('content="2"', 'content="2.5"', "season.number", "row 2 of 3"),
        ('itemprop="episodeNumber"', 'itemprop="number"', "season.number", "row 1 of 3"),
        ('content="2"', 'content="-2"', "season.number", "row 2 of 3"),
        ("seasonEpisodeTitle", "titel", "season.url", "row 1 of 3 gives nothing usable for 'url'"),
    ],
)
async def test_a_changed_layout_is_never_no_episodes(
    old: str, new: str, what: str, message: str
) -> None:
    with pytest.raises(ProviderChanged, match=message) as raised:
        await items_with(saved("season.html").replace(old, new))

    assert raised.value.what == what
    assert SEASON in str(raised.value)


@pytest.mark.parametrize(
    "old, new, what",
    [
        ("series-title", "headline", "series.title"),
        ('id="stream"', 'id="navigation"', "seasons"),
        ("staffel-", "season-", "seasons"),
    ],
)
async def test_a_changed_series_page_is_no_title_without_seasons(
    old: str, new: str, what: str
) -> None:
    page = saved("series.html").replace(old, new).replace("/filme", "/movies")
    web = Web({STREAM: page, f"{MIRROR}/anime/stream/leuchtturm": page})

    with pytest.raises(ProviderChanged) as raised:
        await title_of(make_provider(web))

    assert raised.value.what == what


def page(body: bytes | str, **fields: object) -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(SEASON, 200, {"Content-Type": "text/html"}, data)


@pytest.mark.parametrize(
    "answer, message",
    [
        (CHALLENGE, "wants to check whether a browser asks"),
        ("<title>Just a moment...</title><div id='cf-challenge'></div>", "wants to check"),
        ("<form><div class='g-recaptcha'></div></form>", "wants to check"),
        ("<h1>Wartungsarbeiten</h1><p>Gleich wieder da.</p>", "under maintenance"),
        ('<meta http-equiv="refresh" content="5; url=/">', "only leads on to another one"),
        (bytes(range(256)) * 40, "bytes that are no text"),
        (b"\x8b\x05\x80" + b"\x03\x1f\x00\x9cq" * 400, "bytes that are no text"),
        ("", "is an empty page"),
        (page(saved("season.html")[:0]), "is an empty page"),
        (DOWN, "cannot be reached"),
        (
            FetchError("x answered 403 (Forbidden)", status=403),
            "may want to check whether a browser",
        ),
        (FetchError("x answered 503 (Service Unavailable)", status=503), "may want to check"),
        (FetchError("x answered 500 (Internal Server Error)", status=500), "answered 500"),
        (FetchRefused("10.0.0.1 is an inside address"), "inside address"),
    ],
    ids=[
        *("challenge", "cloudflare", "captcha", "maintenance", "refresh", "binary", "brotli"),
        *("empty", "no bytes", "down", "403", "503", "500", "refused"),
    ],
)
async def test_a_page_in_front_of_the_site_says_nothing_about_it(
    answer: str | bytes | FetchError | Page, message: str
) -> None:
    with pytest.raises(ProviderUnreachable, match=message):
        await items_with(answer)


async def test_a_site_s_own_page_may_mention_a_captcha() -> None:
    web = lighthouse()
    web.pages[STREAM] = saved("series.html").replace("</body>", "<p class='captcha'></p></body>")

    assert (await title_of(make_provider(web))).name


async def test_a_large_page_is_the_site_s_own_whatever_it_mentions() -> None:
    filler = "<p>text</p>" * 5000

    with pytest.raises(ProviderChanged):
        await items_with(f"<div class='captcha'></div>{filler}")


async def test_a_search_page_in_html_with_a_challenge_is_not_an_empty_search() -> None:
    text = (
        "schema: 1\nid: x\nlinks: [https://catalogue.example]\nkey: /t/(.+)\n"
        "pages:\n  search: {get: '/s?q={query}', rows: li, fields: {key: . @id, title: .}}\n"
        "  series: {get: '/t/{key}', fields: {title: h1}, seasons: one}\n"
        "  season: {get: '/t/{key}', rows: li, fields: {url: . @href}, number: running}\n"
    )
    web = Web({f"{SITE}/s?q=x": CHALLENGE, f"{SITE}/s?q=y": "<p>Nichts gefunden</p>"})
    provider = make_provider(web, text)

    with pytest.raises(ProviderUnreachable):
        _ = [title async for title in provider.search("x")]
    assert [title async for title in provider.search("y")] == []


@pytest.mark.parametrize(
    "answer",
    [saved("series.missing.html"), FetchError("x", status=404), FetchError("x", status=410)],
    ids=["200", "404", "410"],
)
async def test_a_series_that_is_not_there_is_not_found(answer: str | FetchError) -> None:
    web = Web({STREAM: answer})

    with pytest.raises(TitleNotFound, match="no such page"):
        await title_of(make_provider(web))

    assert web.asked == [STREAM]


async def test_a_page_of_news_that_is_not_there_is_a_changed_site() -> None:
    with pytest.raises(ProviderChanged) as raised:
        await make_provider(Web()).latest()

    assert raised.value.what == "latest"


async def test_json_that_is_none_is_no_empty_search() -> None:
    web = Web({f"{SITE}/ajax/seriesSearch?keyword=x": "<html>Just a moment...</html>"})

    with pytest.raises(ProviderUnreachable, match="is not JSON"):
        _ = [title async for title in make_provider(web).search("x")]


@pytest.mark.parametrize("answer", ['{"error": "no"}', '[{"name": "x"}]', "[3]", '["a"]'])
async def test_json_of_another_form_is_a_changed_layout(answer: str) -> None:
    web = Web({f"{SITE}/ajax/seriesSearch?keyword=x": answer})

    with pytest.raises(ProviderChanged) as raised:
        _ = [title async for title in make_provider(web).search("x")]

    assert raised.value.what == "search.key"


async def test_a_mirror_answers_for_a_link_that_is_down_and_is_stayed_with() -> None:
    web = lighthouse()
    web.copy_to(MIRROR)
    web.pages[STREAM] = DOWN
    provider = make_provider(web)

    title = await title_of(provider)
    await provider.items(title)

    asked = [url.partition("/anime")[0] for url in web.asked]
    assert asked == [SITE, MIRROR, MIRROR, MIRROR, MIRROR]


async def test_which_mirror_answers_changes_nothing_that_is_known() -> None:
    web = lighthouse()
    provider = make_provider(web)
    before = await title_of(provider)
    items = await provider.items(before)
    moved = Web({url: str(page).replace(SITE, MIRROR) for url, page in web.pages.items()})
    moved.copy_to(MIRROR)
    moved.pages[STREAM] = DOWN
    other = make_provider(moved)

    after = await title_of(other)

    assert after == before
    assert await other.items(after) == items


async def test_releases_are_those_of_the_mirror_that_answers() -> None:
    web = lighthouse()
    provider = make_provider(web)
    item = (await provider.items(await title_of(provider)))[1]
    web.copy_to(MIRROR)
    web.pages[item.url] = DOWN

    releases = await provider.releases(item)

    assert releases[0].url == f"{MIRROR}/redirect/101"
    assert releases[0].referer == item.url.replace(SITE, MIRROR)


@pytest.mark.parametrize("instead", [CHALLENGE, "<h1>This domain is for sale</h1>"])
async def test_a_mirror_answers_for_a_link_that_shows_something_else(instead: str) -> None:
    web = lighthouse()
    web.copy_to(MIRROR)
    web.pages[STREAM] = instead

    assert (await title_of(make_provider(web))).key == "leuchtturm"


async def test_a_link_that_leads_elsewhere_is_not_believed() -> None:
    web = lighthouse()
    stranger = "https://parked.example/anime/stream/leuchtturm"
    web.pages[STREAM] = Page(stranger, 200, {}, saved("series.html").encode())

    with pytest.raises(ProviderUnreachable, match=r"parked\.example.*not among its links"):
        await title_of(make_provider(web))


async def test_a_redirect_to_www_is_the_site_itself() -> None:
    web = lighthouse()
    web.pages[STREAM] = Page(STREAM.replace("//", "//www."), 200, {}, saved("series.html").encode())

    assert (await title_of(make_provider(web))).link == STREAM


async def test_when_no_link_works_all_reasons_are_told_and_the_earliest_retry() -> None:
    web = Web(
        {
            STREAM: FetchError("catalogue.example answered 429", status=429, retry_after=600.0),
            STREAM.replace(SITE, MIRROR): FetchError("mirror.example is down", retry_after=90.0),
        }
    )

    with pytest.raises(ProviderUnreachable) as raised:
        await title_of(make_provider(web))

    assert raised.value.retry_after == 90.0
    assert "catalogue.example answered 429; mirror.example is down" in str(raised.value)


async def test_a_mirror_that_lacks_a_title_does_not_make_it_missing() -> None:
    web = Web({STREAM: DOWN})

    with pytest.raises(ProviderUnreachable):
        await title_of(make_provider(web))


async def test_a_changed_layout_is_told_although_the_mirror_is_down() -> None:
    web = Web({STREAM: "<h1>New</h1>", STREAM.replace(SITE, MIRROR): DOWN})

    with pytest.raises(ProviderChanged):
        await title_of(make_provider(web))
