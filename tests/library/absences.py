"""`python -m tests.library.absences FOLDER TIMES SEED`, in a mount namespace, under the shim.

A library on a mount goes away again and again, before, during and after looks and downloads: it is
unmounted, something else lies over it, its disk fails or its server does not answer. Says
what must be 0: downloads that would have been started, files below the bare mount point; and then
how often it was away and noticed, and how many files were placed.
"""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath

from aniworldd.demo import clips
from aniworldd.disk import LONG, Disk
from aniworldd.errors import AniworldError
from aniworldd.library.library import Library, Made
from aniworldd.library.root import Root
from aniworldd.library.scan import Entry, Scan, scan
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Enqueue
from aniworldd.store import Store
from tests.factories import make_desired, make_item, make_listing, make_observed
from tests.fake_clock import FakeClock
from tests.faults.shim import Kind, Shim

FOLDER = "The Lamp Post (2024)"
WAYS = ("unmounted", "lazily", "empty folder over it", "stub over it", "another disk over it")
FAULTS: tuple[Kind, ...] = ("EIO", "ESTALE", "HANG")
CALLS = 12  # of the first look after its disk went, at most, that are still answered well
FILM = clips.make("kettle.mp4", "a film")


class Stage:
    def __init__(self, folder: Path, seed: int) -> None:
        self.disk, self.bare = folder / "disk", folder / "point"
        self.over = folder / "over"
        for path in (self.disk / FOLDER / "Season 01", self.bare, self.over):
            path.mkdir(parents=True)
        for number in range(1, 13):
            (self.disk / FOLDER / f"Season 01/The Lamp Post - S01E{number:02}.mkv").write_bytes(
                b"x"
            )
        self.random = random.Random(seed)
        self.shim = Shim.inside()
        self.idle = True
        self.clock = FakeClock()
        self.calls = Disk(self.clock)
        self.store = Store.open(folder / "state", now=self.clock.now)
        self.started, self.noticed, self.placed = 0, 0, 0
        self.leave_at = 0  # the listing during which it goes away; 0: not during a look
        self.library = self.open()
        self.come()

    def open(self) -> Library:
        return Library(
            self.store,
            self.bare,
            clock=self.clock,
            disk=self.calls,
            new_id=lambda: "an id",
            publish=lambda _: None,
            read=self.read,
        )

    def come(self) -> None:
        mount("--bind", self.disk, self.bare)

    def go(self) -> None:
        way = self.random.choice((*WAYS, *FAULTS))
        match way:
            case "EIO" | "ESTALE" | "HANG":
                self.shim.order(way, after=self.random.randint(0, CALLS))
            case "unmounted" if self.idle:
                umount(self.bare)  # not even lazily: an idle library is not held
            case "unmounted" | "lazily":
                umount("--lazy", self.bare)
            case "empty folder over it":
                mount("--bind", self.over, self.bare)
            case "stub over it":
                mount("-t", "tmpfs", "stub", self.bare)
                (self.bare / "lost+found").mkdir()
            case _:
                mount("-t", "tmpfs", "disk", self.bare)
                (self.bare / "Other (2020)").mkdir()
                (self.bare / "Other (2020)/S01E01.mkv").write_bytes(b"x")

    def read(
        self,
        root: Root,
        titles: Mapping[str, str],
        previous: Scan,
        now: datetime,
        moved: Callable[[], None],
    ) -> Scan:
        calls = 0

        def lister(folder: int) -> Iterable[Entry]:
            nonlocal calls
            calls += 1
            if calls == self.leave_at:
                self.go()
            return os.scandir(folder)

        return scan(root, titles, Scan(), now, lister=lister)

    async def absence(self, number: int) -> None:
        """It goes at a moment of chance, is looked at, and comes back."""
        moment = self.random.choice(("before", "during", "download", "restart"))
        self.leave_at = self.random.randint(1, 3) if moment == "during" else 0
        if moment == "restart":
            self.library.close()
        self.idle = moment in {"before", "restart"}
        if moment in {"before", "restart"}:
            self.go()
        if moment == "restart":
            self.library = self.open()
        if moment == "download":
            await self.until(self.download(number, leaves=True))
        await self.until(self.library.look({}, anew=True))
        self.leave_at = 0
        self.judge()
        await self.until(self.download(number, leaves=False))
        self.shim.heal()
        self.check_bare()
        while self.is_over():
            umount("--lazy", self.bare)
        self.check_bare()
        self.come()
        await self.answers()
        await self.library.look({}, anew=True)
        assert not self.library.shelf().away, self.library.shelf().away
        await self.download(number + 1000, leaves=False)
        await self.lets_go()

    async def until(self, action: Coroutine[object, object, None]) -> None:
        """To its end; a disk that hangs is noticed meanwhile, as time passes."""
        task = asyncio.ensure_future(action)
        while not task.done():
            await asyncio.wait({task}, timeout=0.05)
            if self.shim.hangs:
                await self.clock.advance(LONG + 1)
                self.calls.judge()
        await task

    async def answers(self) -> None:
        """What hung has returned, and the library was told so."""
        while self.calls.silent:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def lets_go(self) -> None:
        """Nothing of the library is open any more."""
        while self.held():  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def held(self) -> bool:
        return any(leads_to(fd, self.bare) for fd in Path("/proc/self/fd").iterdir())

    def judge(self) -> None:
        shelf = self.library.shelf()
        self.noticed += bool(shelf.away)
        listing = make_listing([make_item(1, number) for number in range(1, 14)])
        result = plan(make_desired(), make_observed(listing, shelf=shelf), self.clock.now())
        self.started += sum(isinstance(action, Enqueue) for action in result.actions)

    async def download(self, number: int, *, leaves: bool) -> None:
        item = ItemKey("lamp-post", 2, number)
        with suppress(AniworldError):
            async with self.library.parts(f"d{number}") as folder:
                (folder / "media.mp4").write_bytes(FILM)
                if leaves:
                    self.go()
                made = Made(item, "", PurePath(FOLDER, "Season 02", f"Lamp - S02E{number:02}"))
                await self.library.take_in(folder / "media.mp4", Release(item, "demo", "x"), made)
                self.placed += 1

    def is_over(self) -> bool:
        return str(self.bare) in Path("/proc/self/mountinfo").read_text()

    def check_bare(self) -> None:
        """What lies over the library, or below it when nothing does, got nothing from us."""
        ours = [*self.bare.rglob(".aniworldd*"), *self.bare.rglob("*S02E*")]
        real = (self.bare / ".aniworldd-root").exists() and (self.bare / FOLDER).exists()
        assert real or not ours, ours
        assert not list(self.over.iterdir())


def leads_to(fd: Path, folder: Path) -> bool:
    with suppress(OSError):  # it was closed meanwhile
        return fd.readlink().is_relative_to(folder)
    return False


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *map(str, words)], check=True, env={"PATH": os.environ["PATH"]})


def umount(*words: str | Path) -> None:
    subprocess.run(["umount", *map(str, words)], check=True, env={"PATH": os.environ["PATH"]})


async def main(folder: Path, times: int, seed: int) -> None:
    stage = Stage(folder, seed)
    await stage.library.look({}, anew=True)
    for number in range(1, times + 1):
        await stage.absence(number)
    stage.library.close()
    umount(stage.bare)
    written = sum(1 for _ in stage.bare.rglob("*"))
    sys.stdout.write(f"{stage.started} {written} {stage.noticed} {stage.placed}\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
