"""A change in a folder is seen, whatever became of the folder or of the system's watch."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from watchfiles import Change

from aniworldd.triggers import files


class Follower:
    """Counts what `changes` yields for one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: asyncio.Queue[None] = asyncio.Queue()

    async def run(self) -> None:
        async for change in files.changes(lambda: [self.folder], poll=False):
            self.seen.put_nowait(change)

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
    task = asyncio.create_task(follower.run())
    yield follower
    task.cancel()
    [end] = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(end, asyncio.CancelledError)


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


async def test_a_system_that_lends_no_watch_is_said_once_and_looked_at_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = files._watch

    def watch(
        folders: list[Path], *, poll: bool, first: bool
    ) -> AsyncIterator[set[tuple[Change, str]]]:
        if folders:
            raise OSError("Too many open files (os error 24)")
        return real(folders, poll=poll, first=True)  # which waits less long

    monkeypatch.setattr(files, "_watch", watch)
    monkeypatch.setattr(files, "_ALONE", 1)
    follower = Follower(tmp_path)
    task = asyncio.create_task(follower.run())
    with caplog.at_level(logging.WARNING):
        await follower.told()
        for name in ("a.yaml", "b.yaml"):
            (tmp_path / name).write_text("link: x")
            await follower.told()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert [record.message for record in caplog.records] == [
        "Changed files are seen by looks alone: Too many open files (os error 24)"
    ]
