"""What a feed says, however odd it is: bytes in, records out; nothing is fetched."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from aniworldd.model.release import Form
from aniworldd.naming import grammar
from aniworldd.net import urls
from aniworldd.net.page import Page
from aniworldd.providers.rss.tidy import NotAFeed, text_of
from aniworldd.providers.texts import LONGEST, line, plain

_NUMBER = re.compile(r"\s*0*([1-9][0-9]{0,4})\s*")
_EARLIEST = 1990  # a date before is a clock that was not set


@dataclass(frozen=True, slots=True)
class Video:
    url: str
    rank: tuple[int, int, int]  # height, bits a second, bytes: more is better


@dataclass(frozen=True, slots=True)
class Episode:
    id: str  # its guid, else where it is
    name: str
    url: str
    season: int | None = None
    number: int | None = None
    kind: str = "full"  # or trailer, bonus
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    name: str
    plot: str = ""
    cover: str = ""
    genres: tuple[str, ...] = ()
    episodes: tuple[Episode, ...] = ()  # in the feed's order
    without: int = 0  # entries that have no video


def read(page: Page, *, pages: bool = False) -> Channel:
    """Raises NotAFeed. With `pages` an entry without a video is had from its page."""
    import feedparser  # type: ignore[import-untyped]  # only who has a feed pays for it

    text = text_of(page)
    # A stream, or feedparser would take the text for the name of a file or the address of a page.
    parsed: Any = feedparser.parse(
        io.BytesIO(text.encode()),
        # Without the feed's address, which it would put before guids: they would change with it.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,  # no HTML is kept
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise NotAFeed(f"is no feed; it begins with '{line(text[:200])[:40]}'")
    entries: Sequence[Mapping[str, Any]] = parsed.entries
    found = [_episode(entry, page.url, pages=pages) for entry in entries]
    feed: Mapping[str, Any] = parsed.feed
    return Channel(
        name=_plain(feed.get("title")),
        plot=_plain(feed.get("subtitle") or feed.get("summary") or feed.get("description")),
        cover=_cover(feed, page.url),
        genres=_genres(feed.get("tags") or ()),
        episodes=_told_apart([episode for episode in found if episode is not None]),
        without=sum(episode is None for episode in found),
    )


def _episode(entry: Mapping[str, Any], base: str, *, pages: bool) -> Episode | None:
    video = max(_videos(entry, base), key=lambda one: one.rank, default=None)
    page = _address(entry.get("link"), base)
    if video is None and pages and page:
        video = Video(page, (0, 0, 0))
    if video is None:
        return None
    return Episode(
        id=line(str(entry.get("id") or ""))[:500] or video.url,
        name=_plain(entry.get("title"))[:300],
        url=video.url,
        season=_number(entry.get("itunes_season") or entry.get("podcast_season")),
        number=_number(entry.get("itunes_episode") or entry.get("podcast_episode")),
        kind=str(entry.get("itunes_episodetype") or "full").strip().lower(),
        at=_date(entry),
    )


def _videos(entry: Mapping[str, Any], base: str) -> Iterable[Video]:
    offers = [*(entry.get("media_content") or ()), *(entry.get("enclosures") or ())]
    for offer in offers:
        url = _address(offer.get("url") or offer.get("href"), base)
        type = str(offer.get("type") or "").lower()
        if url and _is_video(url, type, str(offer.get("medium") or "")):
            counts = [_count(offer.get(name)) for name in ("height", "bitrate", "filesize")]
            yield Video(url, (counts[0], counts[1], counts[2]))


def _is_video(url: str, type: str, medium: str) -> bool:
    """By what the feed says of it, else by its name."""
    if type.startswith(("audio/", "image/", "text/")) and "mpegurl" not in type:
        return False
    if medium in ("audio", "image", "document"):
        return False
    named = form_of(url) is not Form.UNKNOWN
    return type.startswith("video/") or medium == "video" or "mpegurl" in type or named


def form_of(url: str) -> Form:
    """What the end of an address says; what is not a video is told by its bytes, later."""
    suffix = urlsplit(url).path.rpartition(".")[2].lower()
    if suffix == "m3u8":
        return Form.HLS
    return Form.FILE if suffix in grammar.FILM_FILES else Form.UNKNOWN


def _told_apart(episodes: Sequence[Episode]) -> tuple[Episode, ...]:
    """Each once; where a feed gives one guid to different videos, each goes by its address."""
    urls = Counter(id for id, _ in {(episode.id, episode.url) for episode in episodes})
    named = [
        replace(episode, id=episode.url) if urls[episode.id] > 1 else episode
        for episode in episodes
    ]
    first: dict[str, Episode] = {}
    for episode in named:
        first.setdefault(episode.id, episode)
    return tuple(first.values())


def _address(value: object, base: str) -> str:
    """The absolute address; "" when it is none that could be asked."""
    text = line(str(value or ""))
    try:
        url = urljoin(base, text) if text else ""
    except ValueError:
        return ""
    if urls.split(url) is None or len(url) > 2000:
        return ""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _date(entry: Mapping[str, Any]) -> datetime | None:
    """Feeds say all kinds of dates; one that cannot be is none."""
    # Asked with `in`, because feedparser makes up what is asked for with `get`.
    names = [name for name in ("published_parsed", "updated_parsed") if name in entry]
    value = next((entry[name] for name in names if entry[name]), None)
    if value is None:
        return None
    try:
        year, month, day, hour, minute, second = value[:6]
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.year >= _EARLIEST else None


def _cover(feed: Mapping[str, Any], base: str) -> str:
    image = feed.get("image") or {}
    return _address(image.get("href") or image.get("url"), base) if image else ""


def _genres(tags: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    terms = (_plain(tag.get("label") or tag.get("term")) for tag in tags)
    return tuple(dict.fromkeys(term for term in terms if term))[:10]


def _number(value: object) -> int | None:
    found = _NUMBER.fullmatch(str(value or ""))
    return int(found[1]) if found else None


def _count(value: object) -> int:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _plain(value: object) -> str:
    """Text without markup and with simple blanks."""
    return plain(str(value or "")[: 4 * LONGEST])[:LONGEST]
