"""A pass over 200 series with 24 items each, the disk read anew."""

import asyncio
import statistics
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from aniworldd.bus import Bus
from aniworldd.catalogue import Catalogue
from aniworldd.clock import SystemClock
from aniworldd.config.settings import Settings
from aniworldd.daemon.sides import DaemonSides, Records
from aniworldd.disk import Disk
from aniworldd.downloads.hosts import Hosts
from aniworldd.downloads.queue import Queue
from aniworldd.library.library import Library
from aniworldd.model.title import Item, ItemKey, Title
from aniworldd.model.watch import Watch
from aniworldd.reconcile.apply import Memory
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.store import Store
from tests.bench.figure import Figure

SERIES, ITEMS = 200, 24


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        seconds = asyncio.run(_measure(Path(folder)))
    return [Figure(f"a pass over {SERIES} series x {ITEMS} items", seconds, 0.3, "<=", "s")]


async def _measure(folder: Path) -> float:
    clock, bus = SystemClock(), Bus()
    store = Store.open(folder / "state", now=clock.now)
    catalogue, watches = Catalogue(store), []
    for number in range(SERIES):
        watches.append(_fill(catalogue, folder / "library", f"series-{number:03}"))
    settings = Settings.model_validate(
        {
            "scheduler": {"auto_download_after_rescan": True},
            "library": {"directory": folder / "library"},
        }
    )
    records = Records(
        store,
        catalogue,
        Queue(store.table("downloads"), clock=clock, new_id=_id, publish=bus.publish),
        Memory(store),
        Library(
            store,
            folder / "library",
            clock=clock,
            disk=Disk(clock),
            new_id=_id,
            publish=bus.publish,
        ),
        Hosts(clock),
    )
    sides = DaemonSides(
        records,
        settings=lambda: settings,
        watches=lambda: watches,
        unrecognised=frozenset,
        now=clock.now,
    )
    reconciler = Reconciler(sides, clock, bus.publish)
    runs = asyncio.create_task(reconciler.run())
    await reconciler.settle()
    times = []
    for _ in range(7):
        begin = perf_counter()
        await reconciler.settle(scan=True)
        times.append(perf_counter() - begin)
    assert len(reconciler.latest.verdicts) == SERIES * ITEMS
    runs.cancel()
    await asyncio.gather(runs, return_exceptions=True)
    records.library.close()
    store.close()
    return statistics.median(times)


def _fill(catalogue: Catalogue, library: Path, key: str) -> Watch:
    """A listed title with half of its files here."""
    link = f"https://catalogue.example/{key}"
    name = key.replace("-", " ").title()
    items = [Item(ItemKey(key, 1, number), name=f"Part {number}") for number in range(1, ITEMS + 1)]
    title = Title(key, "demo", link, name, year=2024)
    catalogue.answered(link, "demo", [(title, items)], SystemClock().now())
    folder = library / f"{name} (2024)" / "Season 01"
    folder.mkdir(parents=True)
    for number in range(1, ITEMS // 2 + 1):
        (folder / f"{name} - S01E{number:02} - Part {number}.mkv").write_bytes(b"x")
    return Watch(f"{key}.yaml", link)


def _id() -> str:
    return str(uuid.uuid4())
