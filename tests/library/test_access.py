"""A root that is held while it is used, and a disk that hangs: told, and not waited for."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.disk import PATIENCE, Disk
from aniworldd.errors import DiskSilent, LibraryAway
from aniworldd.library import work
from aniworldd.library.access import Access
from aniworldd.library.keeper import Keeper
from aniworldd.library.root import Machine, Root, RootMemory
from tests.fake_clock import FakeClock
from tests.library.roots import MACHINE, NOW, listing, new_id, open_at


class World:
    """A root that was seen before, and whether the system hangs when it is asked about it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        with open_at(directory) as root:
            self.memory: RootMemory | None = root.memory
        self.clock = FakeClock()
        self.disk = Disk(self.clock)
        self.door = threading.Event()
        self.door.set()
        self.asked = 0
        self.keeper = Keeper(
            directory,
            memory=lambda: self.memory,
            machine=self._machine,
            new_id=new_id,
            now=lambda: NOW,
        )
        self.access = Access(self.disk, self.keeper)

    def _machine(self) -> Machine:
        self.asked += 1
        assert self.door.wait(60)
        return MACHINE

    def held(self) -> bool:
        """Whether this process has the root open, so that its disk could not be unmounted."""
        return self.directory in {_leads_to(fd) for fd in Path("/proc/self/fd").iterdir()}

    async def lets_go(self) -> None:
        await until(lambda: not self.held())

    async def falls_silent(self) -> None:
        """Somebody asks, no answer comes, and that is noticed."""
        self.door.clear()
        before = self.asked
        assert not await self.access.ask()
        await until(lambda: self.asked > before)
        await self.clock.advance(PATIENCE + 1)
        self.disk.judge()
        await asyncio.sleep(0)


def _leads_to(fd: Path) -> Path | None:
    try:
        return fd.readlink()
    except OSError:
        return None


def make(download: str) -> Callable[[Root], Path]:
    return lambda root: work.make(root, "us", download)


async def until(fact: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not fact():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.fixture
def world(directory: Path) -> Iterator[World]:
    world = World(directory)
    yield world
    world.door.set()


async def test_what_is_free_is_known_once_it_was_asked(world: World) -> None:
    assert await world.access.ask()

    assert (world.access.free() > 0, world.access.trouble) == (True, "")


async def test_an_idle_root_is_not_held(world: World) -> None:
    await world.access.ask()

    await world.lets_go()


async def test_the_root_is_held_as_long_as_a_download_has_its_folder(world: World) -> None:
    async with world.access.folder(make("one")) as one:
        async with world.access.folder(make("two")) as two:
            (two / "media.part").write_bytes(b"x")
        await world.access.ask()
        (one / "media.part").write_bytes(b"x")
        assert world.held()

    await world.lets_go()
    parts = world.directory / ".aniworldd/parts/us"
    assert sorted(str(path.relative_to(parts)) for path in parts.rglob("*.part")) == [
        "one/media.part",
        "two/media.part",
    ]


async def test_a_root_that_nobody_has_seen_is_only_marked_by_a_look(directory: Path) -> None:
    disk = Disk(SystemClock())
    keeper = Keeper(
        directory, memory=lambda: None, machine=lambda: MACHINE, new_id=new_id, now=lambda: NOW
    )
    access = Access(disk, keeper)
    await access.ask()

    assert "has not been looked at yet" in access.trouble
    with pytest.raises(LibraryAway, match="has not been looked at yet"):
        async with access.folder(make("one")):
            pass
    assert listing(directory) == []
    with keeper.held(new=True):
        assert listing(directory) == [".aniworldd-root"]


async def test_what_a_call_finds_away_is_known_to_be_away(world: World) -> None:
    await world.access.ask()
    (world.directory / ".aniworldd-root").unlink()
    assert world.access.trouble == ""

    with pytest.raises(LibraryAway, match="has no mark"):
        await world.access.run(lambda root: work.discard(root, "us", "one"))

    assert "has no mark" in world.access.trouble


async def test_trouble_of_one_download_is_not_that_of_the_library(world: World) -> None:
    (world.directory / ".aniworldd").write_bytes(b"a file is in the way")

    with pytest.raises(LibraryAway):
        await world.access.run(lambda root: work.keep_only(root, "us", ["one"]))

    assert world.access.trouble == ""


async def test_a_disk_that_hangs_is_not_waited_for(world: World) -> None:
    await world.access.ask()
    world.door.clear()

    assert not await world.access.ask()
    assert (world.access.trouble, world.access.free() > 0) == ("", True), "not known to be bad yet"


async def test_a_disk_that_hangs_is_away_after_a_while(world: World) -> None:
    await world.access.ask()
    since = world.clock.now().astimezone()
    await world.falls_silent()

    assert world.access.trouble == f"the disk does not answer since {since:%Y-%m-%d %H:%M}"
    with pytest.raises(LibraryAway, match="does not answer"):
        world.access.free()
    with pytest.raises(DiskSilent):
        async with world.access.folder(make("one")):
            pass


async def test_a_disk_that_answers_again_is_there(world: World) -> None:
    await world.falls_silent()
    world.door.set()
    await until(lambda: not world.disk.silent)

    assert await world.access.ask()
    assert (world.access.trouble, world.access.free() > 0) == ("", True)


async def test_a_folder_that_comes_too_late_is_let_go(world: World) -> None:
    world.door.clear()
    made = asyncio.create_task(_hold(world))
    await until(lambda: world.asked)
    await world.clock.advance(PATIENCE + 1)
    world.disk.judge()
    with pytest.raises(DiskSilent):
        await made

    world.door.set()
    await until((world.directory / ".aniworldd/parts/us/one").exists)
    await world.lets_go()


async def _hold(world: World) -> None:
    async with world.access.folder(make("one")):
        pass
