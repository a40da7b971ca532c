"""A series is one series: whatever it, its provider or its folder is called meanwhile."""

from aniworldd.model.download import DownloadState
from tests.daemon.conftest import CHAIR, KETTLE, World

ONE = "S01E01"
STOPPED = ("library:", "downloads: {running: false}\nlibrary:")


async def _complete(world: World) -> None:
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    await world.sees(lambda: _all_here(world, KETTLE))


def _all_here(world: World, key: str) -> bool:
    row = world.title(key)
    return row is not None and row.wanted == row.here > 0


async def _asked(world: World) -> None:
    """Every link is asked for anew, and a pass has followed."""
    parts = world.daemon.parts
    before = {link: source.fetched_at for link, source in parts.records.catalogue.sources.items()}
    for link in before:
        parts.refresher.ask(link)
    await world.sees(
        lambda: all(
            parts.records.catalogue.sources[link].fetched_at != at for link, at in before.items()
        )
    )
    await parts.reconciler.settle(scan=True)


async def test_a_provider_under_another_name_downloads_nothing_again(world: World) -> None:
    world.wish(KETTLE)
    await _complete(world)
    await world.stop()
    world.configure(("  demo: {kind", "  main: {kind"))
    count = world.shelf.count("/hoster/")

    await world.start()
    await _asked(world)

    row = world.title(KETTLE)
    assert row is not None
    assert (row.provider, row.note, row.here) == ("main", "", row.wanted)
    assert world.shelf.count("/hoster/") == count
    assert not world.daemon.parts.records.queue.downloads()


async def test_another_key_downloads_nothing_again(world: World) -> None:
    world.wish(KETTLE)
    await _complete(world)
    count = world.shelf.count("/hoster/")

    world.wish(KETTLE, "key: kettle\n")
    await world.sees(
        lambda: (
            [
                watch.key
                for watches in world.daemon.parts.whose.assigned.by_provider.values()
                for watch in watches
            ]
            == ["kettle"]
        )
    )
    await _asked(world)

    await world.sees(lambda: _all_here(world, "kettle"))
    assert world.shelf.count("/hoster/") == count
    assert world.files() == world.stage.expected(KETTLE)


async def test_one_key_for_two_titles_mixes_nothing(world: World) -> None:
    world.configure(STOPPED)
    world.wish(KETTLE, "key: same\n")
    world.wish(CHAIR, "key: same\n")
    await world.start()

    await world.why("same", ONE, "queue_stopped")
    await world.why(KETTLE, ONE, "queue_stopped")
    await _asked(world)

    assert {row.key: row.folder for row in world.now().titles} == {
        "same": "Bürostuhl-Galaxis (2026)",
        KETTLE: "Die Teekesselritter (2021)",
    }


async def test_a_broken_definition_is_no_reason_to_give_up(world: World) -> None:
    world.configure(("library:", "downloads: {retries: 0}\nlibrary:"))
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    sites = world.stage.config.parent / "sites"
    sites.mkdir()
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "not_asked")
    await world.stop()
    (sites / "standin.yaml").write_text("nonsense: [\n")
    world.configure(("auto_download_after_rescan: false", "auto_download_after_rescan: true"))

    await world.start()

    await world.why(KETTLE, ONE, "no_provider")
    assert not world.daemon.parts.records.queue.downloads()
    (sites / "standin.yaml").unlink()
    await world.stop()
    await world.start()
    await world.why(KETTLE, ONE, "here")


async def test_what_is_queued_waits_for_its_broken_definition(world: World) -> None:
    world.configure(("library:", "downloads: {retries: 0, running: false}\nlibrary:"))
    sites = world.stage.config.parent / "sites"
    sites.mkdir()
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "queue_stopped")
    await world.stop()
    (sites / "standin.yaml").write_text("nonsense: [\n")
    world.configure(("running: false", "running: true"))

    await world.start()

    await world.why(KETTLE, ONE, "retry")
    queue = world.daemon.parts.records.queue.downloads()
    assert {(one.state, one.tries) for one in queue} == {(DownloadState.PENDING, 0)}


async def test_a_folder_in_another_case_is_the_title_s(world: World) -> None:
    world.configure(STOPPED)
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "queue_stopped")
    (world.stage.library / "die teekesselritter (2021)").mkdir()

    world.configure(("running: false", "running: true"))

    await world.why(KETTLE, ONE, "here")


async def test_a_title_lost_from_the_state_comes_back(world: World) -> None:
    world.configure(STOPPED)
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "queue_stopped")
    world.daemon.parts.records.store.table("titles").drop(KETTLE)
    await world.stop()
    world.wish(CHAIR)

    await world.start()

    await world.why(CHAIR, ONE, "queue_stopped")
    await world.why(KETTLE, ONE, "queue_stopped")


async def test_what_was_given_up_stays_so_while_the_library_is_away(world: World) -> None:
    world.configure(("library:", "downloads: {retries: 0}\nlibrary:"))
    world.wish(KETTLE)
    folder = world.stage.library / "Die Teekesselritter (2021)" / "Season 01"
    folder.mkdir(parents=True)
    in_the_way = "Die Teekesselritter - S01E01 - Der Ruf des Wasserkochers.mp4"
    (folder / in_the_way).write_bytes(b"")
    await world.start()
    await world.why(KETTLE, ONE, "given_up")
    [before] = [one for one in world.daemon.parts.records.queue.downloads() if one.item.code == ONE]
    library, elsewhere = world.stage.library, world.stage.library.with_name("elsewhere")

    library.rename(elsewhere)
    await world.daemon.parts.reconciler.settle(scan=True)
    await world.why(KETTLE, ONE, "library_away")
    elsewhere.rename(library)
    await world.daemon.parts.reconciler.settle(scan=True)

    await world.why(KETTLE, ONE, "given_up")
    assert world.daemon.parts.records.queue.find(before.id) == before
