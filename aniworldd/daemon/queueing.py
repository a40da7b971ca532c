"""What the running daemon does with its queue when a command asks it to."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict

from aniworldd.control import Answer, Command
from aniworldd.desk.queue import Downloads
from aniworldd.downloads.queue import Queue
from aniworldd.errors import InvalidRequest, NotFound
from aniworldd.model.download import UNDER_WAY, WAITING, Download, DownloadState
from aniworldd.model.title import read_code
from aniworldd.overview.records import Now, QueueRow
from aniworldd.overview.words import count
from aniworldd.web import human

_REVIVABLE = {DownloadState.FAILED, DownloadState.PENDING, DownloadState.CANCELLED}


class QueueCommands:
    """Each answers `said`: the sentence that the person reads.

    Downloads are named by their id, or by a title's key with or without an episode.
    """

    def __init__(self, queue: Queue, downloads: Downloads, now: Callable[[], Now]) -> None:
        self._queue = queue
        self._downloads = downloads
        self._now = now

    def table(self) -> Mapping[str, Command]:
        return {
            "queue": self.list,
            "queue cancel": self.cancel,
            "queue first": self.first,
            "retry": self.retry,
        }

    async def list(self, words: Sequence[str]) -> Answer:
        """All downloads in the order in which they are taken; `rows` for machines."""
        return listed(self._now())

    async def cancel(self, words: Sequence[str]) -> Answer:
        """Stop these; the plan does not queue them again."""
        chosen = self._chosen(words, UNDER_WAY)
        if not chosen:
            raise NotFound(f"nothing is under way for {' '.join(words)}")
        await self._downloads.remove([download.id for download in chosen])
        return {"said": f"{_counted(chosen)} cancelled"}

    async def first(self, words: Sequence[str]) -> Answer:
        """Put these in front of all others, in the order that they have."""
        chosen = self._chosen(words, WAITING)
        if not chosen:
            raise NotFound(f"nothing waits for {' '.join(words)}")
        await self._downloads.arrange([download.id for download in chosen])
        return {"said": f"{_counted(chosen)} in front of all others"}

    async def retry(self, words: Sequence[str]) -> Answer:
        """Try again what was given up: everything, a title's, or one item."""
        chosen = self._chosen(words, _REVIVABLE if words else {DownloadState.FAILED})
        if not chosen:
            of = f" or waits for {' '.join(words)}" if words else ""
            raise NotFound(f"nothing was given up{of}")
        await self._downloads.revive([download.id for download in chosen])
        return {"said": f"{_counted(chosen)} tried again"}

    def _chosen(
        self, words: Sequence[str], states: Collection[DownloadState]
    ) -> Sequence[Download]:
        """Those in these states that are meant, in queue order."""
        return [
            download
            for download in self._queue.downloads()
            if download.state in states and _meant(download, words)
        ]


def _meant(download: Download, words: Sequence[str]) -> bool:
    if not words:
        return True
    if len(words) == 1:
        return words[0] in (download.item.title, download.id)
    wanted = read_code(words[1])
    if wanted is None:
        raise InvalidRequest(f"{words[1]!r} is no episode; write S01E02 or 1x02")
    return (download.item.title, download.item.season, download.item.number) == (words[0], *wanted)


def _counted(downloads: Sequence[Download]) -> str:
    return count(len(downloads), "download")


def listed(now: Now) -> Answer:
    """What is on its way; what a person took away is not."""
    rows = [*now.running, *now.queued]
    lines = [_line(row) for row in rows] or ["The queue is empty."]
    return {"said": "\n".join(lines), "rows": [asdict(row) for row in rows]}


def _line(row: QueueRow) -> str:
    """One download, for a person."""
    far = human.amount(row.done, row.total), human.rate(row.rate)
    return "  ".join(filter(None, (f"{row.key} {row.code}", row.why, *far, f"[{row.id}]")))
