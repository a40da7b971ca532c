"""A stream that is still arriving: its sections as files, and how far each whole piece reaches.

In the download's folder lie, for a stream `video`, `video-000.part` (and one more for each further
section), `video-index.part` with an entry for each whole piece, and `video-resume.part` that says
what they belong to.
"""

import hashlib
import os
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aniworldd.downloaders.part import SYNC_EVERY, boot, explained, written_to
from aniworldd.errors import StoreError
from aniworldd.store.encoding import decode, encode
from aniworldd.store.records import Codec

HEAD = 512  # bytes that tell what a stream is

_ENTRY = struct.Struct("<IQ")  # section, and where in its file the piece ends
_READ = 1024 * 1024  # bytes at a time


@dataclass(frozen=True, slots=True)
class _Sidecar:
    identity: str
    boot: str  # after a power cut a file's size may be right and its bytes missing
    synced: int  # pieces that are there after a power cut, too


@dataclass(frozen=True, slots=True)
class Proof:
    """What the last whole piece must be when it is fetched again."""

    length: int  # bytes
    digest: bytes


@dataclass(slots=True)
class Load:
    """What is written at once: bytes of one section."""

    section: int
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0  # bytes
    ends: list[int] = field(default_factory=list)  # after so many of these bytes a piece ends


_SIDECARS = Codec(_Sidecar, "place to go on from")


class Spool:
    """The pieces so far, in order. Every method blocks, and may run in any thread."""

    def __init__(self, folder: Path, name: str, identity: str) -> None:
        """Take up what an earlier fetch of the same stream left, or begin anew."""
        self._folder = folder
        self._name = name
        self._identity = identity
        self._boot = boot()
        self._lock = threading.Lock()
        self._file: tuple[int, int] | None = None  # section, and its handle
        self._position = 0  # in that file
        self._closed = False
        self._synced = 0  # pieces
        self._unsynced = 0  # bytes
        self._ends: list[tuple[int, int]] = []
        with explained():
            self._ends = self._believed()
            self._index = os.open(
                folder / f"{name}-index.part", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644
            )
            os.ftruncate(self._index, len(self._ends) * _ENTRY.size)
            self._before = self._sum()  # bytes of whole pieces
            self._note()

    @property
    def finished(self) -> int:
        """How many pieces are whole."""
        return len(self._ends)

    @property
    def size(self) -> int:
        """Bytes so far, those of a piece that is not whole too."""
        start = self._end_of_last() if self._file else self._position
        return self._before + self._position - start

    @property
    def sync_due(self) -> bool:
        return self._unsynced >= SYNC_EVERY

    def section(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number:03}.part"

    def proof(self) -> Proof | None:
        """Of the last whole piece; None when there is none."""
        if not self._ends:
            return None
        section, end = self._ends[-1]
        start = self._start_of(len(self._ends) - 1)
        digest = hashlib.sha256()
        with explained(), self.section(section).open("rb") as file:
            file.seek(start)
            left = end - start
            while left > 0 and (data := file.read(min(left, _READ))):
                digest.update(data)
                left -= len(data)
        return Proof(end - start, digest.digest())

    def head(self, section: int) -> bytes:
        """Its first bytes."""
        with explained(), self.section(section).open("rb") as file:
            return file.read(HEAD)

    def write(self, load: Load) -> None:
        """Add to the piece under way, and to those that follow it."""
        with self._lock, explained():
            if self._closed:
                return
            handle = self._open(load.section)
            start = self._position
            for written in written_to(handle, load.chunks, start):
                self._position += written
                self._unsynced += written
            ends = [(load.section, start + end) for end in load.ends]
            entries = b"".join(_ENTRY.pack(*end) for end in ends)
            os.pwrite(self._index, entries, len(self._ends) * _ENTRY.size)
            for end in ends:
                self._before += end[1] - self._end_of_last()
                self._ends.append(end)

    def rewind(self) -> None:
        """Forget what there is of the piece under way."""
        with self._lock, explained():
            if self._file is not None and not self._closed:
                self._position = self._end_of_last()
                os.ftruncate(self._file[1], self._position)

    def start_over(self) -> None:
        """Forget everything."""
        with self._lock, explained():
            self._let_go()
            self._ends, self._before, self._position, self._synced = [], 0, 0, 0
            os.ftruncate(self._index, 0)
            self._remove_sections(0)
            self._note()

    def sync(self) -> None:
        """Have what is whole now survive a power cut; writes go on meanwhile."""
        with self._lock:
            if self._closed or self._file is None:
                return
            ends, finished, self._unsynced = self._ends, len(self._ends), 0
            handles = [os.dup(self._file[1]), os.dup(self._index)]
        with explained():
            try:
                for handle in handles:
                    os.fdatasync(handle)
            finally:
                for handle in handles:
                    os.close(handle)
            self._note_synced(ends, finished)

    def close(self) -> None:
        """Let go of the files; what is written stays for the next fetch."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._let_go()
                os.close(self._index)

    def _open(self, section: int) -> int:
        """The file of that section, ready for more at its end."""
        if self._file is not None and self._file[0] == section:
            return self._file[1]
        if self._file is not None:
            os.fdatasync(self._file[1])  # `sync` knows the newest one only
        self._let_go()
        handle = os.open(self.section(section), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self._file = (section, handle)
        self._position = self._end_of_last()
        os.ftruncate(handle, self._position)
        return handle

    def _let_go(self) -> None:
        if self._file is not None:
            os.close(self._file[1])
            self._file = None

    def _end_of_last(self) -> int:
        """Where the last whole piece ends in the file that is open."""
        if not self._ends or self._file is None or self._ends[-1][0] != self._file[0]:
            return 0
        return self._ends[-1][1]

    def _start_of(self, piece: int) -> int:
        section, _ = self._ends[piece]
        same = piece > 0 and self._ends[piece - 1][0] == section
        return self._ends[piece - 1][1] if same else 0

    def _sum(self) -> int:
        return sum(end - self._start_of(piece) for piece, (_, end) in enumerate(self._ends))

    def _believed(self) -> list[tuple[int, int]]:
        """The pieces that can be trusted to be there as they were written."""
        kept = self._read_sidecar()
        path = self._folder / f"{self._name}-index.part"
        if kept is None or not path.exists():
            self._remove_sections(0)
            return []
        index = path.read_bytes()
        whole = len(index) // _ENTRY.size * _ENTRY.size
        entries = list(_ENTRY.iter_unpack(index[:whole]))
        if not kept.boot or kept.boot != self._boot:
            entries = entries[: kept.synced]
        sizes = {section: _size(self.section(section)) for section, _ in entries}
        good = 0
        while good < len(entries) and entries[good][1] <= sizes[entries[good][0]]:
            good += 1
        self._synced = min(kept.synced, good)
        entries = entries[:good]
        self._trim(dict(entries))
        return entries

    def _trim(self, ends: dict[int, int]) -> None:
        """Leave nothing behind the last whole piece: on a full disk there is no room else."""
        self._remove_sections(max(ends, default=-1) + 1)
        for section, end in ends.items():
            os.truncate(self.section(section), end)

    def _read_sidecar(self) -> _Sidecar | None:
        """What is written there; None when it is of another stream, or torn by a power cut."""
        try:
            found = decode((self._folder / f"{self._name}-resume.part").read_bytes())
            kept = _SIDECARS.load(self._name, found) if isinstance(found, dict) else None
        except (FileNotFoundError, ValueError, StoreError):
            return None
        return kept if kept is not None and kept.identity == self._identity else None

    def _remove_sections(self, first: int) -> None:
        for path in self._folder.glob(f"{self._name}-[0-9]*.part"):
            if path >= self.section(first):
                path.unlink()

    def _note_synced(self, ends: list[tuple[int, int]], finished: int) -> None:
        with self._lock:
            if ends is self._ends and not self._closed:  # and not started over meanwhile
                self._synced = finished
                self._note()

    def _note(self) -> None:
        """Write down what the pieces belong to."""
        fresh = self._folder / f"{self._name}-resume-new.part"
        fresh.write_bytes(
            encode(_SIDECARS.dump(_Sidecar(self._identity, self._boot, self._synced)))
        )
        fresh.replace(self._folder / f"{self._name}-resume.part")


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0
