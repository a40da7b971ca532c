"""Each reason is produced in the running daemon, then its cause is removed and the reason goes."""

import shutil
from datetime import datetime, timedelta

import pytest

from tests.daemon.conftest import CHAIR, KETTLE, World

ONE = "S01E01"


async def test_here_as_which_file(world: World) -> None:
    world.wish(KETTLE)
    await world.start()

    sentence = await world.why(KETTLE, ONE, "here")

    assert sentence == f"here as {sorted(world.stage.expected(KETTLE))[1]} (German Dub)"


async def test_queued_and_downloading(world: World) -> None:
    world.shelf.drip = 200_000
    world.configure(("library:", "downloads: {concurrent: 1}\nlibrary:"))
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()

    assert "downloading since" in await world.why(KETTLE, ONE, "downloading")
    assert "waits for its turn" in await world.why(KETTLE, "S01E02", "queued")

    world.shelf.drip = None
    await world.why(KETTLE, "S01E02", "here", seconds=60)


async def test_waiting_for_a_retry_says_when_and_after_what(world: World) -> None:
    world.shelf.faults.paths = "/hoster/"
    world.shelf.faults.truncated = True
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()

    sentence = await world.why(KETTLE, ONE, "retry")
    assert "waits for the next try at" in sentence
    assert "broke off" in sentence

    world.shelf.faults.truncated = False
    await world.sees(lambda: not world.now().running)
    await retry(world, KETTLE, ONE)
    await world.why(KETTLE, ONE, "here", seconds=30)


async def test_given_up_says_why_and_how_to_retry(world: World) -> None:
    world.shelf.faults.dead_links = f"{KETTLE}/1/1/.*"
    world.configure(("library:", "downloads: {retries: 0}\nlibrary:"))
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()

    sentence = await world.why(KETTLE, ONE, "given_up")
    assert f"try again with: aniworldd retry {KETTLE} {ONE}" in sentence

    world.shelf.faults.dead_links = ""
    await retry(world, KETTLE, ONE)
    await world.why(KETTLE, ONE, "here")


async def test_a_retry_brings_what_its_wish_does_not_ask_for(world: World) -> None:
    world.shelf.faults.dead_links = f"{KETTLE}/1/1/.*"
    world.configure(("library:", "downloads: {retries: 0}\nlibrary:"))
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    await world.why(KETTLE, ONE, "given_up")
    world.wish(KETTLE, "seasons: [1]\ndownload: false\n")
    await world.sees(lambda: not world.daemon.parts.written.wishes.watches[0].download)

    world.shelf.faults.dead_links = ""
    await retry(world, KETTLE, ONE)

    await world.why(KETTLE, ONE, "here")


async def test_what_a_person_cancels_stays_away_until_somebody_wants_it(world: World) -> None:
    world.configure(("library:", "downloads: {running: false}\nlibrary:"))
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    await world.why(KETTLE, ONE, "queue_stopped")

    await command(world, "queue cancel", KETTLE, ONE)
    world.configure(("running: false", "running: true"))

    assert f"aniworldd retry {KETTLE} {ONE}" in await world.why(KETTLE, ONE, "cancelled")
    await world.why(KETTLE, "S01E02", "here")
    await scan(world)
    assert await world.why(KETTLE, ONE, "cancelled")

    await retry(world, KETTLE, ONE)
    await world.why(KETTLE, ONE, "here")


async def test_not_in_a_wanted_language_says_which_there_is(world: World) -> None:
    world.wish(CHAIR)
    await world.start()

    sentence = await world.why(CHAIR, "S01E05", "not_in_wanted_language")
    assert sentence == (
        "released, but not in a wanted language (German Dub, German Sub); there is English Sub"
    )

    world.shelf.set_languages(CHAIR, 1, 5, ["English Sub", "German Dub"])
    await scan(world)
    await world.why(CHAIR, "S01E05", "here")


async def test_waiting_for_the_better_language_until(world: World) -> None:
    world.configure(("languages_wait: 0 s", "languages_wait: 7 days"))
    world.wish(CHAIR)
    await world.start()

    sentence = await world.why(CHAIR, "S01E03", "better_language")
    assert sentence.startswith("waits for German Dub until ")
    assert sentence.endswith("then takes German Sub")

    world.configure(("languages_wait: 7 days", "languages_wait: 0 s"))
    await world.why(CHAIR, "S01E03", "here")


@pytest.mark.parametrize(
    "line,reason",
    [
        ("seasons: [2]\n", "excluded_by_seasons"),
        ("monitor: none\n", "excluded_by_monitor"),
        ("monitor: future\n", "excluded_by_monitor"),
        ("enabled: false\n", "wish_disabled"),
        ("download: false\n", "not_asked"),
    ],
)
async def test_what_the_wish_itself_says(world: World, line: str, reason: str) -> None:
    world.wish(KETTLE)
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    await world.start()
    await world.why(KETTLE, ONE, "not_asked")

    world.wish(KETTLE, line)
    await world.why(KETTLE, ONE, reason)

    world.wish(KETTLE, "download: true\n")
    await world.why(KETTLE, ONE, "here")


async def test_the_queue_is_stopped(world: World) -> None:
    world.configure(("library:", "downloads: {running: false}\nlibrary:"))
    world.wish(KETTLE)
    await world.start()

    assert (await world.why(KETTLE, ONE, "queue_stopped")).endswith(
        "on again: aniworldd resume, or downloads.running: true"
    )

    world.configure(("running: false", "running: true"))
    await world.why(KETTLE, ONE, "here")


async def test_outside_the_hours_it_says_when_they_begin(world: World) -> None:
    now = datetime.now().astimezone()
    begin, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (3, 5))
    world.configure(("library:", f'downloads: {{hours: "{begin}-{end}"}}\nlibrary:'))
    world.wish(KETTLE)
    await world.start()

    sentence = await world.why(KETTLE, ONE, "outside_hours")
    assert sentence.startswith(f"queued; downloads run {begin}-{end} (downloads.hours), next ")
    assert sentence.endswith(begin)

    world.configure((f'hours: "{begin}-{end}"', "hours: null"))
    await world.why(KETTLE, ONE, "here")


async def test_a_hoster_is_down_and_comes_back(world: World) -> None:
    world.shelf.faults.paths = "/hoster/"
    world.shelf.faults.status = 503
    world.shelf.faults.retry_after = "90"
    world.configure(("library:", "downloads: {retries: 0}\nlibrary:"))
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()

    await world.why(KETTLE, ONE, "retry")
    sentence = await world.why(KETTLE, "S01E03", "host_down")
    assert "answered 503 (Service Unavailable); asked again " in sentence
    row = world.title(KETTLE)
    assert row is not None
    assert "given_up" not in {item.reason for item in row.items}


async def test_the_provider_fails_since_when_and_why(world: World) -> None:
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "not_asked")

    world.shelf.faults.status = 500
    await scan(world)
    sentence = await world.why(KETTLE, ONE, "provider_failing")
    assert sentence.startswith("its provider fails since ")
    assert "500" in sentence

    world.shelf.faults.status = 0
    await scan(world)
    await world.why(KETTLE, ONE, "not_asked", seconds=30)


async def test_the_layout_changed(world: World) -> None:
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "not_asked")

    world.shelf.faults.drift = True
    await scan(world)
    assert "its definition needs an update" in await world.why(KETTLE, ONE, "layout_changed")
    row = world.title(KETTLE)
    assert row is not None
    assert row.wanted == len(row.items) == 6  # a broken page is never "no episodes"

    world.shelf.faults.drift = False
    await scan(world)
    await world.why(KETTLE, ONE, "not_asked")


async def test_the_library_is_away(world: World) -> None:
    world.wish(KETTLE)
    await world.start()
    await world.why(KETTLE, ONE, "here")
    shelved = world.stage.library.with_name("elsewhere")

    world.stage.library.rename(shelved)
    world.stage.library.mkdir()  # a bare mount point
    await scan(world)
    assert "cannot be known: " in await world.why(KETTLE, ONE, "library_away")
    assert list(world.stage.library.iterdir()) == []

    world.stage.library.rmdir()
    shelved.rename(world.stage.library)
    await scan(world)
    await world.why(KETTLE, ONE, "here")


async def test_the_library_shrank_and_somebody_is_asked(world: World) -> None:
    world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    await world.sees(lambda: not world.now().running and not world.now().queued)  # all is known
    clips = world.shelf.count("/hoster/")

    shutil.rmtree(world.stage.library / "Die Teekesselritter (2021)")
    await scan(world)
    assert "aniworldd root accept" in await world.why(KETTLE, ONE, "library_shrunk")
    assert world.shelf.count("/hoster/") == clips

    await command(world, "root accept")
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))


async def test_the_disk_is_below_its_floor(world: World) -> None:
    world.configure(("min_free: 64 MiB", "min_free: 1000 TiB"))
    world.wish(KETTLE)
    await world.start()

    assert "are to stay free" in await world.why(KETTLE, ONE, "disk_below_floor")

    world.configure(("min_free: 1000 TiB", "min_free: 64 MiB"))
    await world.why(KETTLE, ONE, "here")


async def command(world: World, name: str, *words: str) -> object:
    return await world.daemon.parts.control.commands[name](words)


async def scan(world: World) -> None:
    await command(world, "scan")


async def retry(world: World, *words: str) -> None:
    await command(world, "retry", *words)
