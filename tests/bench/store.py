"""What one durable change costs, in bytes and in time, beside sqlite doing the same."""

import asyncio
import json
import os
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from aniworldd.store import Store
from aniworldd.store.files import Disk
from tests.bench.figure import Figure

SMALL, LARGE = 1_000, 100_000
BLOCK = 4096
ROUNDS = 12
CHANGES = 1_000  # in a round: sqlite moves its log into the database once
SERIES = 6_000  # changes for the bytes: enough for the journal to grow


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DISK")) as name:
        folder = Path(name)
        small, large = _Ours(folder / "small", SMALL), _Ours(folder / "large", LARGE)
        sqlite = _Sqlite(folder / "sqlite", LARGE)
        written = large.bytes_per_change()
        size, called = _ratios(large.change, [small.change, sqlite.change])
        size_awaited, awaited = _ratios(large.wait, [small.wait, sqlite.wait])
        loading = large.loading()
        for one in (small, large, sqlite):
            one.close()
    return [
        Figure("durable change among 100,000: blocks written", written, 4.5, "<=", "kB"),
        Figure("durable change: among 100,000 to among 1,000", size, 1.2, "<=", "x"),
        Figure("the same, awaited on a loop", size_awaited, 1.2, "<=", "x"),
        Figure("durable change: ours to sqlite WAL FULL", called, 1.0, "<=", "x"),
        Figure("the same, both awaited on a loop", awaited, 1.1, "<=", "x"),
        Figure("opening a state of 100,000 records", loading, 1.5, "<=", "s"),
    ]


def _ratios(ours: Callable[[], float], others: Sequence[Callable[[], float]]) -> list[float]:
    """The median of ours to each, in rounds that take turns."""
    rounds: list[list[float]] = []
    for number in range(ROUNDS):
        if number % 2:
            mine = ours()
            rounds.append([mine / one() for one in others])
        else:
            times = [one() for one in others]
            mine = ours()
            rounds.append([mine / time for time in times])
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _record(number: int) -> dict[str, str | int]:
    return {
        "title": f"series-{number % 400}",
        "season": number % 9,
        "number": number,
        "state": "pending",
        "url": f"https://catalogue.example/anime/stream/series-{number % 400}/episode-{number}",
        "plot": "x" * 250,
    }


class _Counting(Disk):
    """Counts the blocks that each sync has to bring to the disk."""

    def __init__(self) -> None:
        self.blocks = 0
        self._dirty: set[tuple[int, int]] = set()

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        done = super().write(descriptor, data, offset)
        first, last = offset // BLOCK, (offset + done - 1) // BLOCK
        self._dirty |= {(descriptor, block) for block in range(first, last + 1)}
        return done

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        mine = {one for one in self._dirty if one[0] == descriptor}
        self.blocks += len(mine)
        self._dirty -= mine


class _Ours:
    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        self._count = count
        self._loop = asyncio.new_event_loop()
        self._number = 0
        self._open(Disk())
        with self._store.batch():
            for number in range(count):
                self._items.put(str(number), _record(number))
        self._store.flush()
        self._change()
        self._store.flush()

    def bytes_per_change(self) -> float:
        """In kB of whole blocks, with everything that the journal needs to grow."""
        disk = _Counting()
        self._store.close()
        self._open(disk)
        before = disk.blocks
        for _ in range(SERIES):
            self._change()
            self._store.flush()
        blocks = disk.blocks - before
        self._store.close()
        self._open(Disk())
        return blocks * BLOCK / SERIES / 1000

    def change(self) -> float:
        begin = perf_counter()
        for _ in range(CHANGES):
            self._change()
            self._store.flush()
        return (perf_counter() - begin) / CHANGES

    def wait(self) -> float:
        async def work() -> None:
            for _ in range(CHANGES):
                self._change()
                await self._store.durable()

        begin = perf_counter()
        self._loop.run_until_complete(work())
        return (perf_counter() - begin) / CHANGES

    def loading(self) -> float:
        self._store.close()
        begin = perf_counter()
        self._open(Disk())
        return perf_counter() - begin

    def close(self) -> None:
        self._store.close()
        self._loop.close()

    def _open(self, disk: Disk) -> None:
        self._store = Store.open(self._folder, files=disk, now=_now)
        self._items = self._store.table("items")

    def _change(self) -> None:
        self._number += 1
        id = str(self._number * 7919 % self._count)
        self._items.change(id, {"state": f"state-{self._number}"})


class _Sqlite:
    """Documents by id, as JSON: the same freedom of shape."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir()
        self._count = count
        self._number = 0
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(1)
        self._db = sqlite3.connect(
            folder / "state.db", isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE items (id TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO items VALUES (?, ?)",
            ((str(number), json.dumps(_record(number))) for number in range(count)),
        )
        self._db.execute("COMMIT")
        self.change()

    def change(self) -> float:
        begin = perf_counter()
        for _ in range(CHANGES):
            self._change()
        return (perf_counter() - begin) / CHANGES

    def wait(self) -> float:
        async def work() -> None:
            for _ in range(CHANGES):
                await self._loop.run_in_executor(self._pool, self._change)

        begin = perf_counter()
        self._loop.run_until_complete(work())
        return (perf_counter() - begin) / CHANGES

    def close(self) -> None:
        self._pool.shutdown()
        self._loop.close()
        self._db.close()

    def _change(self) -> None:
        self._number += 1
        fields = json.dumps({"state": f"state-{self._number}"})
        self._db.execute(
            "UPDATE items SET fields = json_patch(fields, ?) WHERE id = ?",
            (fields, str(self._number * 7919 % self._count)),
        )


def _now() -> datetime:
    return datetime(2026, 5, 1, tzinfo=UTC)
