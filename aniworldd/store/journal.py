"""The journal: two files, filled with zeros once and used in turn.

An append would change the file's size, and with it the file system's own records: four blocks
instead of one. When a life outgrows the file it grows by another piece, and keeps that size.
Stale lines of a former life are older than the snapshot and therefore never read.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from aniworldd.errors import StoreError
from aniworldd.store.files import Files, read_file, refused, write_all
from aniworldd.store.lines import Head, Line, compose, compose_head, read_head, read_lines

PIECE = 256 * 1024  # bytes
NAMES = ("journal.a", "journal.b")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the pair, as it was found."""

    name: str
    raw: bytes = b""
    head: Head | None = None
    flaw: str = ""  # why it cannot be what it should be
    refused: bool = False  # the disk did not give it; it may be whole
    lines: tuple[Line, ...] = ()  # the good ones that count

    @property
    def blank(self) -> bool:
        return not self.raw.strip(b"\0")

    def read(self, after: int) -> "Part":
        """With the lines that are newer than `after` or belong to the life of the head."""
        if self.head is not None:
            after = min(after, self.head.after)
        return replace(self, lines=tuple(read_lines(self.raw, after)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the journal goes on."""

    name: str
    life: int
    offset: int
    size: int
    after: int  # the last sequence of the other file
    sequence: int  # the last one written


class Journal:
    """Writes changes; not for two threads at once.

    `due` says that it is time to fold: the other file was taken into use, or has to be soon.
    """

    def __init__(
        self, files: Files, folder: Path, place: Place, *, folded: int, limit: int
    ) -> None:
        self._files = files
        self._folder = folder
        self._name = place.name
        self._life = place.life
        self._offset = place.offset
        self._size = place.size
        self._after = place.after
        self._sequence = place.sequence
        self._since = place.offset  # bytes written since the last fold
        self._folded = folded  # the sequence up to which a snapshot holds everything
        self._limit = max(PIECE, limit)
        self._descriptor = files.open(folder / place.name)
        self.due = False

    @property
    def life(self) -> int:
        return self._life

    @property
    def sequence(self) -> int:
        return self._sequence

    def write(self, changes: Sequence[tuple[int, bytes]]) -> None:
        """Return once the changes, given with their sequence, are safe; `OSError` otherwise.

        The same changes may be given again after an error.
        """
        first = changes[0][0]
        block = b"".join(compose(sequence, first, payload) for sequence, payload in changes)
        if self._since + len(block) > self._limit:
            self._make_room()
        self._put(block)
        self._since += len(block)
        self._offset += len(block)
        self._sequence = changes[-1][0]

    def folded(self, sequence: int, size: int) -> None:
        """A snapshot of that size holds everything up to `sequence`."""
        self._folded = max(self._folded, sequence)
        self._limit = max(PIECE, size)

    def postpone(self) -> None:
        """Folding failed: try again after another piece."""
        self._limit = self._since + PIECE

    def judge_name(self) -> None:
        """Raise `StoreError` when the file has lost its name: nobody would ever read it."""
        path = self._folder / self._name
        own = self._files.facts(self._descriptor)
        try:
            named = self._files.facts(path)
        except FileNotFoundError:
            named = None
        if named is None or (named.device, named.inode) != (own.device, own.inode):
            raise StoreError(
                f"{path} was replaced or removed while aniworldd was running; nothing more is "
                "written to the state until it is started again"
            )

    def close(self) -> None:
        self._files.close(self._descriptor)

    def _make_room(self) -> None:
        """Ask for a fold, and go on in the other file when nothing in it is needed any more."""
        if self._after <= self._folded:
            # a failure costs nothing: this file can grow
            with suppress(OSError):
                self._switch()
        self._since = 0
        self.due = True

    def _switch(self) -> None:
        other = next(name for name in NAMES if name != self._name)
        life, after = self._life + 1, self._sequence
        head = compose_head(life, after)
        descriptor = self._files.open(self._folder / other)
        try:
            write_all(self._files, descriptor, head, 0)
            self._files.sync(descriptor)
            size = self._files.facts(descriptor).size
        except OSError:
            self._files.close(descriptor)
            raise
        old, self._descriptor = self._descriptor, descriptor
        self._name, self._life, self._after = other, life, after
        self._offset, self._size = len(head), size
        self._files.close(old)

    def _put(self, block: bytes) -> None:
        self._grow(self._offset + len(block))
        write_all(self._files, self._descriptor, block, self._offset)
        self._files.sync(self._descriptor)

    def _grow(self, end: int) -> None:
        """Let the file reach that far; zeros come first, so that one cut short can be told."""
        if end > self._size:
            zeros = bytes(_rounded(end) - self._size)
            write_all(self._files, self._descriptor, zeros, self._size)
            self._files.sync(self._descriptor)
            self._size = _rounded(end)


def create(files: Files, folder: Path, name: str, *, life: int, after: int) -> None:
    """A whole new file, or none at all; `OSError` when there is no room."""
    beside = folder / f"{name}.tmp"
    head = compose_head(life, after)
    with suppress(FileNotFoundError):
        files.remove(beside)
    descriptor = files.open(beside, create=True)
    try:
        write_all(files, descriptor, head + bytes(PIECE - len(head)), 0)
        files.sync(descriptor)
    finally:
        files.close(descriptor)
    files.rename(beside, folder / name)


def read(files: Files, folder: Path, name: str) -> Part:
    """What the file holds, or why it cannot be read."""
    try:
        raw = read_file(files, folder / name)
    except FileNotFoundError:
        return Part(name, flaw="it is missing")
    except OSError as error:
        return Part(name, flaw=f"it cannot be read: {error.strerror}", refused=refused(error))
    head = read_head(raw)
    if not raw:
        return Part(name, flaw="it is empty")
    # a file that was growing when the power went ends in zeros
    if len(raw) < PIECE or (len(raw) % PIECE and raw[-1]):
        return Part(name, raw, head, "it is cut short")
    return Part(name, raw, head, "" if head else "its first line is damaged")


def wipe(files: Files, folder: Path, name: str, start: int, end: int) -> None:
    """Put zeros over lines that a power cut tore, so that none of them comes back later."""
    descriptor = files.open(folder / name)
    try:
        write_all(files, descriptor, bytes(end - start), start)
        files.sync(descriptor)
    finally:
        files.close(descriptor)


def _rounded(size: int) -> int:
    return -(-size // PIECE) * PIECE
