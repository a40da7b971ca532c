"""The library's root folder: held open, recognised by its mark, and away when in doubt."""

import json
import os
import re
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from types import TracebackType
from typing import Self

from aniworldd.errors import NO_ROOM, LibraryAway, LibraryStrange
from aniworldd.library import beneath

MARK = ".aniworldd-root"
WORK = ".aniworldd"  # parts in progress; on the same file system, so that a rename is enough

_NEW_MARK = ".aniworldd-root.new"
_MARK_LIMIT = 4096  # bytes
_ACCEPT = "if this is right, `aniworldd root accept` says so"
_ESCAPED = re.compile(r"\\([0-7]{3})")
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class RootMemory:
    """What the state remembers of a root."""

    directory: str
    id: str  # the identity; what follows is only compared within one boot
    device: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What the system says about boots and mounts."""

    boot_id: str
    fstab: str
    mounts: str  # as /proc/self/mountinfo

    @classmethod
    def observe(cls) -> Self:
        return cls(
            _text(Path("/proc/sys/kernel/random/boot_id")).strip(),
            _text(Path("/etc/fstab")),
            _text(Path("/proc/self/mountinfo")),
        )

    def unmounted(self, directory: Path) -> str | None:
        """The mount point of fstab that `directory` lies on and where nothing is mounted."""
        mounted = {_field(line, 4) for line in self.mounts.splitlines()}
        for line in self.fstab.splitlines():
            point = _field(line, 1)
            if line.lstrip().startswith("#") or not point.startswith("/"):
                continue
            point = os.path.normpath(point)
            if directory.is_relative_to(point) and point not in mounted | {"/"}:
                return point
        return None


class Root:
    """A root that was recognised. Whatever is opened below it is opened from the held folder.

    An unmounted disk therefore never shows as an empty library, and nothing is ever written to the
    bare mount point.
    """

    def __init__(self, directory: Path, fd: int, memory: RootMemory) -> None:
        self.directory = directory
        self.fd = fd
        self.memory = memory  # to be remembered

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder; called once."""
        os.close(self.fd)

    def check(self) -> None:
        """Raise `LibraryAway` unless this is still the root that was opened, and in its place."""
        try:
            held, there = os.fstat(self.fd), self.directory.stat()
        except OSError as error:
            raise LibraryAway(f"{self.directory} cannot be reached: {error.strerror}") from error
        if (held.st_dev, held.st_ino) != (there.st_dev, there.st_ino):
            raise LibraryAway(f"another folder lies at {self.directory} than before")
        _recognise(self.directory, _read_mark(self.directory, self.fd), self.memory)

    def free(self) -> int:
        """Bytes that we may still write; raises `LibraryAway`."""
        try:
            figures = os.fstatvfs(self.fd)
        except OSError as error:
            raise LibraryAway(f"{self.directory} cannot be reached: {error.strerror}") from error
        return figures.f_bavail * figures.f_frsize

    @property
    def base(self) -> Path:
        """The held folder as a path: wherever it is mounted, it never leads to another folder.

        By our process's number, so that programs that we start may use it too.
        """
        return Path(f"/proc/{os.getpid()}/fd/{self.fd}")


def open_root(
    directory: Path,
    memory: RootMemory | None,
    *,
    machine: Machine,
    new_id: Callable[[], str],
    now: datetime,
) -> Root:
    """Open the root and recognise it; without a memory of it, take or make its mark.

    Raises `LibraryAway` with the sentence that says why it cannot be trusted.
    """
    with ExitStack() as failed:
        fd = _open(directory)
        failed.callback(os.close, fd)
        mark = _read_mark(directory, fd)
        device = _device(directory, fd)
        if memory is None or memory.directory != str(directory):
            mark = mark or _first_mark(directory, fd, machine, new_id(), now)
        else:
            _recognise(directory, mark, memory)
            if machine.boot_id == memory.boot_id != "" and device != memory.device:
                raise LibraryStrange(f"another file system is mounted at {directory}; {_ACCEPT}")
            mark = memory.id
        failed.pop_all()
    return Root(directory, fd, RootMemory(str(directory), mark, device, machine.boot_id))


def accept(
    directory: Path, *, machine: Machine, new_id: Callable[[], str], now: datetime
) -> RootMemory:
    """A person says that this is the root: take its mark, or make one; the answer is remembered.

    Raises `LibraryAway` when it cannot be used at all.
    """
    fd = _open(directory)
    try:
        mark: str | None = None
        with suppress(LibraryAway):  # a damaged mark is replaced
            mark = _read_mark(directory, fd)
        if mark is None:
            mark = new_id()
            _write_mark(directory, fd, mark, now)
        return RootMemory(str(directory), mark, _device(directory, fd), machine.boot_id)
    finally:
        os.close(fd)


def _open(directory: Path) -> int:
    try:
        fd = os.open(directory, _OPEN)
    except FileNotFoundError as error:
        raise LibraryAway(f"the library folder {directory} does not exist") from error
    except NotADirectoryError as error:
        raise LibraryAway(f"the library {directory} is not a folder") from error
    except PermissionError as error:
        raise LibraryAway(f"the library folder {directory} may not be read") from error
    except OSError as error:
        raise LibraryAway(
            f"the library folder {directory} cannot be opened: {error.strerror}"
        ) from error
    if not os.access(".", os.R_OK | os.X_OK, dir_fd=fd, effective_ids=True):
        os.close(fd)
        raise LibraryAway(f"the library folder {directory} may not be read")
    if not os.access(".", os.W_OK, dir_fd=fd, effective_ids=True):
        os.close(fd)
        raise LibraryAway(f"the library folder {directory} may not be written to")
    return fd


def _device(directory: Path, fd: int) -> int:
    try:
        return os.fstat(fd).st_dev
    except OSError as error:
        raise LibraryAway(f"{directory} cannot be reached: {error.strerror}") from error


def _recognise(directory: Path, mark: str | None, memory: RootMemory) -> None:
    if mark is None:
        raise LibraryStrange(
            f"{directory} has no mark ({MARK}), so the library is not there; {_ACCEPT}"
        )
    if mark != memory.id:
        raise LibraryStrange(f"{directory} has the mark of another library; {_ACCEPT}")


def _read_mark(directory: Path, fd: int) -> str | None:
    """The id in the mark; None without one. Raises `LibraryAway` when there is no telling."""
    try:
        with os.fdopen(beneath.open_file(fd, PurePath(MARK), os.O_RDONLY), "rb") as file:
            content = file.read(_MARK_LIMIT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryAway(f"the mark of {directory} cannot be read: {error.strerror}") from error
    with suppress(ValueError):
        document = json.loads(content)
        if isinstance(document, dict) and isinstance(document.get("id"), str) and document["id"]:
            return str(document["id"])
    raise LibraryStrange(f"the mark {directory / MARK} is damaged; {_ACCEPT}")


def _first_mark(directory: Path, fd: int, machine: Machine, id: str, now: datetime) -> str:
    point = machine.unmounted(Path(os.path.realpath(directory)))
    if point is not None:
        raise LibraryAway(f"{point} is a mount point in /etc/fstab, and nothing is mounted there")
    _write_mark(directory, fd, id, now)
    return id


def _write_mark(directory: Path, fd: int, id: str, now: datetime) -> None:
    document = {"id": id, "made_at": now.isoformat(), "product": "aniworldd"}
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        with os.fdopen(beneath.open_file(fd, PurePath(_NEW_MARK), flags), "wb") as file:
            file.write(json.dumps(document).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.rename(_NEW_MARK, MARK, src_dir_fd=fd, dst_dir_fd=fd)
        os.fsync(fd)
    except OSError as error:
        full = error.errno in NO_ROOM
        why = "the disk is full" if full else error.strerror
        raise LibraryAway(f"the mark of {directory} cannot be written: {why}") from error


def _field(line: str, index: int) -> str:
    """A field of fstab or mountinfo, whose blanks are written as \\040."""
    fields = line.split()
    return _ESCAPED.sub(lambda m: chr(int(m[1], 8)), fields[index]) if index < len(fields) else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""  # a system without it says nothing about mounts and boots
