"""What people wrote, as it is in force: one road for the start and for every change after it."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from aniworldd.config import files, places
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.kept import Kept
from aniworldd.config.live import Live, changed
from aniworldd.config.places import Places
from aniworldd.config.problems import Problem, in_order
from aniworldd.config.settings import Settings
from aniworldd.daemon import together
from aniworldd.errors import ConfigError, StoreError
from aniworldd.model.watch import Watch
from aniworldd.providers import Provider
from aniworldd.triggers import looks
from aniworldd.watchlist import watchlist
from aniworldd.watchlist.watchlist import Wishes

logger = logging.getLogger(__name__)

_LOGGED = 20  # new problems at once; the page and `check` have them all


@dataclass(frozen=True, slots=True)
class Start:
    """A configuration that one can start with."""

    settings: Settings
    reading: Reading
    state: Path  # folder
    watch_folder: Path
    providers: Mapping[str, BaseModel]


def start(where: Places, plugs: Plugs, *, strict: bool = False) -> Start:
    """Read config.yaml for a start; raises `ConfigError` when there is nothing valid to use."""
    reading = files.read(where, plugs, strict=strict)
    if reading.settings is None:
        raise ConfigError(reading.problems)
    settings = reading.settings
    return Start(
        settings,
        reading,
        files.state_of(where, settings),
        where.folder / settings.watchlist.directory,
        reading.providers,
    )


def wishes(begin: Start, where: Places) -> Wishes:
    """Those in force as a command sees them; while the folder is away, those of before."""
    shown = places.shown(begin.watch_folder, where.folder)
    return watchlist.read(begin.watch_folder, watchlist.recall(Kept(begin.state)), shown=shown)


class Written:
    """Holds config and wishes in force; `reload` reads both again, and takes what is valid."""

    def __init__(
        self,
        where: Places,
        plugs: Plugs,
        begin: Start,
        broken: Sequence[Problem] = (),
        providers: Mapping[str, Provider] | None = None,
    ) -> None:
        self.where = where
        self.live = Live(begin.settings)
        self.reading = begin.reading
        self.wishes = Wishes()
        self._plugs = plugs
        self._begin = begin
        self._broken = broken  # site definitions, until a restart
        self._providers = providers  # None: nobody can say whose a link is
        self._together: Sequence[Problem] = ()  # what only all files together show
        self._sites = self._site_files()
        self._sites_now = self._sites
        self._kept = Kept(begin.state)
        self._last_run: Wishes | None = None  # its wishes, until files were read
        self._stood_in = False  # as the log has it
        self._seen: frozenset[str] = frozenset()  # problems that the log has

    @property
    def folders(self) -> tuple[Path, ...]:
        """Those to watch for changes."""
        return (self.where.folder, self.where.folder / "sites", self._begin.watch_folder)

    @property
    def watch_folder(self) -> Path:
        return self._begin.watch_folder

    @property
    def polled(self) -> bool:
        """Whether changes are looked for, because the system does not tell them."""
        return self.live.current.watchlist.poll

    @property
    def problems(self) -> Sequence[Problem]:
        return in_order(
            [*self.reading.problems, *self._broken, *self.wishes.problems, *self._together]
        )

    @property
    def stands_in(self) -> bool:
        """Whether an earlier version is in force, because the file is not valid."""
        return self.reading.last_good or self.reading.settings is None

    @property
    def pending(self) -> tuple[str, ...]:
        """What waits for a restart: keys of config.yaml, and site definitions."""
        changed = {name for name, _ in self._sites ^ self._sites_now}
        return (*self.live.pending, *sorted(f"sites/{name}" for name in changed))

    def recalled(self) -> tuple[Watch, ...]:
        """The wishes of the last run."""
        self._last_run = watchlist.recall(self._kept)
        return self._last_run.watches

    async def keep_wishes(self) -> None:
        """Keep the wishes of the last reading for a later start."""
        try:
            await asyncio.to_thread(watchlist.keep, self._kept, self.wishes)
        except StoreError as error:
            logger.error("%s", error)

    async def reload(self) -> None:
        """Read again what changed; the files' problems are logged once each."""
        reading, wishes, sites = await asyncio.to_thread(self._read)
        pending, settings = self.pending, self.live.current
        self.reading, self.wishes = reading, wishes
        if reading.settings is not None:
            self.live.swap(reading.settings)
        self._sites_now = sites
        self._tell(settings, pending)
        problems = await asyncio.to_thread(self._judge_together)
        new = [problem for problem in problems if problem not in self._seen]
        for problem in new[:_LOGGED]:
            logger.warning("%s", problem)
        if new[_LOGGED:]:
            logger.warning("And %d problems more: aniworldd check", len(new) - _LOGGED)
        if self._seen and not problems:
            logger.info("All files are valid again")
        self._seen = frozenset(problems)

    def _tell(self, settings: Settings, pending: Sequence[str]) -> None:
        """What is otherwise than before, by the names of the keys: a value may be a secret."""
        if keys := changed(settings, self.live.current):
            logger.info("In force: %s", ", ".join(keys))
        if self.pending and self.pending != pending:
            logger.warning("Restart to put in force: %s", ", ".join(self.pending))
        if pending and not self.pending:
            logger.info("Nothing waits for a restart any more")
        if self.stands_in and not self._stood_in:
            logger.warning(
                "%s is not valid: its last good version stays in force", self.where.config.name
            )
        self._stood_in = self.stands_in

    def _judge_together(self) -> Sequence[str]:
        """Find what only all files together show; gives every problem as a line. Blocking."""
        if self._providers is not None:
            self._together = together.judge(self.reading, self.wishes, self._providers)
        return [problem.sentence for problem in self.problems]

    def changed_at(self, before: float) -> float:
        """When anything that is read was last changed, in seconds of the epoch. Blocking.

        What changed after `before` is left out: that time is of a clock that goes otherwise.
        """
        folder = self._begin.watch_folder
        return looks.changed_at((self.where.config, folder), (folder,), before)

    def _site_files(self) -> frozenset[tuple[str, int]]:
        """The user's own site definitions, each with its time of change."""
        found = set()
        for path in (self.where.folder / "sites").glob("*.y*ml"):
            with suppress(OSError):
                found.add((path.name, path.stat().st_mtime_ns))
        return frozenset(found)

    def _read(self) -> tuple[Reading, Wishes, frozenset[tuple[str, int]]]:
        """Blocking. Also keeps a valid config for a later start."""
        reading = files.read(self.where, self._plugs, state=self._begin.state)
        before = self.wishes if self.wishes.files else self._last_run
        wishes = watchlist.read(
            self._begin.watch_folder,
            before or watchlist.recall(self._kept),
            shown=places.shown(self._begin.watch_folder, self.where.folder),
        )
        self._last_run = None
        try:
            files.keep(self.where, reading)
        except StoreError as error:
            logger.error("%s", error)
        return reading, wishes, self._site_files()
