"""What has completed; a file a month in the store, the newest of it in memory."""

import logging
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence

from pydantic import JsonValue

from aniworldd.errors import StoreError
from aniworldd.model.download import Download
from aniworldd.store import Monthly, StateTable
from aniworldd.store.records import Codec

logger = logging.getLogger(__name__)

_DOWNLOAD = Codec(Download, "download")
_AT_HAND = 200  # records
_SUM = "bytes_so_far"  # of this record and all before it
_OFF = "off"  # the one document of the table


class History:
    """Downloads that became files; appended to, never changed.

    What a person took off the list is in it all the same: only `listed` leaves it out, and `table`
    remembers that. By ids rather than by a time, because clocks are set. Raises `StoreError` when
    it cannot be read at the start.
    """

    def __init__(self, monthly: Monthly, table: StateTable) -> None:
        self._monthly = monthly
        self._table = table
        records = monthly.newest(_AT_HAND)
        self._newest = deque(_read(records), maxlen=_AT_HAND)
        self._bytes = _so_far(records)
        self._off = _ids(table.documents().get(_OFF, {}))

    @property
    def bytes(self) -> int:
        """All that ever arrived, as far as files were measured."""
        return self._bytes

    async def append(self, download: Download) -> None:
        """Return once the record survives a power cut; raises `StoreError`."""
        self._newest.appendleft(download)
        self._bytes += download.size
        record = {**_DOWNLOAD.dump(download), _SUM: self._bytes}
        await self._monthly.append(record, download.ended_at or download.added_at)

    def newest(self) -> tuple[Download, ...]:
        """Those at hand, newest first: the last 200 at most."""
        return tuple(self._newest)

    def listed(self) -> tuple[Download, ...]:
        """Those at hand that nobody took off the list, newest first."""
        return tuple(one for one in self._newest if one.id not in self._off)

    def take_off(self, ids: Collection[str]) -> None:
        """Leave these out of the list from now on; durable when the store says so."""
        off = self._off.union(ids)
        # of those that are not at hand any more nothing is listed anyway
        self._off = off.intersection(one.id for one in self._newest)
        self._table.put(_OFF, {"ids": sorted(self._off)})


def _read(records: Sequence[Mapping[str, JsonValue]]) -> Iterator[Download]:
    for record in records:
        try:
            yield _DOWNLOAD.load(str(record.get("id")), record)
        except StoreError as error:
            logger.warning("A record of the history is of another shape: %s", error)


def _so_far(records: Sequence[Mapping[str, JsonValue]]) -> int:
    """As the newest record that says it."""
    sums = (record.get(_SUM) for record in records)
    return next((found for found in sums if isinstance(found, int)), 0)


def _ids(document: Mapping[str, JsonValue]) -> frozenset[str]:
    ids = document.get("ids")
    return frozenset(map(str, ids)) if isinstance(ids, list) else frozenset()
