"""`python -m tests.library.failing FOLDER KIND STEP`, under the shim: every STEPth call fails.

Looks at a library takes downloads into it and replaces them, while all calls after the first,
the second, the third fail. Says what must be 0: what was forgotten, what would have been queued,
what was changed of somebody's files; and then how many looks failed, of how many, and how many
downloads and upgrades.
"""

import asyncio
import ctypes
import hashlib
import random
import shutil
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path, PurePath
from typing import get_args

from aniworldd.demo import clips
from aniworldd.disk import Disk
from aniworldd.downloaders.http import Http
from aniworldd.errors import AniworldError
from aniworldd.library.library import Library, Made
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Enqueue
from aniworldd.store import Store
from tests.downloaders.conformance import generator
from tests.downloaders.conftest import opened
from tests.downloaders.film import Film
from tests.factories import make_desired, make_item, make_listing, make_observed
from tests.fake_clock import FakeClock
from tests.faults.server import FaultyServer
from tests.faults.shim import Kind, Shim

FOLDER = "The Lamp Post (2024)"
KNOWN = 12
NEVER = 1_000_000
OLD, NEW = clips.make("kettle.mp4", "an old film"), clips.make("kettle.mp4", "a better one")
RECYCLED = ".aniworldd/recycle/*"

Action = Callable[[int], Awaitable[bool]]


class Stage:
    """A library with some files, on a disk that fails by order."""

    def __init__(self, folder: Path, kind: Kind, step: int) -> None:
        self.shim = Shim.inside()
        self.kind: Kind = kind
        self.step = step
        self.directory = self.shim.library
        place = self.directory / FOLDER / "Season 01"
        place.mkdir(parents=True)
        for number in range(1, KNOWN):
            (place / f"The Lamp Post - S01E{number:02}.mkv").write_bytes(b"x")
        (place.parent / "last.mkv").write_bytes(b"x")
        (place / f"The Lamp Post - S01E{KNOWN}.mkv").symlink_to("../last.mkv")
        self.clock = FakeClock()
        self.store = Store.open(folder / "state", now=self.clock.now)
        self.library = self.open()
        self.before = self.hashes()
        self.forgotten = self.queued = self.changed = 0

    def open(self) -> Library:
        """As after a start: every folder is listed."""
        return Library(
            self.store,
            self.directory,
            clock=self.clock,
            disk=Disk(self.clock),
            new_id=lambda: "an id",
            publish=lambda _: None,
        )

    def hashes(self) -> dict[str, str]:
        """Of what has a name in the library."""
        return {
            str(path.relative_to(self.directory)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.directory.rglob("*")
            if path.is_file() and ".aniworldd" not in str(path)
        }

    async def each_fails(
        self, action: Action, prepare: Callable[[int], Awaitable[None]] | None = None
    ) -> tuple[int, int]:
        """Have `action` meet a failure at its calls; how often it failed, of how often."""
        if prepare:
            await prepare(0)
        self.shim.order(self.kind, after=NEVER)
        await action(0)
        calls = int(ctypes.CDLL(None).shim_answered())
        failed, tried = 0, range(random.randrange(self.step), calls, self.step)
        for well in tried:
            if prepare:
                await prepare(1 + well)
            self.shim.order(self.kind, after=well)
            failed += await action(1 + well)
            self.shim.heal()
            self.judge()
            await self.library.look({}, anew=True)
            assert not self.library.shelf().away, self.library.shelf().away
            self.judge()
        return failed, len(tried)

    async def look(self, number: int) -> bool:
        self.library = self.open()
        await self.library.look({}, anew=True)
        self.judge(away=bool(self.library.shelf().away))
        return bool(self.library.shelf().away)

    def judge(self, *, away: bool = False) -> None:
        shelf = self.library.shelf()
        known = {key for key in shelf.files.get(FOLDER, {}) if key[0] == 1}
        self.forgotten += len(known) != KNOWN or bool(shelf.gone)
        listing = make_listing([make_item(1, number) for number in range(1, KNOWN + 1 + away)])
        result = plan(make_desired(), make_observed(listing, shelf=shelf), self.clock.now())
        self.queued += sum(isinstance(action, Enqueue) for action in result.actions)

    async def download(self, number: int, downloader: Http, url: str, film: bytes) -> bool:
        """Fetch it and give it its place; whether that failed."""
        item = ItemKey("lamp-post", 2, number)
        release = Release(item, "demo", url, form=Form.FILE)
        name = f"The Lamp Post - S02E{number:04}"
        failed = False
        try:
            async with self.library.parts(f"d{number}") as folder:
                async with aclosing(generator(downloader, release, folder)) as steps:
                    async for _ in steps:
                        pass
                made = Made(item, "", PurePath(FOLDER, "Season 02", name))
                await self.library.take_in(folder / "media.mp4", release, made)
        except AniworldError:
            failed = True
        self.shim.heal()
        self.check(f"{FOLDER}/Season 02/{name}.mp4", film, must=not failed)
        self.remove("Season 02")
        return failed

    async def place(self, number: int, film: bytes, *, replaces: str = "") -> None:
        item = ItemKey("lamp-post", 3, number)
        target = PurePath(FOLDER, "Season 03", f"The Lamp Post - S03E{number:04}")
        async with self.library.parts(f"u{number}") as folder:
            await asyncio.to_thread((folder / "media.mp4").write_bytes, film)
            made = Made(item, "", target, replaces)
            await self.library.take_in(folder / "media.mp4", Release(item, "demo", "x"), made)

    async def first(self, number: int) -> None:
        """What `upgrade` will replace."""
        await self.place(number, OLD)
        self.before = self.hashes()

    async def upgrade(self, number: int) -> bool:
        """Let a better file take its place; whether that failed."""
        path = f"{FOLDER}/Season 03/The Lamp Post - S03E{number:04}.mp4"
        failed = False
        try:
            await self.place(number, NEW, replaces=path)
        except (AniworldError, OSError):  # the test's own write is not explained
            failed = True
        self.shim.heal()
        await self.library.look({}, anew=True)
        now = self.hashes()
        is_new = now.pop(path) == hashlib.sha256(NEW).hexdigest()
        self.changed += now != {other: of for other, of in self.before.items() if other != path}
        self.changed += not (failed or is_new)
        kept = [p for p in self.directory.glob(f"{RECYCLED}/{path}") if p.read_bytes() == OLD]
        self.changed += is_new and not kept
        self.remove("Season 03")
        return failed

    def remove(self, season: str) -> None:
        """What was made, so that a library of some files is looked at and not of hundreds."""
        shutil.rmtree(self.directory / FOLDER / season, ignore_errors=True)
        self.before = self.hashes()

    def check(self, path: str, film: bytes, *, must: bool) -> None:
        """What others have there is as it was; ours is there whole, or not at all."""
        now = self.hashes()
        ours = now.pop(path, None)
        whole = hashlib.sha256(film).hexdigest()
        self.changed += now != self.before or ours not in {whole, None} or (must and ours is None)


async def main(folder: Path, kind: Kind, step: int) -> None:
    stage = Stage(folder, kind, step)
    await stage.library.look({}, anew=True)
    looks, calls = await stage.each_fails(stage.look)
    film = Film(clips.make("kettle.mp4", "a film"))
    async with FaultyServer() as server, opened() as downloader:
        server.routes["/film.mp4"] = film

        async def download(number: int) -> bool:
            return await stage.download(number, downloader, server.url("/film.mp4"), film.data)

        downloads, _ = await stage.each_fails(download)
    upgrades, _ = await stage.each_fails(stage.upgrade, stage.first)
    sys.stdout.write(
        f"{stage.forgotten} {stage.queued} {stage.changed} {looks} {calls} {downloads} {upgrades}\n"
    )


if __name__ == "__main__":
    [kind] = [kind for kind in get_args(Kind) if kind == sys.argv[2]]
    asyncio.run(main(Path(sys.argv[1]), kind, int(sys.argv[3])))
