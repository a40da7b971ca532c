"""Stop the queue, and let it go on: an edit of `downloads.running`, as by a person."""

from aniworldd.desk.edits import Edits
from aniworldd.errors import Unavailable

WHY = "before-pause"
OVERRULED = "config.yaml says so now, but it is not in force: aniworldd config show --origin"


class Pausing:
    """What runs goes on to its end in any case."""

    def __init__(self, edits: Edits) -> None:
        self._edits = edits

    async def set(self, *, running: bool) -> None:
        """Return once that is in force; where it is already, nothing is written.

        Raises like `Edits.change`, and `Unavailable` when the file says so, and something else has
        the last word.
        """
        live = self._edits.live
        if live.current.downloads.running == running:
            return
        await self._edits.change({("downloads", "running"): running}, WHY)
        if live.current.downloads.running != running:
            raise Unavailable(OVERRULED)
