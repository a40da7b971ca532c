"""Feeds for tests, as text."""

from collections.abc import Iterable

from aniworldd.net.page import Page
from aniworldd.providers.rss.feed import Channel, read

URL = "https://pod.example/shows/feed.xml"
_SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
)
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def rss(*items: str, head: str = HEAD, channel: str = "<title>Night Bus</title>") -> str:
    inside = channel + "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0" {_SPACES}><channel>{inside}</channel></rss>'


def video(url: str = "https://cdn.example/1.mp4", type: str = "video/mp4") -> str:
    return f'<enclosure url="{url}" type="{type}" length="1"/>'


def episode(number: int, more: str = "", *, day: int | None = None) -> str:
    """One of a feed whose episodes have no numbers of their own."""
    date = f"<pubDate>{day or number:02} May 2026 10:00:00 GMT</pubDate>"
    address = video(f"https://cdn.example/{number}.mp4")
    return f"<title>Stop {number}</title><guid>id-{number}</guid>{date}{address}{more}"


def weekly(numbers: Iterable[int]) -> str:
    """The newest in front, as feeds are."""
    return rss(*(episode(number) for number in sorted(numbers, reverse=True)))


def parse(
    body: str | bytes, *, type: str = "application/rss+xml", pages: bool = False, url: str = URL
) -> Channel:
    source = body.encode() if isinstance(body, str) else body
    return read(Page(url, 200, {"Content-Type": type}, source), pages=pages)
