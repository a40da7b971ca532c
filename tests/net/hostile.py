"""A process that asks a faulty server for everything bad, eight at once, and says what it cost."""

import asyncio
import json
import sys
import time
from pathlib import Path

from aniworldd.clock import SystemClock
from aniworldd.errors import FetchError
from aniworldd.net import documents
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.page import Page
from aniworldd.net.policy import AddressPolicy

PATHS = (
    "/endless",
    "/endless?chunked=1",
    "/gzip-bomb?mib=1024",
    "/deflate-bomb?mib=1024",
    "/huge-header",
    "/many-headers?count=20000",
    "/loop",
    "/drip-headers",
)
JSON_DEEP = b"[" * 2_000_000 + b"]" * 2_000_000
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML_BOMB = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "x">{ENTITIES}]><l>&l9;</l>'.encode()


async def main(root: str) -> None:
    await fetch(f"{root}/ok")
    documents.html(made(b"<p>Hello</p>"))
    documents.json_value(made(b"[]"))
    before = resident("VmRSS")
    gaps = [0.0]
    beat = asyncio.create_task(measure_gaps(gaps))
    errors = []
    for paths in [[path] * 8 for path in PATHS] + [[*PATHS]]:
        errors += await asyncio.gather(*(fetch(root + path) for path in paths))
    beat.cancel()
    errors += [read_json(), read_xml()]
    grown = resident("VmHWM") - before
    sys.stdout.write(json.dumps({"grown": grown, "gap": max(gaps), "errors": errors}))


async def fetch(url: str) -> str:
    """What went wrong; "" when nothing did."""
    clock = SystemClock()
    client = Client(
        policy=AddressPolicy(["127.0.0.1"]), pace=Pace(clock, delay=0), cache=None, clock=clock
    )
    try:
        await client.get(url, timeout=0.5 if "drip" in url else 20)
    except FetchError as error:
        return str(error)
    finally:
        await client.close()
    return ""


def read_json() -> str:
    try:
        documents.json_value(made(JSON_DEEP))
    except documents.DocumentError as error:
        return str(error)
    return ""


def read_xml() -> str:
    return f"a text of {len(documents.html(made(XML_BOMB)).text())} letters"


async def measure_gaps(gaps: list[float]) -> None:
    """How long the loop let others wait, in its own time: the machine may be busy elsewhere."""
    while True:
        started = time.process_time()
        await asyncio.sleep(0)
        gaps.append(time.process_time() - started)


def made(body: bytes) -> Page:
    return Page("https://a.example/", 200, {}, body)


def resident(field: str) -> int:
    """Bytes, now or at most. Not by getrusage: its peak is inherited from the parent by exec."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) * 1024


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
