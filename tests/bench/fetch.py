"""`python -m tests.bench.fetch URL FOLDER`: one download, its seconds and CPU seconds as JSON."""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import http
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy


async def fetch(url: str, folder: Path) -> dict[str, float]:
    clock = SystemClock()
    policy = AddressPolicy(["127.0.0.0/8"])
    client = Client(policy=policy, pace=Pace(clock), cache=None, clock=clock)
    downloader = http.Http(client, Disk(clock))
    release = Release(ItemKey("bench", 1, 1), provider="bench", url=url, form=Form.FILE)
    begin, cpu = perf_counter(), process_time()
    async for _ in downloader.fetch(release, folder):
        pass
    result = {"seconds": perf_counter() - begin, "cpu": process_time() - cpu}
    await client.close()
    return result


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fetch(sys.argv[1], Path(sys.argv[2])))))
