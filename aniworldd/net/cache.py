"""Pages of last time on disk, so that a server can say "unchanged" in a few bytes."""

import asyncio
import gzip
import hashlib
import logging
import os
import tempfile
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson

logger = logging.getLogger(__name__)

_LEVEL = 6
_ENDING = ".page"


@dataclass(frozen=True, slots=True)
class Kept:
    """One page as it was kept."""

    url: str  # that gave it, after redirects
    status: int
    headers: Mapping[str, str]
    body: bytes

    def conditions(self) -> dict[str, str]:
        """The request headers that ask whether it is still so; none when nothing can tell."""
        pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        found = {asked: self._header(told) for asked, told in pairs}
        return {asked: text for asked, text in found.items() if text}

    def may_be_kept(self) -> bool:
        """Whether it can ever be answered with "unchanged", and the server does not mind."""
        forbidden = "no-store" in self._header("cache-control").lower()
        return self.status == 200 and bool(self.conditions()) and not forbidden

    def says_all_of(self, other: "Kept") -> bool:
        """Whether writing `other` over it would gain nothing."""
        same = (self.url, self.status, self.body) == (other.url, other.status, other.body)
        return same and self._header("etag") == other._header("etag")

    def _header(self, name: str) -> str:
        return next((text for key, text in self.headers.items() if key.lower() == name), "")


class PageCache:
    """At most `size` bytes of pages in `folder`; the ones not used for longest go first.

    Losing any of it costs a request and nothing else: nothing is fsynced, what cannot be read is
    dropped, and a disk that is full is a warning.
    """

    def __init__(self, folder: Path, *, size: int = 64 << 20) -> None:
        self._folder = folder
        self._size = size
        self._scanning = asyncio.Lock()
        self._sizes: OrderedDict[str, int] | None = None  # file name -> bytes, oldest use first

    async def find(self, key: str) -> Kept | None:
        sizes = await self._known()
        name = _file_name(key)
        if name not in sizes:
            return None
        kept = await asyncio.to_thread(_read, self._folder / name)
        if kept is None:
            sizes.pop(name, None)
        elif name in sizes:
            sizes.move_to_end(name)
        return kept

    async def keep(self, key: str, page: Kept) -> None:
        sizes = await self._known()
        name = _file_name(key)
        written = await asyncio.to_thread(_write, self._folder / name, page)
        if written is None:
            return
        sizes[name] = written
        sizes.move_to_end(name)
        surplus = []
        while sum(sizes.values()) > self._size:
            surplus.append(self._folder / sizes.popitem(last=False)[0])
        if surplus:
            await asyncio.to_thread(_drop, surplus)

    async def _known(self) -> OrderedDict[str, int]:
        async with self._scanning:
            # Once only: a second scan would take what is just being written for left-overs.
            if self._sizes is None:
                self._sizes = await asyncio.to_thread(_scan, self._folder)
        return self._sizes


def _file_name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest() + _ENDING


def _scan(folder: Path) -> OrderedDict[str, int]:
    """What is there, oldest first; what a killed process left half written is removed."""
    found: list[tuple[float, str, int]] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.suffix == _ENDING:
                status = path.stat()
                found.append((status.st_mtime, path.name, status.st_size))
            else:
                path.unlink()
    except OSError as error:
        logger.warning("Cannot use the page cache in %s: %s", folder, error)
    return OrderedDict((name, size) for _, name, size in sorted(found))


def _read(path: Path) -> Kept | None:
    try:
        # One gzip stream over head and body: its checksum shows what a power cut left.
        head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
        fields = orjson.loads(head)
        return Kept(fields["url"], fields["status"], fields["headers"], body)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        logger.info("Dropped a cached page that cannot be read: %s", error)
        _drop([path])
        return None


def _write(path: Path, page: Kept) -> int | None:
    """The bytes it takes; None when it could not be written."""
    head = {"url": page.url, "status": page.status, "headers": dict(page.headers)}
    data = gzip.compress(orjson.dumps(head) + b"\n" + page.body, _LEVEL, mtime=0)
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(beside).replace(path)
        except OSError:
            _drop([Path(beside)])
            raise
    except OSError as error:
        logger.warning("Cannot keep a page in %s: %s", path.parent, error)
        return None
    return len(data)


def _drop(paths: list[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
