"""yt-dlp itself, on pages of this machine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.errors import ProviderUnreachable, TitleNotFound
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.programs import ytdlp
from aniworldd.providers.ytdlp import Settings, build
from aniworldd.providers.ytdlp.provider import YtdlpProvider
from tests.parts import program
from tests.providers.served import Served, serving

PAGE = b"""<html><head><title>The Lamp Post</title></head>
<body><video src="lamp-post.mp4" poster="lamp-post.jpg"></video></body></html>"""
FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<title>Night Bus</title>
<item><title>Bonus</title><link>{url}/page.html?3</link></item>
<item><title>Second</title><link>{url}/page.html?2</link>
  <itunes:season>2</itunes:season><itunes:episode>2</itunes:episode></item>
<item><title>Night Bus S02E01 - First</title><link>{url}/page.html?1</link></item>
</channel></rss>"""
MASTER = b"""#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360
media.m3u8
"""
MEDIA = b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[tuple[Served, YtdlpProvider]]:
    program("yt-dlp")
    async with serving(tmp_path, "text/html") as (served, tools):
        served.pages = {
            "/page.html": PAGE,
            "/empty.html": b"<html><title>Nothing</title></html>",
            "/feed.xml": FEED.format(url=served.url).encode(),
            "/live.m3u8": MASTER,
            "/media.m3u8": MEDIA,
        }
        yield served, build("web", Settings(kind="ytdlp"), tools)


@pytest.fixture
def served(world: tuple[Served, YtdlpProvider]) -> Served:
    return world[0]


@pytest.fixture
def provider(world: tuple[Served, YtdlpProvider]) -> YtdlpProvider:
    return world[1]


async def ask(provider: YtdlpProvider, link: str) -> tuple[Title, list[Item]]:
    (title,) = await provider.titles(Watch("w", link))
    return title, list(await provider.items(title))


async def test_the_one_that_is_installed_is_new_enough(provider: YtdlpProvider) -> None:
    assert provider.missing() == ""
    assert await ytdlp.find(provider._tools.programs)


async def test_a_page_with_a_video_is_a_film(served: Served, provider: YtdlpProvider) -> None:
    title, (item,) = await ask(provider, f"{served.url}/page.html")

    assert title.name == "The Lamp Post"
    assert title.cover == f"{served.url}/lamp-post.jpg"
    assert (item.key.code, item.url) == ("S00E01", f"{served.url}/page.html")


async def test_a_list_is_a_series(served: Served, provider: YtdlpProvider) -> None:
    title, items = await ask(provider, f"{served.url}/feed.xml")

    assert title.name == "Night Bus"
    assert {item.key.code: (item.name, item.url.removeprefix(served.url)) for item in items} == {
        "S00E01": ("Bonus", "/page.html?3"),
        "S02E01": ("First", "/page.html?1"),
        "S02E02": ("Second", "/page.html?2"),
    }
    assert all("page.html" not in path for path in served.asked)


async def test_a_playlist_of_a_stream_is_a_film(served: Served, provider: YtdlpProvider) -> None:
    served.type = "application/vnd.apple.mpegurl"

    title, (item,) = await ask(provider, f"{served.url}/live.m3u8")

    assert (title.name, item.url) == ("live", f"{served.url}/live.m3u8")


async def test_what_is_not_there_is_said_to_be_missing(
    served: Served, provider: YtdlpProvider
) -> None:
    with pytest.raises(TitleNotFound, match=r"HTTP Error 404: Not Found$"):
        await ask(provider, f"{served.url}/gone.html")
    with pytest.raises(TitleNotFound, match="Unsupported URL"):
        await ask(provider, f"{served.url}/empty.html")


async def test_a_server_that_is_down_is_asked_later(
    served: Served, provider: YtdlpProvider
) -> None:
    served.down = True

    with pytest.raises(ProviderUnreachable, match="HTTP Error 503"):
        await ask(provider, f"{served.url}/page.html")
