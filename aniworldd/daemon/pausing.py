"""`aniworldd pause` and `resume`: an edit of `downloads.running`, as by a person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aniworldd.config.live import Live
from aniworldd.config.places import Places
from aniworldd.control import Answer, Command
from aniworldd.daemon import plugs
from aniworldd.desk import edits
from aniworldd.desk.edits import Edits
from aniworldd.errors import Unavailable

_AGAIN = "On again: aniworldd resume"
_WHY = "before-pause"
_OVERRULED = "config.yaml says so now, but it is not in force: aniworldd config show --origin"


class PauseCommands:
    """What the running daemon does; each answers `said`, the sentence that the person reads."""

    def __init__(self, live: Live, edits: Edits) -> None:
        self._live = live
        self._edits = edits

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
        await self._edits.change({("downloads", "running"): running}, _WHY)
        if self._live.current.downloads.running != running:
            raise Unavailable(_OVERRULED)


def set_running(where: Places, running: bool, now: Callable[[], datetime]) -> None:
    """Write it down. Blocking.

    Raises `ConfigError`, `Conflict`, and `Unavailable`, also when the environment of this process
    says otherwise, and has the last word.
    """
    reading = edits.write(where, plugs.PLUGS, {("downloads", "running"): running}, _WHY, now)
    if reading.settings is not None and reading.settings.downloads.running != running:
        raise Unavailable(_OVERRULED)
