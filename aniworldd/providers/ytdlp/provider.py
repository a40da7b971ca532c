"""A list is a title and its videos are items; a video alone is a title with one item."""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from aniworldd.errors import FetchRefused, ProgramError, ProviderError, TitleNotFound
from aniworldd.model.release import Form, Release
from aniworldd.model.title import Item, ItemKey, ItemKind, Season, Title, TitleKind
from aniworldd.model.watch import Watch
from aniworldd.naming.key import key
from aniworldd.net.urls import shown
from aniworldd.programs import proxied, told, ytdlp
from aniworldd.providers import Tools, numbering
from aniworldd.providers.asking import Recent
from aniworldd.providers.links import begins, is_address
from aniworldd.providers.numbering import Entry
from aniworldd.providers.texts import LONGEST, line
from aniworldd.providers.ytdlp.answers import (
    Info,
    NotAsExpected,
    address,
    flat,
    newest_first,
    read,
)
from aniworldd.providers.ytdlp.failures import failure

logger = logging.getLogger(__name__)

PATIENCE = 180.0  # seconds for one call; long channels come in many pages
SIZE = 48 << 20  # bytes of JSON: some 20,000 videos
HOME = Path("/")  # it writes nothing

_CHANNEL = re.compile(r"/(?:@[^/]+|(?:channel|c|user)/[^/]+)/?")
_EMBED, _EMBEDDED = "HTML5MediaEmbed", re.compile(r" \(1\)$")  # it counts even what is alone


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the program said of a link, with what can be had of it."""

    info: Info
    videos: Mapping[str, tuple[Info, str]]  # by what tells it from the others; where it is had


class YtdlpProvider:
    """Asks in one call, and never resolves the videos one by one.

    Lists have no numbers as a rule, and grow at either end: a video keeps the number that it had.
    One that is not in the list any more stays, because lists come incomplete now and then.
    """

    def __init__(
        self, name: str, links: Sequence[str], tools: Tools, *, program: str | None
    ) -> None:
        self.name = name
        self.links = tuple(links)
        self._tools = tools
        self._program = program
        self._recent: Recent[_Answer] = Recent(tools.clock)

    def recognises(self, link: str) -> bool:
        if not is_address(link):
            return False
        return not self.links or any(begins(link, start) for start in self.links)

    def missing(self) -> str:
        return ytdlp.missing(self._tools.programs, self._program)

    async def titles(self, watch: Watch) -> Sequence[Title]:
        if not self.recognises(watch.link):
            raise TitleNotFound(self.name, f"{shown(watch.link)} is not a link of {self.name}")
        answer = await self._asked(watch.link)
        self._recent.put(watch.link, answer)
        info = answer.info
        name = self._name(info, watch.link)
        places = await asyncio.to_thread(_placed, answer, name, ())
        seasons = sorted({season for season, _ in places.values()}) or [numbering.FIRST]
        return [
            Title(
                key=key(name),
                provider=self.name,
                link=watch.link,
                name=name,
                kind=TitleKind.SERIES if info.is_list or any(seasons) else TitleKind.MOVIE,
                year=None if info.is_list else info.release_year,
                plot=line(info.description)[:LONGEST],
                cover=info.thumbnail if is_address(info.thumbnail) else "",
                seasons=tuple(map(Season, seasons)),
            )
        ]

    async def items(self, title: Title) -> Sequence[Item]:
        return await self.items_after(title, ())

    async def items_after(self, title: Title, known: Sequence[Item]) -> Sequence[Item]:
        answer = self._recent.take(title.link) or await self._asked(title.link)
        places = await asyncio.to_thread(_placed, answer, title.name, known)
        info = answer.info
        items = [
            Item(
                key=ItemKey(title.key, *places[id]),
                name=self._item_name(video, info, title),
                kind=_kind(info, places[id]),
                url=url,
                released_at=video.at,
                id=id,
            )
            for id, (video, url) in answer.videos.items()
        ]
        return numbering.with_gone(items, known)

    async def releases(self, item: Item) -> Sequence[Release]:
        return [Release(item.key, self.name, item.url, form=Form.PAGE)]

    async def close(self) -> None:
        """Nothing is held: a call's program ends with it."""

    async def _asked(self, link: str) -> _Answer:
        self._refuse_inside(link)
        try:
            program = await ytdlp.find(self._tools.programs, self._program)
            call = (program, *ytdlp.ALONE, "--no-warnings", "-J", "--flat-playlist", "--")
            output = await self._tools.programs.output(
                [*call, _whole_channel(link)],
                folder=HOME,
                limit=SIZE,
                timeout=PATIENCE,
                environment=proxied(self._tools.proxy),
            )
        except ProgramError as error:
            raise ProviderError(self.name, str(error)) from error
        where = shown(link)
        if output.code != 0 and output.stdout.strip() in (b"", b"null"):
            raise failure(self.name, where, told(output.errors, output.code))
        try:
            info = await asyncio.to_thread(read, output.stdout)
        except NotAsExpected as error:
            raise ProviderError(self.name, f"yt-dlp, asked about {where}, {error}") from error
        videos = await asyncio.to_thread(self._videos, info)
        if info.is_list and not videos:
            self._refuse_nothing(info, where)
        return _Answer(info, videos)

    def _refuse_inside(self, link: str) -> None:
        """The program resolves names by itself; what is written as an address is refused here."""
        try:
            self._tools.policy.check_url(link)
        except FetchRefused as error:
            raise ProviderError(self.name, str(error)) from error

    def _refuse_nothing(self, info: Info, where: str) -> None:
        others = [entry.url for entry in flat(info) if entry.is_another_list]
        if others:
            message = f"{where} is a list of lists; wish for one of them, such as {others[0]}"
            raise TitleNotFound(self.name, message)
        count = sum(1 for _ in flat(info))
        if count:
            raise ProviderError(self.name, f"none of the {count} entries of {where} can be had")

    def _videos(self, info: Info) -> dict[str, tuple[Info, str]]:
        """By what tells it from the others: the video, and where it is had."""
        if not info.is_list:
            return {_id(info): (info, info.webpage_url or info.url)}
        found: dict[str, tuple[Info, str]] = {}
        for entry in flat(info):
            url = address(entry, info)
            if url and entry.is_to_be_had and not entry.is_another_list and self._is_outside(url):
                found.setdefault(_id(entry), (entry, url))
        return found

    def _is_outside(self, url: str) -> bool:
        """A stranger's list must not make the program ask whoever is inside the network."""
        try:
            self._tools.policy.check_url(url)
        except FetchRefused as error:
            logger.warning("%s leaves a video out: %s", self.name, error)
            return False
        return True

    def _name(self, info: Info, link: str) -> str:
        name = info.title or info.id
        if not info.is_list:
            title = _uncounted(name, info)
            name = info.series or numbering.series_of(title) or title
        return line(name)[:200] or (urlsplit(link).hostname or link)

    def _item_name(self, video: Info, info: Info, title: Title) -> str:
        name = line(video.title if info.is_list else _uncounted(video.title, info))[:300]
        return "" if name == title.name else numbering.own_name(name, title.name)


def _uncounted(name: str, info: Info) -> str:
    """What a page calls its only video."""
    return _EMBEDDED.sub("", name) if info.extractor_key == _EMBED else name


def _placed(answer: _Answer, name: str, known: Sequence[Item]) -> Mapping[str, numbering.Place]:
    info, videos = answer.info, answer.videos
    said = {id: _said(video, name) for id, (video, _) in videos.items()}
    if not info.is_list and not known:
        return {id: place or numbering.FILM for id, place in said.items()}
    ids = list(videos)
    if _grows_in_front(info, videos, known):
        ids.reverse()
    return numbering.place([Entry(id, said[id], videos[id][1]) for id in ids], known)


def _id(video: Info) -> str:
    """Its own, with who gave it: two sites may count alike; else its address."""
    if not video.id:
        return video.webpage_url or video.url
    return f"{(video.ie_key or video.extractor_key).lower()} {video.id}".strip()


def _said(video: Info, name: str) -> numbering.Place | None:
    if video.episode_number:
        season = numbering.FIRST if video.season_number is None else video.season_number
        return season, video.episode_number
    return numbering.read_title(video.title, name)


def _kind(info: Info, place: numbering.Place) -> ItemKind:
    if place[0]:
        return ItemKind.EPISODE
    return ItemKind.SPECIAL if info.is_list else ItemKind.MOVIE


def _grows_in_front(
    info: Info, videos: Mapping[str, tuple[Info, str]], known: Sequence[Item]
) -> bool:
    """Where the new ones come: as what is known lies in the list, else as it looks."""
    numbers = {item.id: (item.key.season, item.key.number) for item in known}
    there = [numbers[id] for id in videos if id in numbers]
    steps = [later > earlier for earlier, later in pairwise(there)]
    if steps:
        return steps.count(False) > steps.count(True)
    return newest_first(info, [video for video, _ in videos.values()])


def _whole_channel(link: str) -> str:
    """A channel's front page is a list of lists, and its videos are the one that is meant."""
    parts = urlsplit(link)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host != "youtube.com" or not _CHANNEL.fullmatch(parts.path) or parts.query:
        return link
    return f"{link.partition('#')[0].rstrip('/')}/videos"
