"""Looking at 10,000 series with 200,000 files, against `find` over the same tree."""

import asyncio
import gc
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.library.library import Library
from aniworldd.library.root import Machine, Root, open_root
from aniworldd.library.scan import Scan, scan
from aniworldd.store import Store
from tests.bench.figure import Figure

SERIES, EPISODES = 10_000, 18
_MEMORY = Path("/dev/shm")
_TICK = 0.005  # seconds


def figures() -> Sequence[Figure]:
    place = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place, prefix="aniworldd-bench-") as folder:
        library = Path(folder) / "library"
        fill(library)
        finding = _best(5, lambda: _find(library))
        root = open_root(library, None, machine=Machine.observe(), new_id=lambda: "1", now=_later())
        with root:
            looks = _looks(root)
        state = Path(folder) / "state"
        late = asyncio.run(_look(state, library))[1]  # all is new
        kept, late_again = _in_a_process_of_its_own(state, library)
        shutil.rmtree(library)
    of_find = [
        Figure(f"{name}, of find", seconds / finding, limit, "<=", "x")
        for (name, limit), seconds in zip(_LIMITS, looks, strict=True)
    ]
    return [
        *of_find,
        Figure("kept in memory by library and state", kept, 25.0, "<=", "MiB"),
        Figure("the loop is late at most, all files new", late, 0.1, "<=", "s"),
        Figure("the loop is late at most, after a restart", late_again, 0.1, "<=", "s"),
    ]


_LIMITS = (("a first look, no name known", 10.0), ("every folder listed", 1.5), ("unchanged", 0.3))


def _looks(root: Root) -> tuple[float, float, float]:
    known = scan(root, {}, Scan(), _later())
    full = replace(known, trusted=False)
    return (
        _best(3, lambda: scan(root, {}, Scan(), _later())),
        _best(5, lambda: scan(root, {}, full, _later())),
        _best(5, lambda: scan(root, {}, known, _later())),
    )


def _in_a_process_of_its_own(state: Path, library: Path) -> tuple[float, float]:
    """What `_look` answers where nothing was allocated before."""
    call = [sys.executable, "-m", "tests.bench.library", str(state), str(library)]
    said = subprocess.run(call, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


async def _look(state: Path, library: Path) -> tuple[float, float]:
    """MiB that library and state keep after a look, and how late the loop was meanwhile."""
    clock, before = SystemClock(), _resident()
    store = Store.open(state, now=clock.now)
    parts = Library(
        store, library, clock=clock, disk=Disk(clock), new_id=lambda: "1", publish=lambda _: None
    )
    late = await _lateness(parts.look({}, anew=True))
    await store.durable()
    assert len(parts.shelf().files) == SERIES
    gc.collect()
    kept = _resident() - before
    parts.close()
    store.close()
    return kept, late


async def _lateness(look: Coroutine[object, None, None]) -> float:
    """Seconds that the loop came too late at worst while `look` ran."""
    task, worst = asyncio.create_task(look), 0.0
    while not task.done():
        begin = perf_counter()
        await asyncio.sleep(_TICK)
        worst = max(worst, perf_counter() - begin - _TICK)
    await task
    return worst


def _best(times: int, work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(times):
        begin = perf_counter()
        work()
        seconds.append(perf_counter() - begin)
    return min(seconds)  # what else runs on the machine is not to be measured


def _find(folder: Path) -> None:
    subprocess.run(f"find '{folder}' -type f | wc -l", shell=True, check=True, capture_output=True)


def _later() -> datetime:
    """When the tree has been still for long."""
    return datetime.now(UTC) + timedelta(hours=1)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) / 256


def fill(library: Path) -> None:
    for number in range(SERIES):
        name = f"Some Longer Name of a Series {number:05}"
        series = library / f"{name} ({1980 + number % 45})"
        seasons = 1 + number % 2
        for season in range(1, seasons + 1):
            folder = series / f"Season {season:02}"
            folder.mkdir(parents=True)
            for episode in range(1, EPISODES // seasons + 1):
                code = f"S{season:02}E{episode:02}"
                (folder / f"{name} - {code} - Name of an Episode.mkv").write_bytes(b"x")
        (series / "tvshow.nfo").write_bytes(b"x")
        (series / "poster.jpg").write_bytes(b"x")


if __name__ == "__main__":
    print(*asyncio.run(_look(Path(sys.argv[1]), Path(sys.argv[2]))))
