"""A daemon that asks nobody and fetches nothing: its desk, for whoever asks something of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.build import build
from aniworldd.daemon.desk import desk
from aniworldd.daemon.reload import Reload
from aniworldd.desk.desk import Desk
from aniworldd.logs.logs import Logs
from aniworldd.store import Store


@asynccontextmanager
async def quiet(folder: Path) -> AsyncIterator[Desk]:
    """The desk of a daemon in this folder, with a library and no wishes."""
    for part in ("library", "watchlist"):
        (folder / part).mkdir(parents=True)
    config = folder / "config.yaml"
    config.write_text(
        f"data_dir: {folder}/state\nlibrary: {{directory: {folder}/library}}\n"
        f"watchlist: {{directory: {folder}/watchlist}}\nproviders: {{}}\n",
        "utf-8",
    )
    where, clock = places.find(config, {}), SystemClock()
    begin = written.start(where, plugs.PLUGS)
    async with AsyncExitStack() as life:
        store = Store.open(begin.state, now=clock.now)
        life.callback(store.close)
        parts = build(begin, where, store, clock, Logs(begin.state))
        life.callback(parts.records.library.close)
        reload = Reload(parts)
        running = [asyncio.create_task(one) for one in (parts.reconciler.run(), reload.run())]
        made = desk(parts)
        assert made is not None
        yield made
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
