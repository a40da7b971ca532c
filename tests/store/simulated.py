"""A disk in memory that counts its calls, fails at one of them, and forgets what was not synced."""

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TypeVar

from aniworldd.store.files import Facts

SECTOR = 512

T = TypeVar("T")


class PowerCut(BaseException):
    """The machine stops in the middle of a call."""


@dataclass(eq=False)
class Node:
    number: int
    data: bytearray = field(default_factory=bytearray)  # what a reader sees now
    safe: bytearray = field(default_factory=bytearray)  # what is on the platter
    version: int = 0


@dataclass
class Data:
    """Bytes on their way to the platter."""

    node: Node
    offset: int
    block: bytes


@dataclass
class Name:
    """A change of names on its way to the platter."""

    path: Path
    node: Node | None  # None: the name goes
    gone: Path | None = None  # the name it had before


class Torn(Enum):
    """What came through of the write that was under way."""

    NOTHING = "nothing"
    FRONT = "the first half of its sectors"
    BACK = "the other half, and the data that was written after it"


@dataclass(frozen=True)
class Fault:
    """What happens at call `at`: an error, before or after the work was done; or the end."""

    at: int
    number: int = 0  # of the error; 0: a power cut
    late: bool = False


class SimulatedDisk:
    """Satisfies `Files`; only what was synced survives `after_cut`."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.calls: list[str] = []
        self.fault = fault
        self.refused = ""  # a name that cannot be opened
        self.room: int | None = None  # bytes by which files can still grow
        self._names: dict[Path, Node] = {}
        self._safe_names: dict[Path, Node] = {}
        self._unsynced: list[Data | Name] = []
        self._open: dict[int, Node] = {}
        self._count = 0
        self._renamed = 0

    # what a test does with it

    @property
    def unsynced(self) -> int:
        return len(self._unsynced)

    def after_cut(self, kept: int = 0, torn: Torn = Torn.NOTHING) -> "SimulatedDisk":
        """The disk after a power cut that kept the first `kept` of what was not synced.

        It is there to be opened, not to be cut again.
        """
        copies: dict[Node, Node] = {}

        def copy(node: Node) -> Node:
            if node not in copies:
                copies[node] = Node(node.number, bytearray(node.safe))
            return copies[node]

        names = {path: copy(node) for path, node in self._safe_names.items()}
        for step in self._unsynced[:kept]:
            if isinstance(step, Data):
                _put(copy(step.node).data, step.offset, step.block)
            else:
                _name(names, step.path, copy(step.node) if step.node else None, step.gone)
        for step in _through(self._unsynced[kept:], torn):
            _put(copy(step.node).data, step.offset, step.block)
        return self._from(names)

    def after_rest(self) -> "SimulatedDisk":
        """A copy of the disk after it had the time to write everything."""
        disk = self.after_kill()
        for node in disk._names.values():
            node.safe[:] = node.data
        disk._safe_names = dict(disk._names)
        return disk

    def after_kill(self) -> "SimulatedDisk":
        """The disk after the process alone was killed."""
        names = {
            path: Node(node.number, bytearray(node.data)) for path, node in self._names.items()
        }
        return self._from(names)

    def _from(self, names: dict[Path, Node]) -> "SimulatedDisk":
        disk = SimulatedDisk()
        disk._names = names
        disk._count = self._count
        return disk

    # Files

    def open(self, path: Path, *, create: bool = False, read_only: bool = False) -> int:
        def work() -> int:
            if path.name == self.refused:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
            if path not in self._names:
                if not create:
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
                self._rename(Name(path, self._new()))
            self._count += 1
            self._open[self._count] = self._names[path]
            return self._count

        return self._call(f"open {path.name}", work)

    def close(self, descriptor: int) -> None:
        del self._open[descriptor]
        with suppress(OSError):
            self._call("close", lambda: None)

    def read(self, descriptor: int, size: int, offset: int) -> bytes:
        node = self._open[descriptor]
        return self._call("read", lambda: bytes(node.data[offset : offset + size]))

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        node = self._open[descriptor]

        def work() -> int:
            # a second write takes the rest, as disks may
            block = bytes(data[: max(len(data) * 2 // 3, 4096)])
            self._take(offset + len(block) - len(node.data))
            _put(node.data, offset, block)
            node.version += 1
            self._unsynced.append(Data(node, offset, block))
            return len(block)

        return self._call("write", work)

    def sync(self, descriptor: int) -> None:
        node = self._open[descriptor]

        def work() -> None:
            for step in self._of(node):
                _put(node.safe, step.offset, step.block)
            self._forget(node)

        # after an error the kernel believes that the pages are clean: nobody writes them any more
        self._call("sync", work, otherwise=lambda: self._forget(node))

    def sync_folder(self, folder: Path) -> None:
        def work() -> None:
            for step in self._unsynced:
                if isinstance(step, Name):
                    _name(self._safe_names, step.path, step.node, step.gone)
            self._unsynced = [step for step in self._unsynced if isinstance(step, Data)]

        self._call("sync folder", work)

    def lock(self, descriptor: int) -> None:
        self._call("lock", lambda: None)

    def facts(self, target: Path | int) -> Facts:
        def work() -> Facts:
            if isinstance(target, int):
                node = self._open[target]
            elif target in self._names:
                node = self._names[target]
            elif any(path.parent == target for path in self._names):
                return Facts(1, 0, 0, self._renamed, False)
            else:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target))
            return Facts(1, node.number, len(node.data), node.version, True)

        return self._call("facts", work)

    def rename(self, old: Path, new: Path) -> None:
        def work() -> None:
            node = self._names.get(old)
            if node is None:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(old))
            # one step: a rename is never half done
            self._rename(Name(new, node), gone=old)

        self._call(f"rename {old.name} {new.name}", work)

    def remove(self, path: Path) -> None:
        def work() -> None:
            if path not in self._names:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
            if self.room is not None:
                self.room += len(self._names[path].data)
            self._rename(Name(path, None))

        self._call(f"remove {path.name}", work)

    def make_folder(self, path: Path) -> None:
        self._call("make folder", lambda: None)

    def protect_folder(self, path: Path) -> None:
        self._call("protect folder", lambda: None)

    def names(self, folder: Path) -> list[str]:
        return self._call("names", lambda: sorted(path.name for path in self._names))

    # below

    def _call(
        self, what: str, work: Callable[[], T], otherwise: Callable[[], None] | None = None
    ) -> T:
        self.calls.append(what)
        fault = self.fault
        if fault is None or len(self.calls) != fault.at:
            return work()
        if fault.late or not fault.number:
            work()
        elif otherwise is not None:
            otherwise()
        if not fault.number:
            raise PowerCut
        raise OSError(fault.number, os.strerror(fault.number))

    def _take(self, size: int) -> None:
        if self.room is not None and size > 0:
            if size > self.room:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.room -= size

    def _new(self) -> Node:
        self._count += 1
        return Node(self._count)

    def _rename(self, step: Name, gone: Path | None = None) -> None:
        _name(self._names, step.path, step.node, gone)
        self._renamed += 1
        step.gone = gone
        self._unsynced.append(step)

    def _of(self, node: Node) -> list[Data]:
        return [step for step in self._unsynced if isinstance(step, Data) and step.node is node]

    def _forget(self, node: Node) -> None:
        self._unsynced = [
            step for step in self._unsynced if isinstance(step, Name) or step.node is not node
        ]


def _through(steps: Sequence[Data | Name], torn: Torn) -> list[Data]:
    """The data that a disk has written out of turn; names keep their order."""
    if not steps or torn is Torn.NOTHING or not isinstance(first := steps[0], Data):
        return []
    middle = len(first.block) // 2 // SECTOR * SECTOR
    if torn is Torn.FRONT:
        return [Data(first.node, first.offset, first.block[:middle])]
    back = Data(first.node, first.offset + middle, first.block[middle:])
    return [back, *(step for step in steps[1:] if isinstance(step, Data))]


def _put(data: bytearray, offset: int, block: bytes) -> None:
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    data[offset : offset + len(block)] = block


def _name(names: dict[Path, Node], path: Path, node: Node | None, gone: Path | None) -> None:
    if gone is not None:
        names.pop(gone, None)
    if node is None:
        names.pop(path, None)
    else:
        names[path] = node
