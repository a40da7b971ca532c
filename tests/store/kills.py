"""`python -m tests.store.kills [N]`: kill a process that changes the state N times, and compare.

One process forks the victims, so that a kill costs milliseconds. Prints what it found as JSON.
"""

import asyncio
import json
import os
import random
import signal
import struct
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

from aniworldd.store import Store
from aniworldd.store.files import Disk, Facts

DOCUMENTS = 60
PAD = "x" * 3000
TASKS = 3
LONGEST = 0.05  # seconds that a victim lives
_NUMBER = struct.Struct("<q")

State = dict[str, dict[str, object]]


def now() -> datetime:
    return datetime(2026, 5, 1, tzinfo=UTC)


def change(number: int) -> tuple[str, dict[str, object] | None]:
    """Which document the change is about, and what becomes of it."""
    id = f"d{number * 7 % DOCUMENTS}"
    return id, None if number % 11 == 0 else {"number": number, "pad": PAD[: number % 3000]}


def model(state: State, first: int, last: int) -> State:
    """What the state is after the changes from `first` to `last`."""
    state = dict(state)
    for number in range(first, last + 1):
        id, fields = change(number)
        state.pop(id, None)
        if fields is not None:
            state[id] = fields
    return state


def apply(store: Store, number: int) -> None:
    id, fields = change(number)
    table = store.table("documents")
    with store.batch():
        if fields is not None:
            table.put(id, fields)  # type: ignore[arg-type]
        elif table.find(id) is not None:
            table.drop(id)
        store.table("last").put("one", {"number": number})


def victim(folder: Path, pipe: int, last: int) -> None:
    """Change the state until killed, telling the pipe of each change that is acknowledged."""

    async def work(store: Store, numbers: list[int]) -> None:
        while True:
            numbers[0] += 1
            number = numbers[0]
            apply(store, number)
            await store.durable()
            os.write(pipe, _NUMBER.pack(number))

    async def run() -> None:
        store = Store.open(folder, now=now)
        numbers = [last]
        await asyncio.gather(*(work(store, numbers) for _ in range(TASKS)))

    asyncio.run(run())


def killed(folder: Path, last: int, wait: Callable[[], None]) -> int:
    """Fork a victim, kill it after `wait`; the last change that it was told is safe."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            victim(folder, writer, last)
        finally:
            os._exit(1)
    os.close(writer)
    wait()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    return max((number for (number,) in _NUMBER.iter_unpack(told)), default=last)


def main(count: int, seed: int = 1) -> dict[str, int]:
    dice = random.Random(seed)
    result = {"kills": 0, "changes": 0, "in a snapshot": 0, "lost": 0, "wrong": 0, "alarms": 0}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "state"
        disk, beside = Disk(), folder / "state.json.tmp"
        expected: State = {}
        last = 0

        def by_chance() -> None:
            sleep(dice.random() * LONGEST * (0.1 if dice.random() < 0.2 else 1))

        def unfinished() -> Facts | None:
            try:
                return disk.facts(beside)
            except FileNotFoundError:
                return None

        def in_a_snapshot() -> None:
            end = monotonic() + 2
            while unfinished() in {None, before} and monotonic() < end:
                pass

        for trial in range(count):
            before = unfinished()
            acknowledged = killed(folder, last, in_a_snapshot if trial % 10 == 9 else by_chance)
            result["kills"] += 1
            result["in a snapshot"] += unfinished() not in {None, before}
            store = Store.open(folder, now=now)
            found = store.table("last").find("one") or {"number": 0}
            reached = found["number"]
            assert isinstance(reached, int)
            result["lost"] += reached < acknowledged
            result["alarms"] += len(store.losses) + bool(store.locked)
            expected = model(expected, last + 1, reached)
            result["wrong"] += dict(store.table("documents").documents()) != expected
            result["changes"] += reached - last
            last = reached
            store.close()
    return result


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)) + "\n")
