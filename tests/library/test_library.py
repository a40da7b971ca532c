"""The library as the daemon knows it: away is not empty, gone is a question, ours is remembered."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path, PurePath

import pytest

from aniworldd.demo import clips
from aniworldd.disk import Disk
from aniworldd.errors import Conflict
from aniworldd.events import Event, LibraryShrank, LibraryWentAway
from aniworldd.library.library import Library, Made, Reader
from aniworldd.library.root import Machine, Root
from aniworldd.library.scan import Scan, scan
from aniworldd.library.shelf import COUNTED
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.store import Store
from tests.fake_clock import FakeClock

FOLDER = "The Lamp Post (2024)"
KEY = ItemKey("lamp-post", 1, 1)
RELEASE = Release(KEY, "demo", "https://catalogue.example/x", language="German Dub")
MACHINE = Machine("boot", "", "")
FILM = clips.make("kettle.mp4", "a film")


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "library"
        self.root.mkdir()
        self.clock = FakeClock()
        self.disk = Disk(self.clock)
        self.events: list[Event] = []
        self.open()

    def open(self, read: Reader = scan) -> None:
        self.store = Store.open(self.folder / "state", now=self.clock.now)
        self.library = Library(
            self.store,
            self.root,
            clock=self.clock,
            disk=self.disk,
            new_id=lambda: "an id",
            publish=self.events.append,
            machine=lambda: MACHINE,
            read=read,
        )

    def close(self) -> None:
        self.library.close()
        self.store.close()

    def put(self, season: int, *numbers: int) -> None:
        place = self.root / FOLDER / f"Season {season:02}"
        place.mkdir(parents=True, exist_ok=True)
        for number in numbers:
            (place / f"The Lamp Post - S{season:02}E{number:02}.mkv").write_bytes(b"x")

    async def look(self) -> None:
        await self.library.look({FOLDER: "The Lamp Post"}, anew=True)

    def here(self) -> set[tuple[int, int]]:
        return set(self.library.shelf().files.get(FOLDER, {}))

    async def take_in(self, number: int = 1) -> str:
        item = ItemKey("lamp-post", 1, number)
        name = f"The Lamp Post - S01E{number:02}"
        made = Made(item, "German Dub", PurePath(FOLDER, "Season 01", name))
        async with self.library.parts("d1") as folder:
            (folder / "media.mp4").write_bytes(FILM)
            return await self.library.take_in(folder / "media.mp4", RELEASE, made)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path)
    yield world
    world.close()


async def test_what_is_there_is_here(world: World) -> None:
    world.put(1, 1, 2)
    await world.look()

    assert world.here() == {(1, 1), (1, 2)}


async def test_an_away_root_keeps_what_was_known_and_says_why(world: World) -> None:
    world.put(1, 1)
    await world.look()
    world.root.rename(world.root.with_name("elsewhere"))
    world.root.mkdir()
    await world.look()

    assert "has no mark" in world.library.shelf().away
    assert world.here() == {(1, 1)}
    assert list(world.root.iterdir()) == []
    assert isinstance(world.events[-1], LibraryWentAway)


async def test_a_shrink_is_a_question_that_survives_a_restart(world: World) -> None:
    world.put(1, *range(1, 11))
    await world.look()
    shutil.rmtree(world.root / FOLDER)
    world.close()
    world.open()
    await world.look()

    assert len(world.here()) == 10
    assert len(world.library.shelf().gone) == 10
    assert any(isinstance(event, LibraryShrank) for event in world.events)

    await world.library.accept_gone()
    await world.look()
    assert (world.here(), world.library.shelf().gone) == (set(), frozenset())


async def test_a_shrunk_library_that_comes_back_asks_no_more(world: World) -> None:
    world.put(1, *range(1, 11))
    await world.look()
    shutil.rmtree(world.root / FOLDER)
    await world.look()
    world.put(1, *range(1, 11))
    await world.look()

    assert world.library.shelf().gone == frozenset()


async def test_what_we_made_is_here_at_once_with_its_language(world: World) -> None:
    await world.look()
    path = await world.take_in()

    here = world.library.shelf().files[FOLDER][1, 1]
    assert (here.path, here.language) == (path, "German Dub")
    assert (world.root / path).read_bytes() == FILM


async def test_a_file_in_the_place_of_one_of_ours_that_went_is_not_ours(world: World) -> None:
    await world.look()
    path = await world.take_in()
    await world.look()
    (world.root / path).unlink()
    await world.look()

    (world.root / path).write_bytes(b"another film, of the user")
    await world.look()

    here = world.library.shelf().files[FOLDER][1, 1]
    assert (here.path, here.language) == (path, "")


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_file_put_over_one_of_ours_is_not_ours(world: World, restarted: bool) -> None:
    await world.look()
    path = await world.take_in()
    await world.look()
    theirs = world.root / "theirs"
    theirs.write_bytes(b"another film, of the user")
    theirs.rename(world.root / path)
    if restarted:
        world.close()
        world.open()
    await world.look()

    here = world.library.shelf().files[FOLDER][1, 1]
    assert (here.path, here.language) == (path, "")


async def test_a_file_put_over_one_of_ours_is_not_ours_while_a_question_stands(
    world: World,
) -> None:
    world.put(2, *range(1, 11))
    await world.look()
    path = await world.take_in()
    await world.look()
    shutil.rmtree(world.root / FOLDER / "Season 02")
    theirs = world.root / "theirs"
    theirs.write_bytes(b"another film, of the user")
    theirs.rename(world.root / path)

    await world.look()

    assert world.library.shelf().gone
    assert world.library.shelf().files[FOLDER][1, 1].language == ""


async def test_its_language_is_known_after_a_restart(world: World) -> None:
    await world.look()
    await world.take_in()
    world.close()
    world.open()
    await world.look()

    assert world.library.shelf().files[FOLDER][1, 1].language == "German Dub"


async def test_a_file_of_somebody_elses_is_never_replaced_nor_called_ours(world: World) -> None:
    await world.look()
    theirs = world.root / FOLDER / "Season 01" / "The Lamp Post - S01E01.mp4"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")

    with pytest.raises(Conflict, match="never replaced"):
        await world.take_in()

    assert theirs.read_bytes() == b"theirs"
    await world.look()
    assert world.library.shelf().files[FOLDER][1, 1].language == ""


async def test_a_file_made_while_a_look_is_under_way_is_not_forgotten(
    world: World,
) -> None:
    await world.look()
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def slow(
        root: Root,
        titles: Mapping[str, str],
        before: Scan,
        now: datetime,
        moved: Callable[[], None],
    ) -> Scan:
        found = scan(root, titles, before, now)
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        return found

    world.close()
    world.open(slow)
    go_on.set()
    await world.look()
    begun.clear()
    go_on.clear()
    looking = asyncio.create_task(world.look())
    await begun.wait()
    await world.take_in()
    go_on.set()
    await looking

    assert world.here() == {(1, 1)}


async def test_parts_in_progress_stay_in_the_root_that_comes_back(world: World) -> None:
    await world.look()
    async with world.library.parts("d1") as folder:
        away = world.root.with_name("elsewhere")
        world.root.rename(away)
        await world.look()
        away.rename(world.root)
        await world.look()

        (folder / "more.part").write_bytes(b"x")

    assert (world.root / ".aniworldd/parts/an id/d1/more.part").exists()


async def test_a_pass_without_a_scan_reads_no_folder(world: World) -> None:
    await world.look()
    world.put(1, 1)
    await world.library.look({}, anew=False)

    assert world.here() == set()


async def test_every_folder_is_listed_once_a_week_whatever_its_times_say(world: World) -> None:
    trusted: list[bool] = []

    def read(
        root: Root,
        titles: Mapping[str, str],
        previous: Scan,
        now: datetime,
        moved: Callable[[], None],
    ) -> Scan:
        trusted.append(previous.trusted)
        return scan(root, titles, previous, now)

    world.close()
    world.open(read)
    await world.look()
    await world.look()
    world.clock.set(world.clock.now() + timedelta(days=7))
    await world.look()
    await world.look()

    assert trusted == [False, True, False, True]


async def test_a_counted_number_waits_for_the_catalogue_and_is_missed_when_it_goes(
    world: World,
) -> None:
    world.put(1, *range(1, 3))
    for number in range(101, 109):
        (world.root / FOLDER / f"The Lamp Post - {number}.mkv").write_bytes(b"x")
    await world.look()
    counted = world.library.shelf().unread
    for number in range(101, 109):
        (world.root / FOLDER / f"The Lamp Post - {number}.mkv").unlink()
    await world.look()

    assert counted[0] == f"{FOLDER}/The Lamp Post - 101.mkv"
    assert world.library.shelf().unread == ()
    assert (COUNTED, 101) in world.here()  # until somebody answers
    assert len(world.library.shelf().gone) == 8


async def test_a_look_that_finds_nothing_new_writes_nothing(world: World) -> None:
    world.put(1, 1, 2)
    await world.look()
    before = world.store.sequence
    await world.look()

    assert world.store.sequence == before


async def test_thousands_of_series_are_taken_in_portions(world: World) -> None:
    for number in range(250):
        (world.root / f"Series {number:03}").mkdir()
        (world.root / f"Series {number:03}" / "S01E01.mkv").write_bytes(b"x")
    await world.look()
    world.close()
    world.open()

    assert len(world.library.shelf().files) == 250
    assert world.library.shelf().files["Series 249"][(1, 1)].path == "Series 249/S01E01.mkv"
