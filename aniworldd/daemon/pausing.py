"""`aniworldd pause` and `resume`: an edit of `downloads.running`, as by a person."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aniworldd.clock import Clock
from aniworldd.config import edit
from aniworldd.config.backups import Backups
from aniworldd.config.live import Live
from aniworldd.config.places import Places
from aniworldd.control import Answer, Command
from aniworldd.daemon import plugs
from aniworldd.errors import Unavailable

_AGAIN = "On again: aniworldd resume"
_PATIENCE = 15.0  # seconds until a change of the file is in force
_OVERRULED = "config.yaml says so now, but it is not in force: aniworldd config show --origin"


class PauseCommands:
    """What the running daemon does; each answers `said`, the sentence that the person reads."""

    def __init__(
        self, live: Live, where: Places, clock: Clock, *, patience: float = _PATIENCE
    ) -> None:
        self._live = live
        self._where = where
        self._clock = clock
        self._patience = patience
        self.reload: Callable[[], None] = lambda: None  # have the files read now

    def table(self) -> Mapping[str, Command]:
        return {"pause": self.pause, "resume": self.resume}

    async def pause(self, words: Sequence[str]) -> Answer:
        """Nothing new is started until somebody says otherwise."""
        await self._set(running=False)
        return {"said": f"Nothing new is started; what runs goes on to its end. {_AGAIN}"}

    async def resume(self, words: Sequence[str]) -> Answer:
        await self._set(running=True)
        return {"said": "The queue works again"}

    async def _set(self, *, running: bool) -> None:
        """Raises `Unavailable` when the file says so, and something else has the last word."""
        changed = asyncio.Event()
        end = self._live.subscribe(lambda _: changed.set())
        try:
            await asyncio.to_thread(set_running, self._where, running, self._clock.now)
            self.reload()
            async with asyncio.timeout(self._patience):
                while self._live.current.downloads.running != running:
                    await changed.wait()
                    changed.clear()
        except TimeoutError as error:
            raise Unavailable(_OVERRULED) from error
        finally:
            end()


def set_running(where: Places, running: bool, now: Callable[[], datetime]) -> None:
    """Write it down. Blocking.

    Raises `ConfigError`, `Conflict`, and `Unavailable`, also when the environment of this process
    says otherwise, and has the last word.
    """
    reading = edit.change(
        where,
        plugs.PLUGS,
        {("downloads", "running"): running},
        backup=lambda settings: Backups(where, plugs.PLUGS, settings, now=now).before_edit(
            "before-pause"
        ),
    )
    if reading.settings is not None and reading.settings.downloads.running != running:
        raise Unavailable(_OVERRULED)
