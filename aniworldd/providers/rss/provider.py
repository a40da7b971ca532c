"""Feeds as a provider: a feed is a title, and an entry with a video an item of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from aniworldd.errors import ProviderError, TitleNotFound
from aniworldd.model.release import Release
from aniworldd.model.title import Item, ItemKey, ItemKind, Season, Title
from aniworldd.model.watch import Watch
from aniworldd.naming.key import key
from aniworldd.net.requests import Limits
from aniworldd.net.urls import shown
from aniworldd.providers import Tools, numbering
from aniworldd.providers.asking import Recent, ask
from aniworldd.providers.numbering import Entry
from aniworldd.providers.rss.feed import Channel, Episode, form_of, read
from aniworldd.providers.rss.links import Links
from aniworldd.providers.rss.tidy import NotAFeed

LIMITS = Limits(body=8 << 20)  # the feeds of old podcasts are long

_AHEAD = timedelta(days=1)  # clocks and zones differ by less; a date beyond says nothing


class RssProvider:
    """A feed is a window: what it does not show any more keeps its place, and can still be had."""

    def __init__(self, name: str, links: Links, tools: Tools, *, pages: bool) -> None:
        self.name = name
        self.links = links.starts
        self._links = links
        self._tools = tools
        self._pages = pages
        self._recent: Recent[Channel] = Recent(tools.clock)

    def recognises(self, link: str) -> bool:
        return self._links.recognise(link)

    async def titles(self, watch: Watch) -> Sequence[Title]:
        if not self.recognises(watch.link):
            raise TitleNotFound(self.name, f"{shown(watch.link)} is not one of {self.name}'s feeds")
        channel = await self._channel(watch.link)
        self._recent.put(watch.link, channel)
        name = channel.name or _host(watch.link)
        places = await asyncio.to_thread(_placed, channel, name, ())
        seasons = {season for season, _ in places.values()}
        return [
            Title(
                key=key(name),
                provider=self.name,
                link=watch.link,
                name=name,
                plot=channel.plot,
                cover=channel.cover,
                genres=channel.genres,
                seasons=tuple(map(Season, sorted(seasons))),
            )
        ]

    async def items(self, title: Title) -> Sequence[Item]:
        return await self.items_after(title, ())

    async def items_after(self, title: Title, known: Sequence[Item]) -> Sequence[Item]:
        channel = self._recent.take(title.link) or await self._channel(title.link)
        places = await asyncio.to_thread(_placed, channel, title.name, known)
        here = [
            self._item(title, episode, places[episode.id])
            for episode in channel.episodes
            if episode.id in places
        ]
        return numbering.with_gone(here, known)

    def is_feed(self) -> Literal[True]:
        return True

    async def releases(self, item: Item) -> Sequence[Release]:
        """As it was last listed: an entry may have left the feed, and its video be there still."""
        return [Release(item.key, self.name, item.url, form=form_of(item.url))]

    async def close(self) -> None:
        """Nothing is held: the client is everybody's."""

    async def _channel(self, link: str) -> Channel:
        page = await ask(self.name, self._tools.client, link, limits=LIMITS)
        try:
            channel = await asyncio.to_thread(read, page, pages=self._pages)
        except NotAFeed as error:
            message = f"{shown(page.url)} {error}"
            raise ProviderError(self.name, message) from error
        if not channel.episodes and channel.without:
            what = "a video or a page" if self._pages else "a video"
            message = f"none of the {channel.without} entries of {shown(page.url)} has {what}"
            raise ProviderError(self.name, message)
        return channel

    def _item(self, title: Title, episode: Episode, place: numbering.Place) -> Item:
        season, number = place
        return Item(
            key=ItemKey(title.key, season, number),
            name=numbering.own_name(episode.name, title.name),
            kind=ItemKind.EPISODE if season else ItemKind.SPECIAL,
            url=episode.url,
            released_at=self._date(episode),
            id=episode.id,
        )

    def _date(self, episode: Episode) -> datetime | None:
        """When it came; what the feed has now is out, whatever year a broken clock gave it."""
        if episode.at is None or episode.at > self._tools.clock.now() + _AHEAD:
            return None
        return episode.at


def _placed(channel: Channel, name: str, known: Sequence[Item]) -> dict[str, numbering.Place]:
    """Season and number by the id of the episode; a trailer is none."""
    entries = [
        Entry(episode.id, _said(episode, name), episode.url)
        for episode in _oldest_first(channel.episodes)
        if episode.kind != "trailer"
    ]
    return dict(numbering.place(entries, known))


def _oldest_first(episodes: Sequence[Episode]) -> list[Episode]:
    """By date where each has one; else as feeds are ordered, the newest in front."""
    turned = list(reversed(episodes))
    dates = {episode.id: episode.at for episode in turned}
    if any(at is None for at in dates.values()):
        return turned
    return sorted(turned, key=lambda episode: (dates[episode.id] is None, dates[episode.id]))


def _said(episode: Episode, name: str) -> numbering.Place | None:
    if episode.kind == "bonus":
        return None if episode.number is None else (numbering.EXTRAS, episode.number)
    if episode.number is not None:
        return episode.season or numbering.FIRST, episode.number
    return numbering.read_title(episode.name, name)


def _host(link: str) -> str:
    return (urlsplit(link).hostname or link).removeprefix("www.")
