"""What every downloader must do; a plug's test module lists its `Case` and runs these.

class TestHttp(Conformance):
    @pytest.fixture
    async def case(self) -> AsyncIterator[Case]: ...
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from types import CoroutineType

import pytest

from aniworldd.downloaders import Downloader
from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from aniworldd.model.release import Release


@dataclass(frozen=True)
class Case:
    """A downloader with releases of each kind; the good one is at least 200 KiB."""

    downloader: Downloader
    good: Release
    content: bytes
    gone: Release  # will not become good by waiting
    no_media: Release  # leads to a page
    endless: Release  # begins, and then nothing comes any more
    foreign: Release  # of a form that it does not take


class Conformance:
    """Collected only through its subclasses."""

    def test_it_has_a_name(self, case: Case) -> None:
        assert case.downloader.name

    def test_it_takes_what_is_its_own_and_nothing_else(self, case: Case) -> None:
        assert case.downloader.accepts(case.good)
        assert not case.downloader.accepts(case.foreign)

    async def test_it_leaves_exactly_one_file_the_media(self, case: Case, folder: Path) -> None:
        steps = [step async for step in generator(case.downloader, case.good, folder)]

        [file] = _whole(folder)
        assert file.read_bytes() == case.content
        assert file.suffix not in ("", ".part")
        assert steps

    async def test_its_progress_never_goes_back(self, case: Case, folder: Path) -> None:
        steps = [step async for step in generator(case.downloader, case.good, folder)]

        done = [step.done for step in steps]
        assert done == sorted(done)
        assert all(step.total is None or step.done <= step.total for step in steps)

    async def test_it_writes_nowhere_else(self, case: Case, folder: Path) -> None:
        before = set(folder.parent.iterdir())

        async for _ in generator(case.downloader, case.good, folder):
            pass

        assert set(folder.parent.iterdir()) == before

    async def test_closed_it_ends_and_leaves_only_parts(self, case: Case, folder: Path) -> None:
        await _first_steps(case, case.endless, folder)

        assert _whole(folder) == []

    async def test_closed_it_leaves_no_task_behind(self, case: Case, folder: Path) -> None:
        before = asyncio.all_tasks()

        await _first_steps(case, case.endless, folder)

        assert [task for task in asyncio.all_tasks() - before if _is_ours(task)] == []

    async def test_cancelled_it_ends(self, case: Case, folder: Path) -> None:
        started = asyncio.Event()

        async def run() -> None:
            async with aclosing(generator(case.downloader, case.endless, folder)) as steps:
                async for _ in steps:
                    started.set()

        task = asyncio.create_task(run())
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert _whole(folder) == []

    async def test_it_can_fetch_after_it_was_closed(self, case: Case, folder: Path) -> None:
        await _first_steps(case, case.good, folder)

        async for _ in generator(case.downloader, case.good, folder):
            pass

        [file] = _whole(folder)
        assert file.read_bytes() == case.content

    async def test_it_can_fetch_again_what_it_has_fetched(self, case: Case, folder: Path) -> None:
        for _ in range(2):
            async for _ in generator(case.downloader, case.good, folder):
                pass

        [file] = _whole(folder)
        assert file.read_bytes() == case.content

    async def test_what_is_gone_is_a_download_error_without_hope(
        self, case: Case, folder: Path
    ) -> None:
        with pytest.raises(DownloadError) as caught:
            await _first_steps(case, case.gone, folder)

        assert (caught.value.retry_after, caught.value.not_media) == (None, False)
        assert _whole(folder) == []

    async def test_a_page_is_for_another_downloader(self, case: Case, folder: Path) -> None:
        with pytest.raises(DownloadError) as caught:
            await _first_steps(case, case.no_media, folder)

        assert caught.value.not_media
        assert _whole(folder) == []


def generator(
    downloader: Downloader, release: Release, folder: Path
) -> AsyncGenerator[Progress, None]:
    """A fetch that can be closed, as the worker closes it."""
    steps = downloader.fetch(release, folder)
    assert isinstance(steps, AsyncGenerator)
    return steps


def _is_ours(task: asyncio.Task[object]) -> bool:
    """Whether it is none of the test's own servers', or of their listening socket."""
    coroutine = task.get_coro()
    if not isinstance(coroutine, CoroutineType):
        return False
    code = coroutine.cr_code
    return "tests" not in code.co_filename and code.co_name != "_accept_connection2"


async def _first_steps(case: Case, release: Release, folder: Path) -> None:
    async with aclosing(generator(case.downloader, release, folder)) as steps:
        async for step in steps:
            if step.done > 0:
                break


def _whole(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.endswith(".part")]
