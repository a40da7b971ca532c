"""What the running daemon says when it is asked how it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from aniworldd.control import Answer, Command
from aniworldd.daemon import say
from aniworldd.overview.records import Now


class StatusCommand:
    """The running daemon's answer: `said` for people, `rows` for machines."""

    def __init__(self, now: Callable[[], Now]) -> None:
        self._now = now

    def table(self) -> Mapping[str, Command]:
        return {"status": self.status}

    async def status(self, words: Sequence[str]) -> Answer:
        return answer(self._now())


def answer(now: Now) -> Answer:
    rows = {
        "headline": now.headline,
        "well": now.well,
        "concerns": [asdict(concern) for concern in now.concerns],
        "asked": {row.key or row.file: row.note for row in now.titles if row.note},
        "running": len(now.running),
        "queued": len(now.queued),
        "unknown": len(now.unknown),
    }
    return {"said": "\n".join(say.status(now)), "rows": rows}
