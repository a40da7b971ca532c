"""A better file replaces one of ours: at any moment one of them is there, and others' stay."""

import errno
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path, PurePath
from types import SimpleNamespace

import pytest

from aniworldd.demo import clips
from aniworldd.disk import Disk
from aniworldd.errors import Conflict, LibraryAway
from aniworldd.library import beneath, importer, recycle, swaps
from aniworldd.library.library import Library, Made
from aniworldd.library.root import Machine
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.store import Store
from tests.fake_clock import FakeClock

FOLDER = "The Lamp Post (2024)"
NAME = "The Lamp Post - S01E01"
KEY = ItemKey("lamp-post", 1, 1)
SUB, DUB = clips.make("kettle.mp4", "sub"), clips.make("kettle.mp4", "dub")
OTHER = clips.make("storm.webm", "dub")
OLD = f"{FOLDER}/{NAME}.mp4"


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "library"
        self.root.mkdir(exist_ok=True)
        self.clock = FakeClock()
        self.lives = itertools.count()
        self.state = folder / "state"
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.state, now=self.clock.now)
        self.library = Library(
            self.store,
            self.root,
            clock=self.clock,
            disk=Disk(self.clock),
            new_id=lambda: "an id",
            publish=lambda event: None,
            machine=lambda: Machine("boot", "", ""),
        )

    def close(self) -> None:
        self.library.close()
        self.store.close()

    async def live_again(self) -> None:
        """As after a kill: only what is on the disk is left."""
        state = self.folder / f"state-{next(self.lives)}"
        shutil.copytree(self.state, state)
        self.close()
        self.state = state
        self.open()
        await self.look()

    async def look(self) -> None:
        await self.library.look({FOLDER: "The Lamp Post"}, anew=True)

    async def bring(self, content: bytes, language: str, *, replaces: str = "") -> str:
        release = Release(KEY, "demo", "https://catalogue.example/x", language=language)
        made = Made(KEY, language, PurePath(FOLDER, NAME), replaces)
        async with self.library.parts("d1") as folder:
            (folder / "media.mp4").write_bytes(content)
            return await self.library.take_in(folder / "media.mp4", release, made)

    def shown(self) -> dict[str, bytes]:
        """What a person sees in the library."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not str(path.relative_to(self.root)).startswith(".")
        }

    def recycled(self) -> dict[str, bytes]:
        folder = self.root / ".aniworldd/recycle"
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def language(self) -> str:
        return self.library.shelf().files[FOLDER][1, 1].language


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    await world.look()
    await world.bring(SUB, "German Sub")
    yield world
    world.close()


async def test_the_better_file_has_the_name_and_the_old_one_is_kept(world: World) -> None:
    path = await world.bring(DUB, "German Dub", replaces=OLD)

    assert (path, world.shown()) == (OLD, {OLD: DUB})
    assert world.recycled() == {f"2026-05-01/{OLD}": SUB}
    assert world.language() == "German Dub"


async def test_another_container_gets_another_name(world: World) -> None:
    path = await world.bring(OTHER, "German Dub", replaces=OLD)

    assert path == f"{FOLDER}/{NAME}.webm"
    assert world.shown() == {path: OTHER}
    assert world.recycled() == {f"2026-05-01/{OLD}": SUB}


@pytest.mark.parametrize("better", [DUB, OTHER], ids=["same container", "another container"])
async def test_where_the_old_one_went_is_known_by_the_name_until_it_is_removed(
    world: World, better: bytes
) -> None:
    before = swaps.recycled(world.store)
    await world.bring(better, "German Dub", replaces=OLD)
    after = swaps.recycled(world.store)
    for _ in range(40):
        world.clock.set(world.clock.now() + timedelta(days=1))
        await world.library.tidy(30)

    assert before == {}
    assert after == {f"{FOLDER}/{NAME}": ".aniworldd/recycle/2026-05-01"}
    assert swaps.recycled(world.store) == {}


async def test_of_several_days_the_last_one_is_said(world: World) -> None:
    await world.bring(DUB, "English Dub", replaces=OLD)
    world.clock.set(world.clock.now() + timedelta(days=1))
    await world.bring(OTHER, "German Dub", replaces=OLD)

    assert swaps.recycled(world.store) == {f"{FOLDER}/{NAME}": ".aniworldd/recycle/2026-05-02"}


async def test_what_lies_beside_it_stays(world: World) -> None:
    beside = {f"{FOLDER}/{NAME}.de.srt": b"1", f"{FOLDER}/{NAME}.nfo": b"2"}
    for path, content in beside.items():
        (world.root / path).write_bytes(content)

    await world.bring(DUB, "German Dub", replaces=OLD)

    assert world.shown() == {OLD: DUB, **beside}


async def test_it_can_be_replaced_again(world: World) -> None:
    await world.bring(DUB, "English Dub", replaces=OLD)
    await world.bring(OTHER, "German Dub", replaces=OLD)

    assert world.recycled() == {
        f"2026-05-01/{OLD}": SUB,
        f"2026-05-01/{FOLDER}/{NAME} (2).mp4": DUB,
    }


def edit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    status = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def replace(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"another's")


@pytest.mark.parametrize("change", [edit, touch, replace])
async def test_a_file_that_somebody_changed_is_never_touched(
    world: World, change: Callable[[Path], None]
) -> None:
    change(world.root / OLD)
    before = world.shown()

    with pytest.raises(Conflict, match="not as aniworldd made it"):
        await world.bring(DUB, "German Dub", replaces=OLD)

    assert world.shown() == before
    assert world.recycled() == {}
    assert world.language() == ""  # it is theirs now


async def test_a_file_that_we_did_not_make_is_never_touched(world: World) -> None:
    other = f"{FOLDER}/{NAME.replace('E01', 'E02')}.mkv"
    (world.root / other).write_bytes(SUB)

    with pytest.raises(Conflict, match="not made by aniworldd"):
        await world.bring(DUB, "German Dub", replaces=other)

    assert world.shown() == {OLD: SUB, other: SUB}


async def test_a_file_that_is_gone_needs_no_replacing(world: World) -> None:
    (world.root / OLD).unlink()

    assert await world.bring(DUB, "German Dub", replaces=OLD) == OLD
    assert world.recycled() == {}


async def test_what_is_kept_goes_after_its_days_and_nothing_else_does(world: World) -> None:
    await world.bring(DUB, "German Dub", replaces=OLD)
    planted = world.root / ".aniworldd/recycle/2026-05-01/mine.mkv"
    planted.write_bytes(b"planted")

    for _ in range(30):
        await world.library.tidy(30)
        await world.clock.advance(timedelta(days=1).total_seconds())
    assert len(world.recycled()) == 2
    for _ in range(2):
        await world.library.tidy(30)
        await world.clock.advance(timedelta(days=1).total_seconds())

    assert world.recycled() == {"2026-05-01/mine.mkv": b"planted"}
    assert world.shown() == {OLD: DUB}


async def test_empty_folders_go_too(world: World) -> None:
    await world.bring(DUB, "German Dub", replaces=OLD)

    for _ in range(3):
        await world.library.tidy(1)
        await world.clock.advance(timedelta(days=1).total_seconds())

    assert list((world.root / ".aniworldd/recycle").iterdir()) == []


async def test_a_clock_that_jumps_makes_nothing_old(world: World) -> None:
    await world.bring(DUB, "German Dub", replaces=OLD)
    await world.library.tidy(30)

    await world.clock.advance(timedelta(days=4000).total_seconds())
    await world.library.tidy(30)

    assert len(world.recycled()) == 1


async def test_what_somebody_changed_in_the_recycle_folder_stays(world: World) -> None:
    await world.bring(DUB, "German Dub", replaces=OLD)
    edit(world.root / ".aniworldd/recycle/2026-05-01" / OLD)

    for _ in range(3):
        await world.library.tidy(1)
        await world.clock.advance(timedelta(days=1).total_seconds())

    assert len(world.recycled()) == 1


async def test_an_error_half_way_is_mended_by_the_next_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = Fails(3, lambda: OSError(errno.EIO, "broken"))
    fails.patch(monkeypatch)
    with pytest.raises(LibraryAway):
        await world.bring(DUB, "German Dub", replaces=OLD)
    monkeypatch.undo()
    assert len(world.shown()) in {1, 2}

    path = await world.bring(DUB, "German Dub", replaces=OLD)

    assert (path, world.shown()) == (OLD, {OLD: DUB})


class Killed(BaseException):
    """As by SIGKILL: nothing of ours runs after it."""


class Fails:
    """Lets so many changes of the disk happen, and fails the next one, or just after it."""

    def __init__(self, at: int, error: Callable[[], BaseException], *, after: bool = False) -> None:
        self.left = at
        self._error = error
        self._after = after

    def patch(self, patch: pytest.MonkeyPatch) -> None:
        system = SimpleNamespace(**vars(os))  # the state's own files are not meant
        for name in ("mkdir", "link", "unlink", "rmdir", "fsync"):
            setattr(system, name, self._wrap(getattr(os, name)))
        for module in (beneath, importer, recycle):
            patch.setattr(module, "os", system)
        patch.setattr(beneath, "_renameat2", self._wrap(beneath._renameat2))

    def _wrap(self, call: Callable[..., object]) -> Callable[..., object]:
        def fail(*words: object, **named: object) -> object:
            self.left -= 1
            if self.left == 0 and not self._after:
                raise self._error()
            result = call(*words, **named)
            if self.left == 0:
                raise self._error()
            return result

        return fail


def no_renameat2(*_: object) -> None:
    """As on NFS."""
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


_RENAME = beneath._renameat2


def no_exchange(source: int, name: str, target: int, new: str, flags: int) -> None:
    """As on exFAT."""
    if flags == beneath._EXCHANGE:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    _RENAME(source, name, target, new, flags)


Rename = Callable[[int, str, int, str, int], None]


async def lives_and_dies(
    world: World, content: bytes, fails: Fails, rename: Rename = _RENAME
) -> bool:
    """Bring a better file until the kill; says whether it came."""
    await world.look()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beneath, "_renameat2", rename)
        fails.patch(patch)
        try:
            await world.bring(content, "German Dub", replaces=OLD)
        except Killed:
            return True
    return False


def another(world: World, folder: Path) -> World:
    """One just like this closed one."""
    shutil.copytree(world.root, folder / "library")
    shutil.copytree(world.folder / "state", folder / "state")
    return World(folder)


@pytest.mark.parametrize(
    "content, rename",
    [
        (DUB, _RENAME),
        (DUB, no_renameat2),
        (DUB, no_exchange),
        (OTHER, _RENAME),
        (OTHER, no_renameat2),
    ],
    ids=["exchanged", "linked", "renamed", "renamed to another name", "linked to another name"],
)
async def test_killed_at_any_change_of_the_disk_one_of_both_is_there_and_it_is_mended(
    world: World, tmp_path: Path, content: bytes, rename: Rename
) -> None:
    new = OLD if content == DUB else f"{FOLDER}/{NAME}.webm"
    world.close()
    ends: list[bytes] = []
    killed = True
    while killed:
        life = another(world, tmp_path / str(len(ends)))
        killed = await lives_and_dies(life, content, Fails(len(ends) + 1, Killed), rename)
        assert {SUB, content}.issuperset(life.shown().values())
        assert len(life.shown()) >= 1

        await life.live_again()

        shown = life.shown()
        assert shown in ({OLD: SUB}, {new: content})
        came = shown == {new: content}
        assert life.language() == ("German Dub" if came else "German Sub")
        assert list(life.recycled().values()) == [SUB] * came
        ends += shown.values()
        life.close()

    assert ends == sorted(ends, key=[SUB, content].index)  # once it has appeared, it stays
    assert ends.count(SUB) >= 2
    assert ends.count(content) >= 3


async def test_killed_when_all_is_done_but_not_said_it_is_said_later(
    world: World, tmp_path: Path
) -> None:
    world.close()
    counts = Fails(1000, Killed)
    before = another(world, tmp_path / "counts")
    assert not await lives_and_dies(before, DUB, counts)
    before.close()
    life = another(world, tmp_path / "killed")

    last = Fails(1000 - counts.left, Killed, after=True)
    assert await lives_and_dies(life, DUB, last)
    assert life.shown() == {OLD: DUB}
    await life.live_again()

    assert life.language() == "German Dub"
    assert life.recycled() == {f"2026-05-01/{OLD}": SUB}
    life.close()
