"""What has completed; a file a month in the store, the newest of it in memory."""

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from aniworldd.errors import StoreError
from aniworldd.model.download import Download
from aniworldd.store import Monthly
from aniworldd.store.records import Codec

logger = logging.getLogger(__name__)

_DOWNLOAD = Codec(Download, "download")
_AT_HAND = 200  # records


class History:
    """Downloads that became files; appended to, never changed.

    Raises `StoreError` when it cannot be read at the start.
    """

    def __init__(self, monthly: Monthly) -> None:
        self._monthly = monthly
        self._newest = deque(_read(monthly.newest(_AT_HAND)), maxlen=_AT_HAND)

    async def append(self, download: Download) -> None:
        """Return once the record survives a power cut; raises `StoreError`."""
        self._newest.appendleft(download)
        record = _DOWNLOAD.dump(download)
        await self._monthly.append(record, download.ended_at or download.added_at)

    def newest(self, limit: int) -> tuple[Download, ...]:
        """The last ones, newest first; at most 200 are at hand."""
        return tuple(self._newest)[:limit]


def _read(records: Sequence[Mapping[str, JsonValue]]) -> Iterator[Download]:
    for record in records:
        try:
            yield _DOWNLOAD.load(str(record.get("id")), record)
        except StoreError as error:
            logger.warning("A record of the history is of another shape: %s", error)
