"""What is over: one file a month, a checksummed line for each record, never loaded whole."""

import asyncio
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zlib import crc32

from aniworldd.store.encoding import JSON, Document, decode, encode
from aniworldd.store.files import Disk, Files, exists, write_all
from aniworldd.store.folder import failure

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9]{4}-[0-9]{2}\.jsonl")
_BLOCK = 1 << 16  # bytes read at once, from the end


class Monthly:
    """The records of a folder such as `history/`, with a file like `2026-11.jsonl` for each month.

    A line is `{"crc32":"b1946ac9","record":{…}}`; the sum is that of the record's bytes.
    """

    def __init__(self, folder: Path, *, files: Files | None = None) -> None:
        self._folder = folder
        self._files = files or Disk()
        self._turn = asyncio.Lock()

    async def append(self, record: Mapping[str, JSON], at: datetime) -> None:
        """Return once the record survives a power cut; raises `StoreError`."""
        body = encode(dict(record))
        line = b'{"crc32":"%08x","record":%b}\n' % (crc32(body), body)
        async with self._turn:
            await asyncio.to_thread(self._append, self._folder / f"{_month(at)}.jsonl", line)

    def months(self) -> list[str]:
        """Those that have records, newest first; raises `StoreError`."""
        try:
            names = self._files.names(self._folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise failure("the history cannot be read", self._folder, error) from error
        return [name.removesuffix(".jsonl") for name in reversed(names) if _NAME.fullmatch(name)]

    def read(self, month: str) -> list[Document]:
        """The records of a month such as `2026-11`, oldest first; raises `StoreError`."""
        return list(self._backwards(month))[::-1]

    def newest(self, limit: int) -> list[Document]:
        """The last records, newest first, reading only as much as they need; `StoreError`."""
        records = (record for month in self.months() for record in self._backwards(month))
        return list(islice(records, limit))

    def forget(self, before: str) -> None:
        """Delete the months before this one, such as `2024-11`; raises `StoreError`."""
        try:
            for month in self.months():
                if month < before:
                    self._files.remove(self._folder / f"{month}.jsonl")
        except OSError as error:
            raise failure("the history could not be cut", self._folder, error) from error

    def _append(self, path: Path, line: bytes) -> None:
        files = self._files
        try:
            files.make_folder(self._folder)
            new = not exists(files, path)
            descriptor = files.open(path, create=True)
            try:
                size = files.facts(descriptor).size
                # the line before may have been torn
                if size and files.read(descriptor, 1, size - 1) != b"\n":
                    line = b"\n" + line
                write_all(files, descriptor, line, size)
                files.sync(descriptor)
            finally:
                files.close(descriptor)
            if new:
                files.sync_folder(self._folder)
        except OSError as error:
            raise failure("the history could not be written", self._folder, error) from error

    def _backwards(self, month: str) -> Iterator[Document]:
        path = self._folder / f"{month}.jsonl"
        damaged = 0
        try:
            for line in _lines_backwards(self._files, path):
                record = _read(line)
                if record is None:
                    damaged += 1
                else:
                    yield record
        except FileNotFoundError:
            return
        except OSError as error:
            raise failure("the history cannot be read", self._folder, error) from error
        if damaged:
            logger.warning("%s: %d lines are damaged and were passed over", path, damaged)


def _month(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m")


def _read(line: bytes) -> Document | None:
    """The record, when the line is whole."""
    head = len(b'{"crc32":"00000000","record":')
    body = line[head:-1]
    if line[:head] != b'{"crc32":"%08x","record":' % crc32(body) or not line.endswith(b"}"):
        return None
    record = decode(body)
    return record if isinstance(record, dict) else None


def _lines_backwards(files: Files, path: Path) -> Iterator[bytes]:
    descriptor = files.open(path, read_only=True)
    try:
        position = files.facts(descriptor).size
        rest = b""
        while position:
            start = max(position - _BLOCK, 0)
            first, *lines = (files.read(descriptor, position - start, start) + rest).split(b"\n")
            yield from (line for line in reversed(lines) if line)
            position, rest = start, first
        if rest:
            yield rest
    finally:
        files.close(descriptor)
