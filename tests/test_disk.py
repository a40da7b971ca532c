"""File calls in threads of their own: what hangs is given up, and nothing is begun meanwhile."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import PATIENCE, Disk, patiently
from aniworldd.errors import DiskSilent
from tests.fake_clock import FakeClock


class Hung:
    """Work that does not return before it is let go."""

    def __init__(self) -> None:
        self.door = threading.Event()
        self.begun = 0

    def __call__(self) -> str:
        self.begun += 1
        assert self.door.wait(60)
        return "late"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def disk(clock: FakeClock) -> Disk:
    return Disk(clock)


@pytest.fixture
def hung() -> Iterator[Hung]:
    hung = Hung()
    yield hung
    hung.door.set()


async def until(fact: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not fact():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def silence(disk: Disk, clock: FakeClock, hung: Hung) -> asyncio.Future[str]:
    """A call of `hung` that was given up."""
    before = hung.begun
    call = disk.start(hung)
    await until(lambda: hung.begun > before)
    await clock.advance(PATIENCE + 1)
    disk.judge()
    return call


async def test_a_call_gives_its_answer_from_another_thread(disk: Disk) -> None:
    assert await disk.run(threading.current_thread) is not threading.current_thread()


async def test_an_error_of_a_call_is_raised_where_it_is_waited_for(disk: Disk) -> None:
    with pytest.raises(ZeroDivisionError):
        await disk.run(lambda: 1 // 0)

    assert await disk.run(lambda: 1) == 1


async def test_a_call_that_does_not_return_is_given_up(
    disk: Disk, clock: FakeClock, hung: Hung
) -> None:
    since = clock.now().astimezone()
    call = await silence(disk, clock, hung)

    with pytest.raises(DiskSilent, match=f"does not answer since {since:%Y-%m-%d %H:%M}"):
        await call


async def test_a_call_in_its_time_is_not_given_up(disk: Disk, clock: FakeClock, hung: Hung) -> None:
    call = disk.start(hung)
    await until(lambda: hung.begun)
    await clock.advance(PATIENCE - 1)
    disk.judge()
    hung.door.set()

    assert await call == "late"
    assert disk.silent == ""


async def test_a_call_may_be_given_more_time(disk: Disk, clock: FakeClock, hung: Hung) -> None:
    call = disk.start(hung, patience=100)
    await until(lambda: hung.begun)
    await clock.advance(99)
    disk.judge()
    assert not call.done()

    await clock.advance(2)
    disk.judge()
    assert isinstance(call.exception(), DiskSilent)


async def test_what_gets_on_is_never_given_up(disk: Disk, clock: FakeClock) -> None:
    steps = threading.Semaphore(0)
    done: list[int] = []

    def work() -> None:
        for number in range(3):
            assert steps.acquire(timeout=60)
            disk.moved()
            done.append(number)

    call = disk.start(work)
    for number in range(3):
        await clock.advance(PATIENCE - 1)
        disk.judge()
        steps.release()
        await until(partial(done.__contains__, number))

    await call
    assert disk.silent == ""


async def test_no_call_is_begun_while_the_disk_is_silent(
    disk: Disk, clock: FakeClock, hung: Hung
) -> None:
    call = await silence(disk, clock, hung)
    begun: list[int] = []

    with pytest.raises(DiskSilent):
        await disk.run(lambda: begun.append(1))

    assert begun == []
    assert isinstance(call.exception(), DiskSilent)


async def test_when_one_call_hangs_all_others_are_given_up_too(
    disk: Disk, clock: FakeClock, hung: Hung
) -> None:
    other = disk.start(hung, patience=1000)
    await until(lambda: hung.begun)
    call = await silence(disk, clock, hung)

    assert isinstance(other.exception(), DiskSilent)
    assert isinstance(call.exception(), DiskSilent)


async def test_it_answers_again_when_all_that_was_given_up_has_returned(
    disk: Disk, clock: FakeClock, hung: Hung
) -> None:
    other = Hung()
    second = disk.start(other)
    call = await silence(disk, clock, hung)
    hung.door.set()
    await disk_settles()
    assert disk.silent
    other.door.set()
    await until(lambda: not disk.silent)

    assert await disk.run(lambda: "again") == "again"
    assert all(isinstance(one.exception(), DiskSilent) for one in (call, second))


async def disk_settles() -> None:
    """Time enough for a thread to come back, if it were to."""
    for _ in range(10):
        await asyncio.sleep(0.01)


async def test_only_so_many_threads_hang(clock: FakeClock, hung: Hung) -> None:
    disk = Disk(clock, threads=3)
    before = threading.active_count()
    calls = [disk.start(hung) for _ in range(20)]
    await until(lambda: hung.begun == 3)

    assert threading.active_count() - before <= 3
    await clock.advance(PATIENCE + 1)
    disk.judge()
    hung.door.set()
    await until(lambda: not disk.silent)
    assert hung.begun == 3, "what nobody waits for any more is not begun"
    assert all(isinstance(call.exception(), DiskSilent) for call in calls)


async def test_what_comes_too_late_is_put_away(disk: Disk, clock: FakeClock, hung: Hung) -> None:
    put_away: list[str] = []
    call = disk.start(hung, unwanted=put_away.append)
    await until(lambda: hung.begun)
    await clock.advance(PATIENCE + 1)
    disk.judge()
    assert isinstance(call.exception(), DiskSilent)

    hung.door.set()
    await until(lambda: put_away == ["late"])


async def test_what_was_cancelled_while_it_ran_is_put_away(disk: Disk, hung: Hung) -> None:
    put_away: list[str] = []
    task = asyncio.create_task(disk.run(hung, unwanted=put_away.append))
    await until(lambda: hung.begun)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    hung.door.set()
    await until(lambda: put_away == ["late"])


async def test_what_is_posted_is_done_when_the_disk_answers_again(
    clock: FakeClock, hung: Hung
) -> None:
    disk = Disk(clock, threads=1)
    call = await silence(disk, clock, hung)
    done: list[int] = []
    disk.post(lambda: done.append(1))
    hung.door.set()

    await until(lambda: done)
    assert isinstance(call.exception(), DiskSilent)


async def test_what_is_posted_and_fails_is_logged(
    disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        disk.post(lambda: 1 // 0)  # type: ignore[arg-type]
        await until(lambda: "ZeroDivisionError" in caplog.text)


async def test_when_the_daemon_ends_long_work_stops_at_its_next_step(disk: Disk) -> None:
    stopped: list[str] = []

    def work() -> None:
        while True:
            try:
                disk.moved()
            except DiskSilent:
                stopped.append("stopped")
                raise

    call = disk.start(work)
    disk.hurry()

    with pytest.raises(DiskSilent):
        await call
    assert stopped


async def test_when_the_daemon_ends_a_hung_call_is_given_up_soon(
    disk: Disk, clock: FakeClock, hung: Hung
) -> None:
    watching = asyncio.create_task(disk.watch())
    call = disk.start(hung, patience=1000)
    await until(lambda: hung.begun)
    disk.hurry()
    await clock.advance(8)

    assert isinstance(call.exception(), DiskSilent)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


async def test_it_is_watched_at_rest(disk: Disk, clock: FakeClock, hung: Hung) -> None:
    watching = asyncio.create_task(disk.watch())
    call = disk.start(hung)
    await until(lambda: hung.begun)
    await clock.advance(PATIENCE + 6)

    assert isinstance(call.exception(), DiskSilent)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


_LEAVES = """
import asyncio, threading
from aniworldd.clock import SystemClock
from aniworldd.clock import SystemClock
from aniworldd.disk import Disk

async def life():
    call = Disk(SystemClock()).start(threading.Event().wait)
    await asyncio.sleep(0.05)
    call.cancel()

asyncio.run(life())
"""


def test_a_thread_that_hangs_does_not_keep_the_process_from_ending() -> None:
    ended = subprocess.run([sys.executable, "-c", _LEAVES], timeout=30, capture_output=True)

    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_command_waits_for_its_answer() -> None:
    def work(moved: Callable[[], None]) -> str:
        moved()
        return threading.current_thread().name

    assert patiently(work, SystemClock()) == "disk"


def test_outside_of_its_threads_steps_mean_nothing(disk: Disk) -> None:
    disk.hurry()
    disk.moved()
