"""An item is a title, each of its films an item of ours; a collection's items are its episodes."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

from pydantic import BaseModel

from aniworldd.errors import ProviderChanged, ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.model.release import Form, Release
from aniworldd.model.title import Item, ItemKey, ItemKind, Season, Title, TitleKind
from aniworldd.model.watch import Watch
from aniworldd.net.requests import Limits
from aniworldd.net.urls import host, shown
from aniworldd.providers import Tools, numbering
from aniworldd.providers.archive import answers
from aniworldd.providers.archive.answers import About, Metadata, NotAsDocumented, Scrape, Search
from aniworldd.providers.archive.films import Film, checksum, films, main
from aniworldd.providers.asking import Recent, ask
from aniworldd.providers.numbering import Entry

LIMITS = Limits(body=16 << 20)  # an item may have thousands of files
PAGE = 1000  # members of a collection at a time; the API wants 100 to 10000
PAGES = 20
HITS = 50  # of a search at a time
MOST_HITS = 500

M = TypeVar("M", bound=BaseModel)

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_PATHS = ("details", "download", "embed", "metadata")
_FIELDS = "identifier,title,mediatype,date,publicdate"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the archive says of an item, with the films among its files."""

    about: About
    films: Sequence[Film]


class ArchiveProvider:
    """Numbers are read from the names of files; without any, films are counted as they come."""

    def __init__(self, name: str, link: str, tools: Tools) -> None:
        self.name = name
        self.links = (link,)
        self._link = link
        self._tools = tools
        self._recent: Recent[_Answer] = Recent(tools.clock)

    def recognises(self, link: str) -> bool:
        return self._identifier(link) is not None

    async def titles(self, watch: Watch) -> Sequence[Title]:
        identifier = self._identifier(watch.link)
        if identifier is None:
            raise TitleNotFound(self.name, f"{shown(watch.link)} is not an item of {self.name}")
        found = await self._metadata(identifier)
        self._recent.put(identifier, found)
        if found.about.mediatype == "collection":
            return [self._title(found.about, identifier, series=True)]
        places = _placed(found, ()).values()
        seasons = {season for season, _ in places}
        return [self._title(found.about, identifier, series=any(seasons), seasons=seasons)]

    async def items(self, title: Title) -> Sequence[Item]:
        return await self.items_after(title, ())

    async def items_after(self, title: Title, known: Sequence[Item]) -> Sequence[Item]:
        found = self._recent.take(title.key) or await self._metadata(title.key)
        if found.about.mediatype == "collection":
            items = await self._members(title, known)
        else:
            items = self._films(title, found, known)
        kept = numbering.kept_tail(known, {item.id for item in items})
        return numbering.with_gone(items, kept)

    async def releases(self, item: Item) -> Sequence[Release]:
        identifier = self._identifier(item.url) or item.key.title
        found = await self._metadata(identifier)
        if identifier == item.key.title:
            film = next((one for one in found.films if one.name == item.id), None)
        else:
            film = main(found.films)
        if film is None:
            raise TitleNotFound(self.name, f"{self._details(identifier)} has no such film any more")
        return [
            Release(
                item=item.key,
                provider=self.name,
                url=self._download(identifier, file.name),
                form=Form.FILE,
                size=file.size,
                checksum=checksum(file),
            )
            for file in film.offers
        ]

    async def close(self) -> None:
        """Nothing is held: the client is everybody's."""

    async def search(self, query: str) -> AsyncIterator[Title]:
        words = re.findall(r"\w+", query)
        page, left = 1, bool(words)
        while left and page <= MOST_HITS // HITS:
            fields = [("fl[]", field) for field in _FIELDS.split(",")]
            asked = [("q", answers.query(words)), *fields, ("rows", HITS), ("page", page)]
            url = f"{self._link}/advancedsearch.php?{urlencode([*asked, ('output', 'json')])}"
            found = (await self._ask(url, Search)).response
            for about in found.docs:
                if _IDENTIFIER.fullmatch(about.identifier):
                    series = about.mediatype == "collection"
                    yield self._title(about, about.identifier, series=series)
            left = bool(found.docs) and page * HITS < found.numFound
            page += 1

    def _identifier(self, link: str) -> str | None:
        """Of an item's page; a link to one of its files is that file alone, and not ours."""
        if not link.startswith(("http://", "https://")) or host(link) != host(self._link):
            return None
        _, first, *rest = [*urlsplit(link).path.split("/"), ""]
        named, *more = [*rest, ""]
        file = first == "download" and any(more)
        if first not in _PATHS or file or not _IDENTIFIER.fullmatch(named):
            return None
        return named

    async def _metadata(self, identifier: str) -> _Answer:
        found = await self._ask(f"{self._link}/metadata/{quote(identifier)}", Metadata)
        where = self._details(identifier)
        if found.error:
            raise ProviderError(self.name, f"{where}: {found.error}".rstrip("."))
        if found.is_dark:
            raise TitleNotFound(self.name, f"{where} was taken out of the archive")
        if not found.metadata.mediatype and not found.files:
            raise TitleNotFound(self.name, f"{where} is not there, says the archive")
        there = await asyncio.to_thread(films, found.files)
        if found.metadata.mediatype != "collection" and not there:
            count = len(found.files)
            raise TitleNotFound(self.name, f"none of the {count} files of {where} is a film")
        return _Answer(found.metadata, there)

    async def _ask(self, url: str, model: type[M]) -> M:
        page = await ask(self.name, self._tools.client, url, limits=LIMITS)
        if host(page.url) != host(self._link):
            message = f"{shown(url)} leads to {shown(page.url)}, which is not the archive"
            raise ProviderUnreachable(self.name, message)
        try:
            return await asyncio.to_thread(answers.read, page, model)
        except NotAsDocumented as error:
            message = f"{shown(page.url)} {error}"
            if page.body.lstrip()[:1] == b"<":  # what stands in front of a site now and then
                raise ProviderUnreachable(self.name, message) from error
            raise ProviderChanged(self.name, message, what=model.__name__.lower()) from error

    def _title(
        self, about: About, identifier: str, *, series: bool, seasons: set[int] | None = None
    ) -> Title:
        return Title(
            key=identifier,
            provider=self.name,
            link=self._details(identifier),
            name=about.name or identifier,
            kind=TitleKind.SERIES if series else TitleKind.MOVIE,
            year=about.first_year,
            plot=about.plot,
            cover=f"{self._link}/services/img/{quote(identifier)}",
            genres=about.genres,
            seasons=tuple(map(Season, sorted(seasons or {numbering.FIRST}))),
        )

    def _films(self, title: Title, found: _Answer, known: Sequence[Item]) -> list[Item]:
        places = _placed(found, known)
        return [
            Item(
                key=ItemKey(title.key, *places[film.name]),
                name=_film_name(film, title, places[film.name]),
                kind=ItemKind.EPISODE if places[film.name][0] else ItemKind.MOVIE,
                url=self._download(title.key, film.name),
                id=film.name,
            )
            for film in found.films
        ]

    async def _members(self, title: Title, known: Sequence[Item]) -> list[Item]:
        members = [
            about
            for about in await self._scraped(title.key)
            if _IDENTIFIER.fullmatch(about.identifier)
        ]
        members.sort(key=lambda about: (about.publicdate, about.identifier))
        entries = [
            Entry(about.identifier, numbering.read_title(about.title, title.name))
            for about in members
        ]
        places = numbering.place(entries, known)
        return [
            Item(
                key=ItemKey(title.key, *places[about.identifier]),
                name=about.name,
                kind=ItemKind.EPISODE if places[about.identifier][0] else ItemKind.SPECIAL,
                url=self._details(about.identifier),
                released_at=_date(about.publicdate),
                id=about.identifier,
            )
            for about in members
        ]

    async def _scraped(self, identifier: str) -> list[About]:
        """All films of a collection."""
        asked = {"q": f"collection:{identifier} AND mediatype:movies", "fields": _FIELDS}
        members: dict[str, About] = {}
        cursor = ""
        for _ in range(PAGES):
            more = {"count": PAGE} | ({"cursor": cursor} if cursor else {})
            url = f"{self._link}/services/search/v1/scrape?{urlencode({**asked, **more})}"
            found = await self._ask(url, Scrape)
            members |= {about.identifier: about for about in found.items}
            if not found.cursor:
                if len(members) < found.total:  # half a list would look like a loss
                    message = f"gave {len(members)} of the {found.total} items of {identifier}"
                    raise ProviderUnreachable(self.name, f"{self.name} {message}")
                return list(members.values())
            cursor = found.cursor
        message = f"{self._details(identifier)} has more than {PAGE * PAGES} items"
        raise ProviderError(self.name, message)

    def _details(self, identifier: str) -> str:
        return f"{self._link}/details/{quote(identifier)}"

    def _download(self, identifier: str, file: str) -> str:
        return f"{self._link}/download/{quote(identifier)}/{quote(file)}"


def _placed(found: _Answer, known: Sequence[Item]) -> dict[str, numbering.Place]:
    """Season and number of each film, by the name of its file."""
    there, name = found.films, found.about.name
    said = {film.name: numbering.read(_as_video(film.name), name) for film in there}
    if len(there) == 1 and not known:
        return {there[0].name: numbering.read_title(there[0].name, name) or numbering.FILM}
    entries = [Entry(film.name, said[film.name]) for film in there]
    return dict(numbering.place(entries, known))


def _as_video(name: str) -> str:
    """The name with an ending that is a video's, whatever the original was."""
    return f"{name.rpartition('.')[0] or name}.mkv"


def _film_name(film: Film, title: Title, place: numbering.Place) -> str:
    """What the archive calls it, else its file; nothing for what is the title itself."""
    stem = unquote(film.name.rpartition("/")[2].rpartition(".")[0])
    name = film.title or " ".join(re.split(r"[\s_]+", stem))
    return "" if place == numbering.FILM or name in (title.name, title.key) else name


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
