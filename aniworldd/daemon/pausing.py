"""`aniworldd pause` and `resume`: an edit of `downloads.running`, as by a person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aniworldd.config.places import Places
from aniworldd.control import Answer, Command
from aniworldd.daemon import plugs
from aniworldd.desk import edits
from aniworldd.desk.pausing import OVERRULED, WHY, Pausing
from aniworldd.errors import Unavailable

_AGAIN = "On again: aniworldd resume"


class PauseCommands:
    """What the running daemon does; each answers `said`, the sentence that the person reads."""

    def __init__(self, pausing: Pausing) -> None:
        self._pausing = pausing

    def table(self) -> Mapping[str, Command]:
        return {"pause": self.pause, "resume": self.resume}

    async def pause(self, words: Sequence[str]) -> Answer:
        """Nothing new is started until somebody says otherwise."""
        await self._pausing.set(running=False)
        return {"said": f"Nothing new is started; what runs goes on to its end. {_AGAIN}"}

    async def resume(self, words: Sequence[str]) -> Answer:
        await self._pausing.set(running=True)
        return {"said": "The queue works again"}


def set_running(where: Places, running: bool, now: Callable[[], datetime]) -> None:
    """Write it down. Blocking.

    Raises `ConfigError`, `Conflict`, and `Unavailable`, also when the environment of this process
    says otherwise, and has the last word.
    """
    reading = edits.write(where, plugs.PLUGS, {("downloads", "running"): running}, WHY, now)
    if reading.settings is not None and reading.settings.downloads.running != running:
        raise Unavailable(OVERRULED)
