"""The stand-in's podcasts: a feed in RSS with its clips, beside the catalogue's pages."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape

from aiohttp import web

from aniworldd.demo import clips, hosters
from aniworldd.demo.shelf import Podcast, Shelf

_SPACES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'


class Feeds:
    """The handlers of `/podcast/{key}.xml` and of its clips."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def feed(self, request: web.Request) -> web.Response:
        podcast = self._shelf.podcast(request.match_info["key"])
        text = feed(podcast, str(request.url.origin()))
        return web.Response(text=text, content_type="application/rss+xml", charset="utf-8")

    async def clip(self, request: web.Request) -> web.Response:
        key, number = request.match_info["key"], int(request.match_info["number"])
        podcast = self._shelf.podcast(key)
        return hosters.send(request, self._shelf.talk(key, number), podcast.clip)


def path(podcast: Podcast) -> str:
    return f"/podcast/{podcast.key}.xml"


def feed(podcast: Podcast, origin: str) -> str:
    """The newest in front, as feeds are; addresses are relative, as they may be."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {_SPACES}><channel>\n'
        f"<title>{escape(podcast.name)}</title><link>{origin}/</link>\n"
        f"<description>{escape(podcast.plot)}</description>\n"
        f"{''.join(_items(podcast))}</channel></rss>\n"
    )


def _items(podcast: Podcast) -> Iterator[str]:
    for number, talk in reversed(list(enumerate(podcast.talks, 1))):
        came = format_datetime(datetime.combine(talk.came, time(18), UTC), usegmt=True)
        address = f"/hoster/podcast/{podcast.key}/{number}.{podcast.clip.rpartition('.')[2]}"
        yield (
            f"<item><title>{escape(talk.name)}</title>"
            f'<guid isPermaLink="false">{podcast.key}-{number}</guid><pubDate>{came}</pubDate>'
            f"<itunes:season>1</itunes:season><itunes:episode>{number}</itunes:episode>"
            f'<enclosure url="{address}" type="{clips.media_type(podcast.clip)}" length="0"/>'
            "</item>\n"
        )
