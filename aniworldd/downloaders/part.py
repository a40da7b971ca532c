"""A file that is still arriving, with what is needed to go on with it after a stop.

In the download's folder lie `media.part`, the bytes, and `resume.part`, what they belong to. Both
names end in `.part`, as the contract of a downloader wants; `media.<extension>` is the whole file.
"""

import errno
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aniworldd.errors import NO_ROOM, DiskFull, DownloadError, StoreError, Unavailable
from aniworldd.store.encoding import decode, encode
from aniworldd.store.records import Codec

OVERLAP = 64 * 1024  # bytes at the end that are fetched again and compared
SYNC_EVERY = 64 * 1024 * 1024  # bytes

_MEDIA = "media.part"
_SIDECAR = "resume.part"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_BUFFERS = 512  # in one call; the system allows 1024


@dataclass(frozen=True, slots=True)
class Origin:
    """What the bytes belong to; without a strong `etag` nothing can be gone on with."""

    url: str
    etag: str = ""
    total: int | None = None  # bytes


@dataclass(frozen=True, slots=True)
class _Sidecar:
    origin: Origin
    boot: str  # after a power cut a file's size may be right and its bytes missing
    synced: int  # bytes that are there after a power cut, too


_SIDECARS = Codec(_Sidecar, "place to go on from")


class Part:
    """The bytes so far. Every method blocks; `close` and `sync` may be called at any time."""

    def __init__(self, folder: Path, handle: int, kept: _Sidecar | None, size: int) -> None:
        self._folder = folder
        self._handle = handle
        self._origin = kept.origin if kept else None
        self._synced = min(kept.synced, size) if kept else 0
        self._boot = boot()
        self._lock = threading.Lock()
        self._closed = False
        self.size = size

    @classmethod
    def open(cls, folder: Path, url: str) -> "Part":
        """Take up what an earlier fetch of this very address left, or begin anew."""
        with explained():
            kept = _read_sidecar(folder)
            if kept is not None and not (kept.origin.url == url and kept.origin.etag):
                kept = None
            take_back(folder)
            handle = os.open(folder / _MEDIA, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                size = _believed(kept, os.fstat(handle).st_size)
                os.ftruncate(handle, size)
            except OSError:
                os.close(handle)
                raise
            return cls(folder, handle, kept, size)

    @property
    def resumable(self) -> Origin | None:
        """What the bytes belong to, when there are enough of them to be gone on with."""
        return self._origin if self._origin and self.size > OVERLAP else None

    @property
    def sync_due(self) -> bool:
        resumable = bool(self._origin and self._origin.etag)
        return resumable and self.size - self._synced >= SYNC_EVERY

    def start_over(self, origin: Origin) -> None:
        """Forget all bytes; those to come belong to `origin`."""
        with self._lock, explained():
            with suppress(FileNotFoundError):
                (self._folder / _SIDECAR).unlink()
            os.ftruncate(self._handle, 0)
            self.size = self._synced = 0
            self._origin = origin
            self._note()

    def go_on(self) -> tuple[bytes, bytes]:
        """The bytes to come follow those that are there: the first of these, and the last."""
        with self._lock, explained():
            self._note()
            head = os.pread(self._handle, OVERLAP, 0)
            return head, os.pread(self._handle, OVERLAP, self.size - OVERLAP)

    def write(self, chunks: Sequence[bytes]) -> None:
        with self._lock, explained():
            if not self._closed:
                for written in written_to(self._handle, chunks, self.size):
                    self.size += written

    def sync(self) -> None:
        """Have what is written so far survive a power cut; writes go on meanwhile."""
        with self._lock:
            if self._closed:
                return
            size, origin, handle = self.size, self._origin, os.dup(self._handle)
        with explained():
            try:
                os.fdatasync(handle)
            finally:
                os.close(handle)
            self._note_synced(size, origin)

    def close(self) -> None:
        """Let go of the file; what is written stays for the next fetch."""
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self._handle)

    def finish(self, extension: str) -> None:
        """The file is whole: close it and give it its name."""
        self.close()
        with explained():
            (self._folder / _MEDIA).rename(self._folder / f"media.{extension}")

    def _note_synced(self, size: int, origin: Origin | None) -> None:
        with self._lock:
            if origin is self._origin and not self._closed:  # and not started over meanwhile
                self._synced = size
                self._note()

    def _note(self) -> None:
        """Write down what the bytes belong to, when that allows to go on with them."""
        if self._origin is None or not self._origin.etag:
            return
        fresh = self._folder / "resume-new.part"
        sidecar = _Sidecar(self._origin, self._boot, self._synced)
        fresh.write_bytes(encode(_SIDECARS.dump(sidecar)))
        fresh.replace(self._folder / _SIDECAR)


def _read_sidecar(folder: Path) -> _Sidecar | None:
    """What is written there; None when there is none, or a power cut has torn it."""
    try:
        found = decode((folder / _SIDECAR).read_bytes())
        return _SIDECARS.load(folder.name, found) if isinstance(found, dict) else None
    except (FileNotFoundError, ValueError, StoreError):
        return None


def take_back(folder: Path, part: str = _MEDIA) -> None:
    """A whole file that found no place is `part` again, unless there is one; any other goes."""
    for path in folder.iterdir():
        if path.name.endswith(".part") or not path.is_file():
            continue
        if path.stem == "media" and not (folder / part).exists():
            path.rename(folder / part)
        else:
            path.unlink()


def _believed(kept: _Sidecar | None, size: int) -> int:
    """How many of the bytes that seem to be there can be trusted to be what was written."""
    if kept is None:
        return 0
    return size if kept.boot and kept.boot == boot() else min(size, kept.synced)


def boot() -> str:
    """Which boot of the machine this is; "" where the system does not say."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


def written_to(handle: int, chunks: Sequence[bytes], position: int) -> Iterator[int]:
    """Write it all there; gives the bytes of each step when they are written."""
    waiting = deque[bytes | memoryview](chunks)
    while waiting:
        buffers = [waiting.popleft() for _ in range(min(len(waiting), _BUFFERS))]
        written = os.pwritev(handle, buffers, position)
        position += written
        yield written
        waiting.extendleft(reversed(_after(buffers, written)))


def _after(buffers: Sequence[bytes | memoryview], written: int) -> list[bytes | memoryview]:
    """What a short write left unwritten."""
    for index, buffer in enumerate(buffers):
        if written < len(buffer):
            return [memoryview(buffer)[written:], *buffers[index + 1 :]]
        written -= len(buffer)
    return []


@contextmanager
def explained() -> Iterator[None]:
    """Turn the system's errors into ours."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        if error.errno in NO_ROOM:
            raise DiskFull(f"the disk has no room for the part: {reason}") from error
        if error.errno == errno.EFBIG:
            raise DownloadError(f"the file system cannot hold a file so large: {reason}") from error
        raise Unavailable(f"the part cannot be written: {reason}") from error
