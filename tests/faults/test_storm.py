"""Very many watch files at once: each counts once, and the daemon answers all the while."""

import asyncio
import gc
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from aniworldd.daemon import memory
from tests.faults import storm
from tests.faults.watching import watching

LATE = 0.1  # seconds that the loop may be late
TICK = 0.01
START = 1.0  # seconds in which the daemon starts, and imports what it watches with


@pytest.fixture(autouse=True)
def one_log(tmp_path: Path) -> Iterator[None]:
    """A file, as of a daemon; what pytest keeps of 2,000 problems costs more than finding them."""
    root = logging.getLogger()
    before = root.handlers
    with (tmp_path / "log").open("w") as file:
        root.handlers = [logging.StreamHandler(file)]
        yield
        root.handlers = before


@pytest.fixture(autouse=True)
def settling() -> Iterator[None]:
    """As of a daemon, too."""
    memory.settle()
    gc.collect()
    yield
    gc.callbacks.pop()
    gc.unfreeze()


class Lateness:
    """How late the running loop calls back what was due, at the worst.

    The time that a busy machine let our threads wait for a processor is not ours.
    """

    def __init__(self) -> None:
        self._all: list[float] = []
        self._task = asyncio.create_task(self._measure())

    def stop(self) -> float:
        """Seconds, the worst of all."""
        self._task.cancel()
        return max(self._all)

    async def _measure(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, before = loop.time() + TICK, _waited()
            await asyncio.sleep(TICK)
            late = loop.time() - due
            if late > LATE:
                late -= max(
                    (wait - before.get(task, 0) for task, wait in _waited().items()), default=0
                )
            self._all.append(late)


def _waited() -> dict[str, float]:
    """Of each of our threads, the seconds for which it could have run and had no processor."""
    found = {}
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread that ended; a kernel that does not count it
            found[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e9
    return found


async def weather(folder: Path, count: int, seconds: float) -> float:
    """Drop the files while a daemon runs, see each of them once; how late its loop was."""
    async with watching(folder) as watched:
        written = watched.daemon.parts.written
        await asyncio.sleep(START)
        lateness = Lateness()
        call = ("-m", "tests.faults.storm", watched.watchlist, str(count), str(seconds))
        dropping = await asyncio.create_subprocess_exec(sys.executable, *map(str, call))
        assert await dropping.wait() == 0
        good, bad = storm.good(count), storm.bad(count)
        await watched.sees(lambda: len(written.wishes.watches) == len(good), seconds=60)
        await asyncio.sleep(1)  # what follows from the last of them
        late = lateness.stop()
        links = Counter(watch.link for watch in written.wishes.watches)
        assert links == Counter(good)
        wanted = Counter(watch.link for watch in watched.daemon.parts.wants.in_force())
        assert wanted == Counter(good)
        broken = Counter(Path(problem.file).name for problem in written.wishes.problems)
        assert broken == Counter(bad)
        return late


async def test_hundreds_of_watch_files_count_once_each(tmp_path: Path) -> None:
    assert await weather(tmp_path, 500, 0.5) < LATE


@pytest.mark.slow
async def test_ten_thousand_watch_files_count_once_each(tmp_path: Path) -> None:
    assert await weather(tmp_path, 10_000, 10.0) < LATE
