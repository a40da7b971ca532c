"""Who is next: in queue order, past those whose hosts have no place left or are down."""

from collections.abc import Callable, Collection, Iterator

from aniworldd.downloads.hosts import Hosts, provider_key
from aniworldd.downloads.needs import Whence
from aniworldd.downloads.queue import Queue
from aniworldd.model.download import Download
from aniworldd.model.title import ItemKey


class Turns:
    """Knows by experience, and from the catalogue, for which hosts a download waits."""

    def __init__(
        self,
        *,
        queue: Queue,
        hosts: Hosts,
        whence: Callable[[ItemKey], Whence],
        concurrent: Callable[[], int],
    ) -> None:
        self._queue = queue
        self._hosts = hosts
        self._whence = whence
        self._concurrent = concurrent
        self._waiting: dict[str, frozenset[str]] = {}  # hosts, by download

    def due(self, skip: Collection[str]) -> Iterator[Download]:
        """Those that may start, but for `skip`."""
        self._waiting = {
            id: hosts for id, hosts in self._waiting.items() if self._queue.find(id) is not None
        }
        for download in self._queue.due():
            if download.id not in skip and not self._is_held(download):
                yield download

    def started(self, download: str) -> None:
        self._waiting.pop(download, None)

    def waits(self, download: str, hosts: frozenset[str]) -> None:
        """It was asked for, and only these hosts have it."""
        self._waiting[download] = hosts

    def knows(self, download: str) -> bool:
        """Whether it waits for a host."""
        return download in self._waiting

    def _is_held(self, download: Download) -> bool:
        waits = self._waiting.get(download.id)
        if waits is not None:
            return all(map(self._hosts.full, waits))
        if self._hosts.all_open:
            return False
        whence = self._whence(download.item)
        if whence.elsewhere:
            return False
        if self._hosts.down(provider_key(whence.provider)) is not None:
            return True
        if whence.hosts:
            return all(map(self._hosts.closed, whence.hosts))
        return len(self._waiting) >= self._concurrent()  # enough providers were asked for nothing
