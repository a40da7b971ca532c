"""Figures of the machine, from /proc and the system: a service may not see all of them."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")
_MEMORY = Path("/proc/meminfo")
_MIB = 1024**2


@dataclass(frozen=True, slots=True)
class Figures:
    cpu: float  # per cent, since the figures were asked for last
    memory: float  # per cent
    memory_available: float  # MiB
    disk: float  # per cent, of the disk with the state
    disk_free: float  # MiB


class Machine:
    """Remembers what the processors had done when it was asked last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = _ticks()

    def figures(self) -> Figures:
        """Blocking; raises `OSError` when the folder cannot be reached."""
        before, self._before = self._before, _ticks()
        total = self._before[1] - before[1]
        cpu = 100 * (self._before[0] - before[0]) / total if total > 0 else 0.0
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        available = _available()
        disk = os.statvfs(self._folder)
        return Figures(
            cpu=round(cpu, 1),
            memory=round(100 * (size - available) / size, 1),
            memory_available=round(available / _MIB, 1),
            disk=round(100 * (1 - disk.f_bavail / max(disk.f_blocks, 1)), 1),
            disk_free=round(disk.f_bavail * disk.f_frsize / _MIB, 1),
        )


def _ticks() -> tuple[int, int]:
    """Busy, and all."""
    with suppress(OSError, ValueError, IndexError):
        numbers = [int(word) for word in _STAT.read_text().splitlines()[0].split()[1:9]]
        return sum(numbers) - numbers[3] - numbers[4], sum(numbers)
    return 0, 0


def _available() -> int:
    """Bytes that programs may still have."""
    with suppress(OSError, ValueError):
        for line in _MEMORY.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
