"""Every path below a root, opened from its held folder, and never through a link.

The kernel holds that (`openat2` with `RESOLVE_BENEATH`); an older one is asked for one component
at a time with `O_NOFOLLOW`. No name and no race leads out of the root.
"""

import ctypes
import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path, PurePath

from aniworldd.errors import Conflict, InvalidRequest
from aniworldd.naming import safe

FOLDER_MODE = 0o775  # less the umask

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
NOT_A_FOLDER = {errno.ELOOP, errno.ENOTDIR}  # a link or a file
VANISHED = NOT_A_FOLDER | {errno.ENOENT}  # gone, or a link or a file in its place
NOT_THERE = VANISHED | {errno.EACCES, errno.EISDIR, errno.ENXIO}

_OPENAT2 = 437  # the same on every machine
_SIZE_OF_HOW = 24
_NO_OPENAT2 = {errno.ENOSYS, errno.EPERM, errno.EAGAIN}  # EPERM: a sandbox; EAGAIN: a race

_NOREPLACE = 1  # RENAME_NOREPLACE
_EXCHANGE = 2  # RENAME_EXCHANGE
_UNABLE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}
_NO_LINKS = _UNABLE | {errno.EPERM, errno.EMLINK}  # EPERM is what FAT answers


def components(path: PurePath) -> tuple[str, ...]:
    """The names in a path below a root; raises `InvalidRequest` when it could lead elsewhere."""
    parts = path.parts
    if path.is_absolute() or not parts or ".." in parts or "\0" in str(path):
        raise InvalidRequest(f"{str(path)!r} is not a path below the library")
    return parts


@contextmanager
def folder(root: int, path: PurePath) -> Iterator[int]:
    """The folder at `path` below the held folder `root`; raises `OSError`."""
    held = open_listed(root, "/".join(components(path)) if path.parts else "")
    try:
        yield held
    finally:
        os.close(held)


def open_listed(root: int, path: str) -> int:
    """The folder at a path made of names that a listing gave; "" is the root. To be closed.

    Raises `OSError`.
    """
    if not path:
        return os.dup(root)
    if "/" not in path:  # one name cannot lead further than its flags let it
        return os.open(path, _FOLDER, dir_fd=root)
    held = _open_at_once(root, path)
    return _open_in_turn(root, path.split("/")) if held is None else held


def _open_in_turn(root: int, names: Iterable[str]) -> int:
    held = os.dup(root)
    for name in names:
        try:
            inner = os.open(name, _FOLDER, dir_fd=held)
        finally:
            os.close(held)
        held = inner
    return held


class _OpenHow(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


_BENEATH = _OpenHow(_FOLDER, 0, 0x08 | 0x04)  # RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS
_HOW = ctypes.byref(_BENEATH)


def _open_at_once(root: int, path: str) -> int | None:
    """None where the kernel cannot; raises `OSError`."""
    name = path.encode("utf-8", "surrogateescape")  # as `os.fsencode`
    held: int = _syscall()(_OPENAT2, root, name, _HOW, _SIZE_OF_HOW)
    if held >= 0:
        return held
    number = ctypes.get_errno()
    if number in _NO_OPENAT2:
        return None
    raise OSError(number, os.strerror(number), path)


def make_folders(root: int, path: PurePath) -> PurePath:
    """Make what is missing of `path`, each made name durable; the answer is the path as it is.

    A folder that differs only in case or normal form is that folder: never two for one name.
    """
    found = PurePath()
    for name in components(path):
        with folder(root, found) as above:
            found /= _enter_or_make(above, name)
    return found


def as_it_is(root: int, path: PurePath) -> PurePath:
    """`path` with the names of those of its folders that are there in another case or form."""
    found = PurePath()
    for name in components(path):
        there = None
        with suppress(FileNotFoundError), folder(root, found) as above:
            there = twin(above, name)
        found /= there or name
    return found


def open_file(root: int, path: PurePath, flags: int, mode: int = 0o666) -> int:
    """A file below `root`, never through a link and never waiting; raises `OSError`."""
    *folders, name = components(path)
    flags |= os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with folder(root, PurePath(*folders)) as above:
        return os.open(name, flags, mode, dir_fd=above)


def open_part(path: Path) -> int:
    """A download in its own folder, for reading; not when a link has its name. Raises `OSError`."""
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def remove(above: int, name: str) -> None:
    """A file or a link in a held folder; raises `OSError`."""
    os.unlink(name, dir_fd=above)


def remove_folder(above: int, name: str) -> None:
    """A folder in a held one, when it is empty; raises `OSError`."""
    os.rmdir(name, dir_fd=above)


def visit(held: int) -> None:
    """Say that somebody is at a held folder now; raises `OSError`."""
    os.utime(held)


def names(held: int) -> list[str]:
    """What is in a held folder; raises `OSError`."""
    return os.listdir(held)


def twin(above: int, name: str) -> str | None:
    """The name in this folder that a file system without case would take for `name`, if any."""
    folded = safe.fold(name)
    there = names(above)
    if name in there:
        return name
    twins = sorted(other for other in there if safe.fold(other) == folded)
    return twins[0] if twins else None


def rename_new(source: int, name: str, target: int, new: str) -> None:
    """Give a file in the folder `source` its new name in `target`; never replaces anything.

    Raises `FileExistsError`, or `OSError` with `EOPNOTSUPP` where the file system offers neither a
    rename that refuses to replace nor hard links.
    """
    try:
        _renameat2(source, name, target, new, _NOREPLACE)
    except OSError as error:
        if error.errno not in _UNABLE:
            raise
        _link(source, name, target, new)


def exchange(one: int, name: str, other: int, its: str) -> bool:
    """Let two files change their names in one step; says whether the file system can.

    Raises `OSError`.
    """
    try:
        _renameat2(one, name, other, its, _EXCHANGE)
    except OSError as error:
        if error.errno in _UNABLE:
            return False
        raise
    return True


@cache
def _syscall() -> Callable[..., int]:
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.argtypes = (
        ctypes.c_long,
        ctypes.c_int,
        ctypes.c_char_p,
        ctypes.c_void_p,
        ctypes.c_size_t,
    )
    call.restype = ctypes.c_long
    return call


def _renameat2(source: int, name: str, target: int, new: str, flags: int) -> None:
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(source, os.fsencode(name), target, os.fsencode(new), flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), new)


def _link(source: int, name: str, target: int, new: str) -> None:
    try:
        os.link(name, new, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP), new) from error
    os.fsync(target)
    remove(source, name)


def _enter_or_make(above: int, name: str) -> str:
    found = twin(above, name)
    if found is None:
        with suppress(FileExistsError):  # somebody was faster
            os.mkdir(name, FOLDER_MODE, dir_fd=above)
        os.fsync(above)
        found = name
    try:
        os.close(os.open(found, _FOLDER, dir_fd=above))
    except OSError as error:
        if error.errno not in NOT_A_FOLDER:
            raise
        raise Conflict(
            f"{found!r} is in the way: a folder is needed, not a link or file"
        ) from error
    return found
