"""The store's file calls: one small object, so that a test can put a failing disk behind it."""

import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Facts(NamedTuple):
    """What tells one version of a file from another. Asked for at each write, so a tuple."""

    device: int
    inode: int
    size: int  # bytes
    modified: int  # nanoseconds
    regular: bool


class Files(Protocol):
    """Every method raises `OSError` as the call of the same name does."""

    def open(self, path: Path, *, create: bool = False, read_only: bool = False) -> int:
        """A descriptor for reading, and for writing unless `read_only`; a new file is private."""
        ...

    def close(self, descriptor: int) -> None:
        """Give the descriptor back. Never raises: what counts was synced before."""
        ...

    def read(self, descriptor: int, size: int, offset: int) -> bytes:
        """At most `size` bytes; none at the end of the file."""
        ...

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        """How many bytes were taken, which may be fewer than given."""
        ...

    def sync(self, descriptor: int) -> None:
        """Return once the file's bytes survive a power cut."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Return once the names in the folder survive a power cut."""
        ...

    def lock(self, descriptor: int) -> None:
        """Hold the file alone until it is closed; `BlockingIOError` when another one does."""
        ...

    def facts(self, target: Path | int) -> Facts:
        """Of a path (links are not followed) or a descriptor."""
        ...

    def rename(self, old: Path, new: Path) -> None:
        """Give the file its new name; a file that has it already is replaced in the same moment."""
        ...

    def remove(self, path: Path) -> None: ...

    def make_folder(self, path: Path) -> None:
        """Create it with its parents, private; no error when it is there."""
        ...

    def protect_folder(self, path: Path) -> None:
        """Let nobody but the owner in."""
        ...

    def names(self, folder: Path) -> list[str]:
        """What the folder holds, sorted."""
        ...


class Disk:
    """The machine's own."""

    def open(self, path: Path, *, create: bool = False, read_only: bool = False) -> int:
        flags = os.O_RDONLY if read_only else os.O_RDWR
        return os.open(path, flags | (os.O_CREAT if create else 0), PRIVATE_FILE)

    def close(self, descriptor: int) -> None:
        with suppress(OSError):
            os.close(descriptor)

    def read(self, descriptor: int, size: int, offset: int) -> bytes:
        return os.pread(descriptor, size, offset)

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        return os.pwrite(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:
        os.fdatasync(descriptor)

    def sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lock(self, descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def facts(self, target: Path | int) -> Facts:
        found = os.fstat(target) if isinstance(target, int) else target.lstat()
        return Facts(
            found.st_dev,
            found.st_ino,
            found.st_size,
            found.st_mtime_ns,
            stat.S_ISREG(found.st_mode),
        )

    def rename(self, old: Path, new: Path) -> None:
        old.rename(new)

    def remove(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)

    def protect_folder(self, path: Path) -> None:
        path.chmod(PRIVATE_FOLDER)

    def names(self, folder: Path) -> list[str]:
        return sorted(path.name for path in folder.iterdir())


def write_all(files: Files, descriptor: int, data: bytes, offset: int) -> None:
    """Write every byte, in as many calls as the disk wants."""
    left = memoryview(data)
    while left:
        done = files.write(descriptor, left, offset)
        left = left[done:]
        offset += done


def replace_file(files: Files, path: Path, data: bytes) -> None:
    """Whole or not at all, private; it survives a power cut when this returns. `OSError`."""
    beside = path.with_name(f".{path.name}.new")
    files.make_folder(path.parent)
    with suppress(FileNotFoundError):
        files.remove(beside)  # of a write that was cut off
    descriptor = files.open(beside, create=True)
    try:
        write_all(files, descriptor, data, 0)
        files.sync(descriptor)
    finally:
        files.close(descriptor)
    files.rename(beside, path)
    files.sync_folder(path.parent)


def read_file(files: Files, path: Path) -> bytes:
    """The whole file."""
    descriptor = files.open(path, read_only=True)
    try:
        size = files.facts(descriptor).size
        parts: list[bytes] = []
        done = 0
        while part := files.read(descriptor, max(size - done, 1), done):
            parts.append(part)
            done += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        files.close(descriptor)


def refused(error: OSError) -> bool:
    """Whether the file may be whole and readable another time: rights, a disk, a network."""
    return not isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError)


def exists(files: Files, path: Path) -> bool:
    try:
        files.facts(path)
    except FileNotFoundError:
        return False
    return True
