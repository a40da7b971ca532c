"""From a file that is dropped to files that are there, as in production."""

from tests.daemon.conftest import CHAIR, KETTLE, World


async def test_a_wish_dropped_while_it_runs_brings_every_file_bit_for_bit(world: World) -> None:
    await world.start()
    world.wish(KETTLE)

    await world.sees(lambda: world.files().keys() >= world.stage.expected(KETTLE).keys())

    assert world.files() == world.stage.expected(KETTLE)
    await world.sees(lambda: not world.parts())


async def test_a_second_start_does_nothing_twice(world: World) -> None:
    world.shelf.mishaps.clear()
    world.stage.wish()
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(), seconds=60)
    await world.sees(lambda: not world.now().running and not world.now().queued)
    await world.stop()
    before = times(world)
    clips = world.shelf.count("/hoster/")

    await world.start()
    await world.sees(lambda: world.daemon.parts.reconciler.sequence >= 1)
    [titles] = [world.now().titles]

    assert times(world) == before
    assert world.shelf.count("/hoster/") == clips
    assert sum(row.here for row in titles) == len(world.stage.expected())


async def test_a_broken_neighbour_hides_nothing(world: World) -> None:
    (world.stage.watchlist / "broken.yaml").write_text("link: [\n")
    (world.stage.watchlist / "binary.yaml").write_bytes(b"\x00\xff\xfe")
    world.wish(KETTLE)
    await world.start()

    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))

    [concern] = world.now().concerns
    assert "broken.yaml" in concern.detail
    assert "binary.yaml" in concern.detail


async def test_a_config_that_breaks_leaves_the_last_good_one_in_force(world: World) -> None:
    world.wish(KETTLE)
    await world.start()
    good = world.stage.config.read_text("utf-8")
    world.stage.config.write_text("libary: 3\n")

    await world.sees(lambda: world.now().concerns)

    [concern] = world.now().concerns
    assert "did you mean 'library'" in concern.detail
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    world.stage.config.write_text(good, "utf-8")
    await world.sees(lambda: not world.now().concerns)


async def test_a_wish_that_no_provider_takes_is_a_problem_with_its_place(world: World) -> None:
    await world.start()
    (world.stage.watchlist / "odd.yaml").write_text("link: https://nobody.example/x\n")

    await world.sees(lambda: world.now().concerns)

    [concern] = world.now().concerns
    assert "watchlist/odd.yaml:1:7: error C402" in concern.detail


async def test_a_site_definition_that_changes_waits_for_a_restart_and_says_so(
    world: World,
) -> None:
    await world.start()
    (world.folder / "sites").mkdir()
    (world.folder / "sites/mine.yaml").write_text("schema: 1\n")

    await world.sees(lambda: world.now().concerns)

    [concern] = world.now().concerns
    assert concern.sentence == "These changes wait for a restart: sites/mine.yaml"


async def test_a_removed_wish_is_let_go_and_its_files_stay(world: World) -> None:
    path = world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))

    path.unlink()
    await world.sees(lambda: not world.now().titles, seconds=20)

    assert world.files() == world.stage.expected(KETTLE)


async def test_a_new_episode_and_a_later_dub_arrive_when_they_appear(world: World) -> None:
    world.wish(CHAIR)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(CHAIR))

    world.shelf.add_episode(CHAIR, 1, 6, ["German Dub"], german="Nachzügler")
    world.shelf.set_languages(CHAIR, 1, 5, ["English Sub", "German Sub"])
    await world.daemon.parts.control.commands["scan"]([])

    await world.sees(lambda: world.files() == world.stage.expected(CHAIR))
    assert len(world.files()) == 6


async def test_files_that_are_there_already_are_taken_as_they_are(world: World) -> None:
    folder = world.stage.library / "Die Teekesselritter (2021)" / "Staffel 1"
    folder.mkdir(parents=True)
    own = folder / "Die Teekesselritter 1x02.mkv"
    own.write_bytes(b"a film of somebody's own")
    world.wish(KETTLE)
    await world.start()

    await world.sees(lambda: len(world.files()) == len(world.stage.expected(KETTLE)))

    assert own.read_bytes() == b"a film of somebody's own"
    assert "1x02" in await world.why(KETTLE, "S01E02", "here")


def times(world: World) -> dict[str, int]:
    """When each file of the library was last changed."""
    return {path: (world.stage.library / path).stat().st_mtime_ns for path in world.files()}
