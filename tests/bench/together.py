"""`python -m tests.bench.together URL FOLDER COUNT`: that many downloads at once, as JSON.

Says their seconds, the latest that the loop ever was in milliseconds, and the peak of MiB.
"""

import asyncio
import json
import re
import sys
from pathlib import Path
from time import perf_counter

from aniworldd.clock import SystemClock
from aniworldd.daemon import memory
from aniworldd.disk import Disk
from aniworldd.downloaders.http import Http
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy

_BEAT = 0.002  # seconds


async def fetch(url: str, folder: Path, count: int) -> dict[str, float]:
    memory.share()
    clock = SystemClock()
    policy = AddressPolicy(["127.0.0.0/8"])
    pace = Pace(clock, delay=0.0, at_once=count)
    client = Client(policy=policy, pace=pace, cache=None, clock=clock)
    downloader = Http(client, Disk(clock))

    async def one(number: int) -> None:
        mine = folder / str(number)
        mine.mkdir(parents=True)
        release = Release(ItemKey("bench", 1, number), "bench", url=url, form=Form.FILE)
        async for _ in downloader.fetch(release, mine):
            pass

    heart = Heart()
    begin = perf_counter()
    await asyncio.gather(*map(one, range(count)))
    seconds = perf_counter() - begin
    heart.stop()
    await client.close()
    return {"seconds": seconds, "late": heart.latest * 1000, "peak": _peak()}


class Heart:
    """Beats, and notes by how many seconds it was late at most."""

    def __init__(self) -> None:
        self.latest = 0.0
        self._task = asyncio.create_task(self._beat())

    def stop(self) -> None:
        self._task.cancel()

    async def _beat(self) -> None:
        while True:
            due = perf_counter() + _BEAT
            await asyncio.sleep(_BEAT)
            self.latest = max(self.latest, perf_counter() - due)


def _peak() -> float:
    """MiB; what `getrusage` says has also been somebody else's, before this program began."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    answer = asyncio.run(fetch(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.write(json.dumps(answer))
