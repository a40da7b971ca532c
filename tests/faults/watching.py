"""A whole daemon in this process that watches a folder, and what it put in force."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.config.settings import Settings
from aniworldd.daemon import plugs, written
from aniworldd.daemon.run import Running, running
from tests.faults import edits
from tests.faults.edits import Said, Version


@dataclass(frozen=True, slots=True)
class Watching:
    """`taken` has everything that ever was in force, in order."""

    daemon: Running
    config: Path
    watchlist: Path
    rest: str  # of every version of its config
    taken: list[Said] = field(default_factory=list)

    @property
    def in_force(self) -> Said:
        return edits.said(self.daemon.parts.written.live.current)

    @property
    def links(self) -> set[str]:
        """Of the wishes that were read."""
        return {watch.link for watch in self.daemon.parts.written.wishes.watches}

    async def takes(self, version: Version, *, seconds: float) -> None:
        """Wait until this is in force."""
        await self.sees(lambda: self.in_force == version.said, seconds=seconds)

    async def wishes_for(self, link: str, *, seconds: float) -> None:
        """Wait until this is among the links."""
        await self.sees(lambda: link in self.links, seconds=seconds)

    async def sees(self, look: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `look` is true."""
        try:
            async with asyncio.timeout(seconds):
                while not look():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"not seen in {seconds} s; in force: {self.in_force}") from None


@asynccontextmanager
async def watching(folder: Path, more: str = "") -> AsyncIterator[Watching]:
    """The daemon with a config folder of its own, and `more` in every version of the config."""
    home = folder / "config"
    for part in (home / "watchlist", folder / "library", folder / "state"):
        part.mkdir(parents=True)
    rest = f"library: {{directory: '{folder}/library'}}\nserver: {{port: 0}}\n{more}"
    config = home / "config.yaml"
    config.write_text(f"name: Number 0\n{rest}", "utf-8")
    where = places.find(config, {"STATE_DIRECTORY": str(folder / "state")})
    async with running(written.start(where, plugs.PLUGS), where, SystemClock()) as daemon:
        seen = Watching(daemon, config, home / "watchlist", rest)

        def take(settings: Settings) -> None:
            seen.taken.append(edits.said(settings))

        daemon.parts.written.live.subscribe(take)
        yield seen
