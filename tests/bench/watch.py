"""From a save to its being in force, and how often a daemon wakes that has nothing to do."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.bench.figure import Figure
from tests.faults import edits
from tests.faults.watching import Watching, watching

ROUNDS, SAVES = 5, 10  # each
REST = 10.0  # seconds


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as name:
        delays = asyncio.run(_delays(Path(name)))
        wakes, by_thread = _wakes(Path(name) / "idle")
    return [
        Figure(
            f"median of {len(delays)} saves until in force", statistics.median(delays), 1, "<=", "s"
        ),
        Figure("99th percentile of them", _percentile(delays, 0.99), 1, "<=", "s"),
        Figure(f"wake-ups at rest ({by_thread})", wakes, 4, "<=", "/s"),
    ]


async def _delays(folder: Path) -> list[float]:
    """Seconds from the end of each write until the settings show it."""
    random = Random(1)
    async with watching(folder / "saves") as watched:
        await asyncio.sleep(3)
        return [await _delay(watched, number, random) for number in range(1, ROUNDS * SAVES + 1)]


async def _delay(watched: Watching, number: int, random: Random) -> float:
    await asyncio.sleep(0.5 + random.random() * 2)  # at any moment of the daemon's own rhythm
    version = edits.version(number, random, watched.rest, valid=True)
    name = random.choice(("rename over", "cut first", "in place"))
    for _ in edits.WAYS[name](watched.config, version.data, random):
        pass
    begin = time.perf_counter()
    await watched.takes(version, seconds=10)
    return time.perf_counter() - begin


def _wakes(folder: Path) -> tuple[float, str]:
    """Voluntary switches a second of a daemon's threads while nothing happens, and whose."""
    for part in ("watchlist", "library", "state"):
        (folder / part).mkdir(parents=True)
    config = folder / "config.yaml"
    config.write_text(
        f"data_dir: {folder}/state\nlibrary: {{directory: {folder}/library}}\n"
        "server: {port: 0}\nlogging: {level: ERROR}\n"
    )
    process = subprocess.Popen([sys.executable, "-m", "aniworldd", "run", "--config", config])
    try:
        time.sleep(8)
        assert process.poll() is None
        before = _switches(process.pid)
        time.sleep(REST)
        after = _switches(process.pid)
    finally:
        process.terminate()
        process.wait()
    each = sorted((count - before.get(task, 0)) / REST for task, count in after.items())
    return sum(each), " + ".join(f"{rate:g}" for rate in reversed(each) if rate)


def _switches(pid: int) -> dict[str, int]:
    """Of each thread, how often it waited for something."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                found[task.name] = int(line.split()[1])
    return found


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
