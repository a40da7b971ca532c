"""A change in a folder is seen, whatever became of the folder or of the system's watch."""

import asyncio
import logging
import queue
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from aniworldd.triggers import files


class Follower:
    """Counts what `changes` yields for one folder."""

    def __init__(self, folder: Path, system: files.System | None = None) -> None:
        self.folder = folder
        self.seen: asyncio.Queue[None] = asyncio.Queue()
        self.count = 0
        self._system = system

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run())
        yield
        task.cancel()
        [end] = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(end, asyncio.CancelledError)

    async def _run(self) -> None:
        async for change in files.changes(
            lambda: [self.folder], poll=False, system=self._system, alone=[0.05, 0.05]
        ):
            self.seen.put_nowait(change)
            self.count += 1

    async def told(self) -> None:
        async with asyncio.timeout(10):
            await self.seen.get()
        while not self.seen.empty():
            self.seen.get_nowait()


@pytest.fixture
async def follower(tmp_path: Path) -> AsyncIterator[Follower]:
    folder = tmp_path / "lists" / "watchlist"
    folder.mkdir(parents=True)
    follower = Follower(folder)
    async with follower.following():
        yield follower


async def test_a_save_is_seen(follower: Follower) -> None:
    await follower.told()

    (follower.folder / "a.yaml").write_text("link: x")

    await follower.told()


async def test_a_file_that_replaces_another_is_seen_each_time(follower: Follower) -> None:
    await follower.told()
    for text in ("one", "two"):
        new = follower.folder / ".a.yaml.new"
        new.write_text(text)
        new.replace(follower.folder / "a.yaml")

        await follower.told()


async def test_a_folder_that_is_removed_and_made_again_is_followed_on(follower: Follower) -> None:
    await follower.told()
    follower.folder.rmdir()
    await follower.told()
    follower.folder.mkdir()
    await follower.told()

    (follower.folder / "a.yaml").write_text("link: x")

    await follower.told()


async def test_what_changes_beside_the_folders_is_nobodys_business(tmp_path: Path) -> None:
    """A parent may be a busy place: ~/.config, or /etc."""
    beside, inside = str(tmp_path / "other"), str(tmp_path / "lists" / "a.yaml")
    tell: queue.Queue[str] = queue.Queue()

    def system(paths: Collection[str], stop: Event) -> Iterator[frozenset[str]]:
        while not stop.is_set():
            with suppress(queue.Empty):
                yield frozenset({tell.get(timeout=0.1)})
                tell.task_done()

    follower = Follower(tmp_path / "lists", system)
    async with follower.following():
        await follower.told()
        for path in (beside, inside, beside):
            tell.put(path)
        await asyncio.to_thread(tell.join)
        await follower.told()

    assert follower.count == 2


async def test_a_system_that_lends_no_watch_is_said_once_and_looked_at_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = 0

    def system(paths: Collection[str], stop: Event) -> Iterator[frozenset[str]]:
        nonlocal asked
        asked += 1
        raise OSError("Too many open files (os error 24)")

    follower = Follower(tmp_path, system)
    with caplog.at_level(logging.WARNING):
        async with follower.following():
            await follower.told()
            for number in range(5):
                (tmp_path / f"{number}.yaml").write_text("link: x")
                await follower.told()

    assert asked > 1
    assert [record.message for record in caplog.records] == [
        "Changed files are seen by looks alone: Too many open files (os error 24)"
    ]
