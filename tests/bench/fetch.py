"""`python -m tests.bench.fetch URL FOLDER`: one download; seconds, CPU seconds and MiB as JSON."""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import Downloader, Tools, hls, http
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs


async def fetch(url: str, folder: Path) -> dict[str, float]:
    clock = SystemClock()
    policy = AddressPolicy(["127.0.0.0/8"])
    client = Client(policy=policy, pace=Pace(clock), cache=None, clock=clock)
    release = Release(ItemKey("bench", 1, 1), provider="bench", url=url, form=Form.FILE)
    downloader: Downloader = http.Http(client, Disk(clock))
    if url.endswith(".m3u8"):  # without ffmpeg, which would only be measured itself
        settings = hls.Settings(kind="hls")
        downloader = hls.Hls(settings, Tools(client, Programs(clock, path="/nowhere"), Disk(clock)))
    begin, cpu = perf_counter(), process_time()
    async for _ in downloader.fetch(release, folder):
        pass
    result = {"seconds": perf_counter() - begin, "cpu": process_time() - cpu}
    result["peak"] = _peak()
    await client.close()
    return result


def _peak() -> float:
    """MiB of resident memory, at most. getrusage would count what our parent had when it forked."""
    told = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    return int(told.split()[0]) / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fetch(sys.argv[1], Path(sys.argv[2])))))
