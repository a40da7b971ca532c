"""Two daemons on one library: neither takes the other's downloads for what a kill left."""

import itertools
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.disk import Disk
from aniworldd.library.access import Access
from aniworldd.library.keeper import Keeper
from aniworldd.library.parts import STALE, Parts
from aniworldd.library.root import RootMemory
from aniworldd.store import Store
from tests.fake_clock import FakeClock
from tests.library.roots import MACHINE, NOW, open_at


class Daemon:
    """As much of one as has downloads in a library."""

    def __init__(self, directory: Path, state: Path, memory: RootMemory, name: str) -> None:
        self.state, self.directory = state, directory
        clock = self.clock = FakeClock()
        keeper = Keeper(
            directory,
            memory=lambda: memory,
            machine=lambda: MACHINE,
            new_id=str,
            now=lambda: NOW,
        )
        access = Access(Disk(clock), keeper)
        numbers = itertools.count(1)
        self.store = Store.open(state, now=clock.now)
        self.parts = Parts(
            self.store, access, new_id=lambda: f"{name}-{next(numbers)}", now=clock.now
        )

    async def begin(self, download: str) -> Path:
        async with self.parts.folder(download) as folder:
            (folder / "media.part").write_bytes(b"x")
        path = next(self.directory.glob(f".aniworldd/parts/*/{download}"))
        for one in (path / "media.part", path, path.parent):
            self.touch(one)
        return path

    def touch(self, path: Path) -> None:
        """As if it had been written now, by this clock."""
        os.utime(path, (self.clock.now().timestamp(),) * 2)


@pytest.fixture
def pair(directory: Path, tmp_path: Path) -> Iterator[tuple[Daemon, Daemon]]:
    with open_at(directory) as root:
        memory = root.memory
    pair = tuple(Daemon(directory, tmp_path / name, memory, name) for name in ("one", "two"))
    yield pair[0], pair[1]
    for daemon in pair:
        daemon.store.close()


async def test_a_start_leaves_the_other_s_downloads_alone(pair: tuple[Daemon, Daemon]) -> None:
    one, two = pair
    theirs, ours = await one.begin("d1"), await two.begin("d2")

    await two.parts.keep_only([])

    assert theirs.exists()
    assert not ours.exists()


async def test_the_id_is_the_state_s_for_ever(pair: tuple[Daemon, Daemon]) -> None:
    one, _ = pair
    first = await one.begin("d1")

    again = await one.begin("d2")

    assert first.parent == again.parent
    assert one.store.table("library").find("state") == {"id": "one-1"}


async def test_the_other_s_downloads_are_told_of_once(
    pair: tuple[Daemon, Daemon], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    one, two = pair
    await one.begin("d1")

    for _ in range(3):
        await two.parts.tidy()

    assert two.parts.strangers.downloads == 1
    assert caplog.text.count("Downloads of another aniworldd lie in this library") == 1


async def test_downloads_of_a_daemon_that_is_gone_go_after_a_month(
    pair: tuple[Daemon, Daemon],
) -> None:
    one, two = pair
    theirs = await one.begin("d1")

    await two.clock.advance((STALE - timedelta(hours=1)).total_seconds())
    await two.parts.tidy()
    assert theirs.exists()

    await two.clock.advance(timedelta(hours=2).total_seconds())
    await two.parts.tidy()
    assert not theirs.parent.exists()
    assert two.parts.strangers.downloads == 0
