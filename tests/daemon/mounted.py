"""`python -m tests.daemon.mounted FOLDER SCENARIO`, in a mount namespace of its own.

The real daemon with a library on a mount, a catalogue to fetch from, and all that can happen to the
mount. Ends with 0 when everything was as it has to be.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aniworldd.clock import SystemClock
from aniworldd.demo.shelf import Shelf
from aniworldd.demo.stage import Stage
from aniworldd.demo.titles import invented
from tests.daemon.program import Daemon, Program
from tests.faults.shim import Shim
from tests.present import parts, size, visible

KETTLE = "die-teekesselritter"
FSTAB = Path("/etc/fstab")


class Mount:
    """A disk of its own, and the place where it is mounted: the stage's library."""

    def __init__(self, folder: Path, stage: Stage) -> None:
        self.disk, self.over, self.point = folder / "disk", folder / "over", stage.library
        for path in (self.disk, self.over):
            path.mkdir()

    def come(self) -> None:
        _call("mount", "--bind", self.disk, self.point)

    def go(self) -> None:
        """As a person does it: neither lazily nor by force."""
        _call("umount", self.point)

    def lazily(self) -> None:
        _call("umount", "--lazy", self.point)

    def hide(self) -> None:
        _call("mount", "--bind", self.over, self.point)

    def stub(self) -> None:
        _call("mount", "-t", "tmpfs", "stub", self.point)
        (self.point / "lost+found").mkdir()

    def another(self) -> None:
        """A disk with the mark of another library."""
        _call("mount", "-t", "tmpfs", "another", self.point)
        (self.point / ".aniworldd-root").write_text('{"id": "another"}')

    def bare(self) -> list[Path]:
        """What lies where the disk was mounted, once nothing is any more."""
        while str(self.point) in Path("/proc/self/mountinfo").read_text():
            self.lazily()
        return [*self.point.rglob("*"), *self.over.rglob("*")]


class World:
    def __init__(self, folder: Path, shelf: Shelf, stage: Stage) -> None:
        self.shelf, self.stage = shelf, stage
        self.mount = Mount(folder, stage)
        self.program = Program(folder)
        self.shim = Shim.build(folder, stage.library)
        self._daemon: Daemon | None = None

    @asynccontextmanager
    async def daemon(self) -> AsyncIterator[None]:
        running = self.program.running("--config", self.stage.config, environ=self.shim.environ)
        self._daemon = await asyncio.to_thread(running.__enter__)
        try:
            yield
            assert await asyncio.to_thread(self._daemon.end) == 0
        except BaseException:
            sys.stderr.write(self._daemon.log())
            raise
        finally:
            running.__exit__(None, None, None)

    async def scan(self) -> str:
        """What `aniworldd scan` says."""
        call = self.program.call
        done = await asyncio.to_thread(call, "scan", "--config", self.stage.config)
        return done.stdout + done.stderr

    async def page(self) -> str:
        assert self._daemon is not None
        return await asyncio.to_thread(self._daemon.page)

    def files(self) -> set[str]:
        """Those that have a name in the library."""
        library = self.stage.library
        return {str(path.relative_to(library)) for path in visible(library)}

    def complete(self) -> bool:
        return self.files() == set(self.stage.expected(KETTLE))

    async def until(self, fact: Callable[[], bool], seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds):
            while not await asyncio.to_thread(fact):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def says(self, text: str, *, seconds: float = 60.0) -> None:
        """Until the page does, by itself."""
        async with asyncio.timeout(seconds):
            while text not in await self.page():  # noqa: ASYNC110
                await asyncio.sleep(0.5)

    @property
    def fetched(self) -> int:
        """How many files were asked for."""
        return self.shelf.count("/hoster/")


async def idle(world: World) -> None:
    """However an idle library goes, it is away, and it is there again when it comes back."""
    mount = world.mount
    mount.come()
    world.stage.wish(KETTLE)
    async with world.daemon():
        await world.until(world.complete)
        fetched = world.fetched
        for go, why in (
            (mount.go, "has no mark"),
            (mount.lazily, "has no mark"),
            (mount.hide, "has no mark"),
            (mount.stub, "has no mark"),
            (mount.another, "has the mark of another library"),
        ):
            await _gone(world, go)
            said = await world.scan()
            assert ("The library is away" in said, why in said) == (True, True), said
            assert why in await world.page()
            assert mount.bare() == [], go
            mount.come()
            assert f"{len(world.files())} files in the library" in await world.scan()
            assert world.complete()
        assert world.fetched == fetched, "what is away is not fetched again"


async def _gone(world: World, go: Callable[[], None]) -> None:
    """A look may be under way just now; a person would try again, too."""

    def gone() -> bool:
        try:
            go()
        except subprocess.CalledProcessError:
            return False
        return True

    await world.until(gone)


async def download(world: World) -> None:
    """It goes while files arrive, comes back, and they are whole in the end."""
    world.mount.come()
    world.shelf.drip = 60_000
    world.stage.wish(KETTLE)
    async with world.daemon():
        await world.until(lambda: any(map(size, parts(world.mount.disk))))
        world.mount.lazily()
        await world.says("The library is away")
        assert world.mount.bare() == []
        fetched = world.fetched
        await world.scan()
        assert world.fetched == fetched
        world.shelf.drip = None
        world.mount.come()
        await world.scan()
        await world.until(world.complete)
    world.mount.go()
    assert world.mount.bare() == []


async def fstab(world: World) -> None:
    """A mount point that fstab names, and nothing is mounted there at the first start."""
    table = world.stage.config.with_name("fstab")
    table.write_text(f"UUID=1-2 {world.stage.library} ext4 nofail 0 2\n")
    _call("mount", "--bind", table, FSTAB)
    world.stage.wish(KETTLE)
    async with world.daemon():
        said = await world.scan()
        assert "is a mount point in /etc/fstab, and nothing is mounted there" in said, said
        assert (world.mount.bare(), world.fetched) == ([], 0)
        world.mount.come()
        await world.scan()
        await world.until(world.complete)
    async with world.daemon():  # and once it is known
        await world.scan()
        world.mount.go()
        assert "has no mark" in await world.scan()
        assert world.mount.bare() == []


async def restart(world: World) -> None:
    """It is away when the daemon starts; then it comes, and nobody has to say so."""
    world.mount.come()
    world.stage.wish(KETTLE)
    async with world.daemon():
        await world.until(world.complete)
    world.mount.go()
    fetched = world.fetched
    async with world.daemon():
        await world.says("has no mark")
        assert world.mount.bare() == []
        world.mount.come()
        await world.says(f"{len(world.files())} of {len(world.files())} wanted episodes here")
    assert world.fetched == fetched


async def hang(world: World) -> None:
    """Its server stops to answer while files arrive; the daemon ends all the same, and goes on."""
    world.mount.come()
    world.shelf.drip = 60_000
    world.stage.wish(KETTLE)
    async with world.daemon():
        await world.until(lambda: any(map(size, parts(world.mount.disk))))
        world.shim.order("HANG")
        for _ in range(10):
            await world.page()
        begin = time.monotonic()
    assert time.monotonic() - begin < 10
    assert not world.files()
    world.shim.heal()
    world.shelf.drip = None
    async with world.daemon():
        await world.until(world.complete)


SCENARIOS = {one.__name__: one for one in (idle, download, fstab, restart, hang)}


async def main(folder: Path, scenario: str) -> None:
    shelf = invented()
    async with Stage(folder / "stage", shelf, SystemClock()) as stage:
        await SCENARIOS[scenario](World(folder, shelf, stage))


def _call(*words: str | Path) -> None:
    subprocess.run(list(map(str, words)), check=True, capture_output=True)


if __name__ == "__main__":
    os.umask(0o022)
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
