"""The library at another place: written down now, taken with the next start."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aniworldd.desk import folders
from aniworldd.desk.config import Configuration
from aniworldd.disk import Disk
from aniworldd.library import elsewhere


@dataclass(frozen=True, slots=True)
class Moved:
    directory: Path
    matched: int  # series' folders of ours that are in it
    waits: bool  # for a restart


class Moving:
    """Moves no file. What is not there after the restart is asked about before it is missing."""

    def __init__(
        self,
        config: Configuration,
        disk: Disk,
        state: Path,
        series: Callable[[], Collection[str]],
    ) -> None:
        self._config = config
        self._disk = disk
        self._state = state
        self._series = series  # their folders' names

    async def move(self, directory: str) -> Moved:
        """Raises `InvalidRequest` when there is no such folder, and like `Configuration.change`."""
        folder = await self._disk.run(partial(folders.judge, directory, self._state))
        series = frozenset(self._series())
        matched = await self._disk.run(partial(elsewhere.matched, folder, series))
        shown = await self._config.change({"library": {"directory": str(folder)}})
        return Moved(folder, matched, "library.directory" in shown.pending)
