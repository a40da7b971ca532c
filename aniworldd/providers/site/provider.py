"""A catalogue site as a provider: records of its pages become titles, items and releases."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime

from aniworldd.errors import TitleNotFound
from aniworldd.model.release import Release
from aniworldd.model.title import Item, ItemKey, ItemKind, Season, Title
from aniworldd.model.watch import Watch
from aniworldd.net.urls import host
from aniworldd.providers import News
from aniworldd.providers.site.address import on
from aniworldd.providers.site.fields import key_in, link_path
from aniworldd.providers.site.pages import Record
from aniworldd.providers.site.reading import Site
from aniworldd.providers.site.visitor import Answer, Fetcher, Visitor

logger = logging.getLogger(__name__)

_FILMS = 0  # the season that holds them


class SiteProvider:
    """Searches, and lists what is new, only when the definition has a page for it."""

    search: Callable[[str], AsyncIterator[Title]]
    latest: Callable[[], Awaitable[Sequence[News]]]
    catalogue: Callable[[], Awaitable[Sequence[Title]]]

    def __init__(self, name: str, site: Site, links: Sequence[str], fetcher: Fetcher) -> None:
        self.name = name
        self._site = site
        self.links = tuple(links)
        self._hosts = {host(link) for link in links}
        self._visitor = Visitor(name, site, links, fetcher)
        # Callers ask by isinstance what a provider can do: these are there or they are not.
        if "search" in site.pages:
            self.search = self._search
        if "latest" in site.pages:
            self.latest = self._latest
        if "catalogue" in site.pages:
            self.catalogue = self._catalogue

    def recognises(self, link: str) -> bool:
        return self._key_of(link) is not None

    def labels(self) -> Sequence[str]:
        return tuple(dict.fromkeys(self._site.labels.values()))

    async def titles(self, watch: Watch) -> Sequence[Title]:
        key = self._key_of(watch.link)
        if key is None:
            raise TitleNotFound(self.name, f"{watch.link} is not a link of {self.name}")
        answer = await self._visitor.ask("series", {"key": key})
        return [self._title(key, answer.records[0])]

    async def items(self, title: Title) -> Sequence[Item]:
        items: dict[ItemKey, Item] = {}
        for season in title.seasons:
            values = {
                "key": title.key,
                "season.number": str(season.number),
                "season.url": season.url,
            }
            answer = await self._visitor.ask("season", values)
            for item in self._items(title, season, answer):
                if item.key in items:
                    logger.info("%s lists %s twice, the first counts", self.name, item.key)
                items.setdefault(item.key, item)
        return list(items.values())

    async def releases(self, item: Item) -> Sequence[Release]:
        if "links" not in self._site.pages:
            language = item.languages[0] if len(item.languages) == 1 else ""
            return [Release(item.key, self.name, item.url, language)]
        values = {
            "key": item.key.title,
            "season.number": str(item.key.season),
            "episode.number": str(item.key.number),
            "episode.url": item.url,
        }
        promised = bool(item.languages or item.hosters)
        answer = await self._visitor.ask("links", values, least=int(promised))
        return list(self._releases(item, answer))

    async def close(self) -> None:
        """Nothing is held: the client is everybody's."""

    async def _search(self, query: str) -> AsyncIterator[Title]:
        answer = await self._visitor.ask("search", {"query": query})
        for title in self._listed(answer):
            yield title

    async def _catalogue(self) -> Sequence[Title]:
        return list(self._listed(await self._visitor.ask("catalogue", {})))

    async def _latest(self) -> Sequence[News]:
        answer = await self._visitor.ask("latest", {})
        return [_news(record) for record in answer.records]

    def _key_of(self, link: str) -> str | None:
        if not link.startswith(("http://", "https://")) or host(link) not in self._hosts:
            return None
        return key_in(link, self._site.key)

    def _listed(self, answer: Answer) -> Iterator[Title]:
        seen: set[str] = set()
        for record in answer.records:
            key = record.text("key")
            if key not in seen:
                seen.add(key)
                yield self._title(key, record)

    def _title(self, key: str, record: Record) -> Title:
        name = record.text("title")
        return Title(
            key=key,
            provider=self.name,
            link=self._link(key, record.text("url")),
            name=name,
            alternatives=tuple(text for text in record.texts("alternative") if text != name),
            year=record.number("year"),
            plot=record.text("plot"),
            cover=self._stable(record.text("cover")),
            imdb=record.text("imdb"),
            tmdb=record.text("tmdb"),
            tvdb=record.text("tvdb"),
            genres=record.texts("genres"),
            seasons=self._seasons(record),
        )

    def _seasons(self, record: Record) -> tuple[Season, ...]:
        if self._site.one_season:
            return (Season(1),)
        seasons: dict[int, Season] = {}
        for row in record.each.get("seasons", ()):
            number = row.number("number") or _FILMS
            seasons.setdefault(number, Season(number, self._stable(row.text("url"))))
        return tuple(seasons[number] for number in sorted(seasons))

    def _items(self, title: Title, season: Season, answer: Answer) -> Iterator[Item]:
        for position, record in enumerate(answer.records, start=1):
            number = position if self._site.running_numbers else record.number("number") or 0
            date = record.text("date")
            yield Item(
                key=ItemKey(title.key, season.number, number),
                name=record.text("title"),
                original_name=record.text("original_title"),
                kind=ItemKind.MOVIE if season.number == _FILMS else ItemKind.EPISODE,
                url=self._stable(record.text("url")),
                languages=record.texts("languages"),
                hosters=record.texts("hosters"),
                released_at=datetime.fromisoformat(date) if date else None,
            )

    def _releases(self, item: Item, answer: Answer) -> Iterator[Release]:
        only = item.languages[0] if len(item.languages) == 1 else ""
        seen: set[str] = set()
        for record in answer.records:
            url = record.text("url")
            if url in seen:
                continue
            seen.add(url)
            yield Release(
                item=item.key,
                provider=self.name,
                url=url,
                language=record.text("language") or only,
                hoster=record.text("hoster"),
                referer=answer.url,
            )

    def _link(self, key: str, url: str) -> str:
        """A link of the title that we recognise ourselves, whatever its series page is."""
        page = self._site.pages["series"].address.fill({"key": key})
        paths = (url, page, link_path(self._site.key, key))
        links = [on(self.links[0], path, self.links) for path in paths if path]
        return next((link for link in links if self._key_of(link) == key), links[-1])

    def _stable(self, url: str) -> str:
        """The same whichever mirror answered, or every switch would look like news."""
        return on(self.links[0], url, self.links) if host(url) in self._hosts else url


def _news(record: Record) -> News:
    date = record.text("date")
    return News(
        key=record.text("key"),
        season=record.number("season"),
        number=record.number("episode"),
        languages=record.texts("languages"),
        released_at=datetime.fromisoformat(date) if date else None,
    )
