"""The demo's folder: a config, wishes, an empty library, and the catalogue beside them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path, PurePath
from types import TracebackType
from typing import Self

from aniworldd.clock import Clock
from aniworldd.config.settings import NAMING
from aniworldd.demo import catalogue, feeds
from aniworldd.demo.shelf import Episode, Language, Season, Shelf, Show
from aniworldd.errors import Conflict
from aniworldd.naming import format

DRIP = 256 * 1024  # bytes a second for each clip, so that a person sees it arrive
MARK = "# The config of `aniworldd demo`, written anew at each of its starts."
_LINKS = re.compile(r'links: \["http://127\.0\.0\.1:([0-9]{1,5})"\]')
LANGUAGES = (Language.GERMAN_DUB, Language.GERMAN_SUB)


class Stage:
    """Lays out `folder` and serves the shelf while it is entered; the daemon is the caller's.

    `port` is where the daemon shall listen, 0 being any free one. Nothing is wished for until
    `wish` says so.
    """

    def __init__(self, folder: Path, shelf: Shelf, clock: Clock, *, port: int = 0) -> None:
        folder = folder.absolute()
        self.shelf = shelf
        self.config = folder / "config.yaml"
        self.watchlist = folder / "watchlist"
        self.library = folder / "library"
        self.state = folder / "state"
        self.url = ""  # of the catalogue, while it is served
        self._folder = folder
        self._clock = clock
        self._port = port
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._refuse_somebody_s_folder()
        async with AsyncExitStack() as opened:
            serving = catalogue.serve(self.shelf, self._clock, port=self._last_port())
            self.url = await opened.enter_async_context(serving)
            for folder in (self.watchlist, self.library, self.state):
                folder.mkdir(parents=True, exist_ok=True)
            text = config_text(self._folder, self.url, self.shelf.origins.values(), port=self._port)
            self.config.write_text(text, "utf-8")
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.url = ""
        await self._open.aclose()

    def wish(self, *keys: str) -> None:
        """Drop a watch file for each of these shows and podcasts; without keys for all of them."""
        for show in self.shelf.shows:
            if not keys or show.key in keys:
                self._drop(show.key, watch_text(show, self.url))
        for podcast in self.shelf.podcasts:
            if not keys or podcast.key in keys:
                self._drop(podcast.key, f"link: {self.url}{feeds.path(podcast)}\n")

    def expected(self, *keys: str) -> Mapping[str, str]:
        """What the library holds once all wishes came true: path below it → SHA-256."""
        shows = [show for show in self.shelf.shows if not keys or show.key in keys]
        podcasts = [one for one in self.shelf.podcasts if not keys or one.key in keys]
        talks = {
            str(_named(podcast.name, None, 1, number, talk.name, podcast.clip)): hashlib.sha256(
                self.shelf.talk(podcast.key, number)
            ).hexdigest()
            for podcast in podcasts
            for number, talk in enumerate(podcast.talks, 1)
        }
        return talks | {
            str(file_name(show, season, episode, clip)): hashlib.sha256(
                self.shelf.clip(show.key, season.number, episode.number, language)
            ).hexdigest()
            for show in shows
            for season in show.seasons
            for episode in season.episodes
            for language in _taken(episode.languages)
            for clip in [self.shelf.clip_name(show.key, season.number)]
        }

    def _last_port(self) -> int:
        """Where the catalogue was when the folder was used before: its wishes stay the same."""
        text = self.config.read_text("utf-8") if self.config.exists() else ""
        found = _LINKS.search(text)
        return int(found[1]) if found else 0

    def _drop(self, key: str, text: str) -> None:
        (self.watchlist / f"{key}.yaml").write_text(text, "utf-8")

    def _refuse_somebody_s_folder(self) -> None:
        """The config is written anew each time, as ports may change; only ours may be.

        Raises Conflict.
        """
        if self.config.exists() and not self.config.read_bytes().startswith(MARK.encode()):
            raise Conflict(
                f"{self.config} is not a config of the demo; choose an empty folder for it"
            )


def config_text(folder: Path, catalogue_url: str, hosters: Iterable[str] = (), *, port: int) -> str:
    """The demo daemon's config.yaml: its folders, the catalogue, and the addresses allowed."""
    allowed = ", ".join(_quoted(_range(url)) for url in (catalogue_url, *hosters))
    return f"""\
{MARK}
name: Aniworld demo
data_dir: {_quoted(folder / "state")}
library:
  directory: {_quoted(folder / "library")}
  min_free: 64 MiB
watchlist: {{directory: {_quoted(folder / "watchlist")}}}
server: {{host: 127.0.0.1, port: {port}}}
scheduler: {{auto_download_after_rescan: true}}
languages: [{", ".join(LANGUAGES)}]
languages_wait: 0 s        # a real one waits some days for the dub
providers:
  demo: {{kind: site, definition: standin.yaml, links: [{_quoted(catalogue_url)}]}}
  feeds: {{kind: rss}}
fetch: {{allow_private: [{allowed}]}}
"""


def _range(url: str) -> str:
    """One address and port, as the config writes it."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    return f"{host}/32:{port}"


def watch_text(show: Show, catalogue_url: str) -> str:
    """A watch file as a person would write it."""
    more = "upgrade: true\n" if show.upgrade else ""
    return f"link: {catalogue_url}/anime/stream/{show.key}\n{more}"


def file_name(show: Show, season: Season, episode: Episode, clip: str) -> PurePath:
    """Where the daemon puts this episode, below the library."""
    name = episode.german or episode.english
    return _named(show.name, show.start, season.number, episode.number, name, clip)


def _named(
    title: str, year: int | None, season: int, number: int, name: str, clip: str
) -> PurePath:
    path = format.compile(NAMING).render(
        title=title, year=year, season=season, number=number, name=name
    )
    return path.with_name(path.name + PurePath(clip).suffix)


def _taken(offered: Iterable[Language]) -> list[Language]:
    """The language that is downloaded: the best of the wanted ones, or none."""
    return [language for language in LANGUAGES if language in tuple(offered)][:1]


def _quoted(value: object) -> str:
    """A YAML scalar; JSON's strings are some."""
    return json.dumps(str(value), ensure_ascii=False)
