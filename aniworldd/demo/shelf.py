"""What stands in the catalogue: shows, seasons and episodes that tests change while it runs."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, StrEnum, auto
from typing import NamedTuple
from zlib import crc32

from aniworldd.demo import clips
from aniworldd.demo.faults import Faults
from aniworldd.errors import NotFound

REMEMBERED = 10_000  # requests


class Language(StrEnum):
    """By the label a person uses; `word` and `site` are what the pages say instead."""

    GERMAN_DUB = "German Dub"
    ENGLISH_SUB = "English Sub"
    GERMAN_SUB = "German Sub"
    ENGLISH_DUB = "English Dub"

    @property
    def word(self) -> str:
        return _WORDS[self][0]

    @property
    def site(self) -> int:
        return _WORDS[self][1]


_WORDS = {
    Language.GERMAN_DUB: ("german", 1),
    Language.ENGLISH_SUB: ("japanese-english", 2),
    Language.GERMAN_SUB: ("japanese-german", 3),
    Language.ENGLISH_DUB: ("english", 4),
}


class Gives(Enum):
    """What a hoster's address answers with."""

    FILE = auto()
    PLAYER = auto()  # a page that plays the file
    PLAYLIST = auto()  # of HLS


class Hoster(NamedTuple):
    name: str
    gives: Gives = Gives.FILE


HOSTERS = (Hoster("Direktkiste"), Hoster("Guckfenster", Gives.PLAYER))
LOOSE = Hoster("Wackelkontakt")
CHAIN = Hoster("Kettenglied", Gives.PLAYLIST)


@dataclass(frozen=True, slots=True)
class Episode:
    number: int
    german: str  # "" for films: the page family leaves that empty
    english: str
    languages: tuple[Language, ...]
    aired: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    number: int  # 0 holds the films
    episodes: tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Show:
    key: str  # [a-z0-9-]+
    name: str
    start: int  # the year
    end: int | None  # None: still running
    clip: str  # of the shipped ones; films have `film_clip`
    seasons: tuple[Season, ...]
    film_clip: str = ""
    small_clip: str = ""  # of the same as a stream, for slow lines
    hosters: tuple[Hoster, ...] = HOSTERS  # the best first
    alternatives: tuple[str, ...] = ()
    plot: str = ""
    genres: tuple[str, ...] = ()
    imdb: str = ""
    hue: int = 0  # of its cover, degrees
    upgrade: bool = False  # whoever wishes for it wants the better language, too, when it comes


@dataclass(frozen=True, slots=True)
class Talk:
    """One entry of a podcast; its number is its place."""

    name: str
    came: date


@dataclass(frozen=True, slots=True)
class Podcast:
    """What has no page, but a feed."""

    key: str  # [a-z0-9-]+
    name: str
    clip: str  # of the shipped ones
    talks: tuple[Talk, ...]  # the oldest first
    plot: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One offer on an episode's page."""

    show: str
    season: int
    number: int
    language: Language
    hoster: Hoster

    @property
    def id(self) -> int:
        """The number in `/redirect/{id}`, the same in each run."""
        return crc32(str(self).encode())

    @property
    def path(self) -> str:
        """Where it leads at its hoster."""
        return f"/hoster/{self.hoster.name.lower()}/{self.id}"

    def __str__(self) -> str:
        return f"{self.show}/{self.season}/{self.number}/{self.language}/{self.hoster.name}"


class Asked(NamedTuple):
    """One request that arrived."""

    method: str
    path: str  # with its query
    headers: Mapping[str, str]


class Shelf:
    """The shows, what goes wrong (`faults`), and who asked for what (`requests`).

    Everything may be changed while the catalogue serves it; the next answer shows it. `mishaps` has
    by path what goes wrong the first times that it is asked for. `origins` has the hosters that
    are served at addresses of their own. `drip` is bytes a second for each clip, None as fast as it
    goes. `before` is called with each request before it is answered.
    """

    def __init__(
        self,
        shows: Iterable[Show] = (),
        podcasts: Iterable[Podcast] = (),
        *,
        drip: float | None = None,
    ) -> None:
        self._shows = {show.key: show for show in shows}
        self._podcasts = {podcast.key: podcast for podcast in podcasts}
        self.faults = Faults()
        self.mishaps: dict[str, list[Faults]] = {}
        self.origins: dict[Hoster, str] = {}
        self.drip = drip
        self.before: Callable[[Asked], None] | None = None
        self.requests: deque[Asked] = deque(maxlen=REMEMBERED)

    @property
    def shows(self) -> Sequence[Show]:
        return tuple(self._shows.values())

    @property
    def podcasts(self) -> Sequence[Podcast]:
        return tuple(self._podcasts.values())

    def podcast(self, key: str) -> Podcast:
        if key not in self._podcasts:
            raise NotFound(f"the stand-in catalogue has no podcast {key}")
        return self._podcasts[key]

    def add_talk(self, key: str, name: str) -> None:
        """Let a podcast have one more entry, a day after its last one."""
        podcast = self.podcast(key)
        talk = Talk(name, podcast.talks[-1].came + timedelta(days=1))
        self._podcasts[key] = replace(podcast, talks=(*podcast.talks, talk))

    def talk(self, key: str, number: int) -> bytes:
        """The whole file of one entry of a podcast."""
        podcast = self.podcast(key)
        if not 0 < number <= len(podcast.talks):
            raise NotFound(f"the podcast {key} has no number {number}")
        return clips.make(podcast.clip, f"{key} {number}")

    def show(self, key: str) -> Show:
        if key not in self._shows:
            raise NotFound(f"the stand-in catalogue has no {key}")
        return self._shows[key]

    def season(self, key: str, number: int) -> Season:
        for season in self.show(key).seasons:
            if season.number == number:
                return season
        raise NotFound(f"{key} has no season {number}")

    def episode(self, key: str, season: int, number: int) -> Episode:
        for episode in self.season(key, season).episodes:
            if episode.number == number:
                return episode
        raise NotFound(f"{key} has no S{season:02}E{number:02}")

    def links(self, key: str, season: int, number: int) -> Sequence[Link]:
        """The offers of one episode, best hoster first within each language."""
        return tuple(
            Link(key, season, number, language, hoster)
            for language in self.episode(key, season, number).languages
            for hoster in self.show(key).hosters
        )

    def link(self, id: int) -> Link:
        for show in self.shows:
            for season in show.seasons:
                for episode in season.episodes:
                    for link in self.links(show.key, season.number, episode.number):
                        if link.id == id:
                            return link
        raise NotFound(f"the stand-in catalogue has no link {id}")

    def clip_name(self, key: str, season: int) -> str:
        show = self.show(key)
        return show.film_clip if season == 0 and show.film_clip else show.clip

    def clip(self, key: str, season: int, number: int, language: str) -> bytes:
        """The whole file behind every link to this episode in this language (a label)."""
        return clips.make(self.clip_name(key, season), _seed(key, season, number, language))

    def pieces(self, key: str, season: int, number: int, language: str) -> Sequence[bytes]:
        """The same in pieces, where the clip is one that can be a stream."""
        return clips.pieces(self.clip_name(key, season), _seed(key, season, number, language))

    def put(self, show: Show) -> None:
        """Add a show, or replace the one of its key."""
        self._shows[show.key] = show

    def drop(self, key: str) -> None:
        self.show(key)
        del self._shows[key]

    def add_episode(
        self,
        key: str,
        season: int,
        number: int,
        languages: Iterable[str] = (Language.GERMAN_SUB,),
        *,
        german: str = "",
        english: str = "",
    ) -> None:
        """Add an episode, or replace it; it airs a week after the season's last one."""
        others = tuple(e for e in self.season(key, season).episodes if e.number != number)
        aired = max((e.aired for e in others), default=date(2026, 1, 1)) + timedelta(days=7)
        episode = Episode(
            number,
            german or f"Folge {number}",
            english or f"Episode {number}",
            tuple(map(Language, languages)),
            aired,
        )
        self._change(key, season, (*others, episode))

    def set_languages(self, key: str, season: int, number: int, languages: Iterable[str]) -> None:
        """Let an episode exist in exactly these languages (labels)."""
        changed = replace(
            self.episode(key, season, number), languages=tuple(map(Language, languages))
        )
        others = (e for e in self.season(key, season).episodes if e.number != number)
        self._change(key, season, (*others, changed))

    def drop_episode(self, key: str, season: int, number: int) -> None:
        self.episode(key, season, number)
        others = (e for e in self.season(key, season).episodes if e.number != number)
        self._change(key, season, tuple(others))

    def strike(self, path: str) -> Faults:
        """What goes wrong with this answer."""
        if waiting := self.mishaps.get(path):
            return waiting.pop(0)
        return self.faults if self.faults.strike(path) else Faults()

    def count(self, start: str = "") -> int:
        """How many requests came for paths that start like this."""
        return sum(asked.path.startswith(start) for asked in self.requests)

    def _change(self, key: str, number: int, episodes: Iterable[Episode]) -> None:
        show = self.show(key)
        ordered = tuple(sorted(episodes, key=lambda episode: episode.number))
        seasons = tuple(
            replace(season, episodes=ordered) if season.number == number else season
            for season in show.seasons
        )
        self.put(replace(show, seasons=seasons))


def _seed(key: str, season: int, number: int, language: str) -> str:
    return f"{key} S{season:02}E{number:02} {Language(language).value}"
