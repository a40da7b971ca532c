"""Health of the running daemon: what is wrong shows, and goes away when it is cured."""

import os
from datetime import UTC, datetime
from pathlib import Path

from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.probing import Probe
from aniworldd.health import Status
from aniworldd.overview.system import Check, Level
from aniworldd.programs import Programs
from aniworldd.refresh.bars import Outcome
from tests.daemon.conftest import KETTLE, World


def check(world: World, name: str) -> Check:
    return next(one for one in world.daemon.parts.view.system().checks if one.name == name)


async def test_all_is_well_after_the_first_scan(world: World) -> None:
    await world.start()
    world.wish(KETTLE)
    await world.sees(lambda: world.daemon.parts.view.health().ready)
    await world.sees(lambda: len(world.now().titles) == 1)

    assert world.daemon.parts.view.health().status is Status.HEALTHY
    system = world.daemon.parts.view.system()
    assert [one for one in system.checks if one.level in {Level.WARNING, Level.ERROR}] == []
    assert [job.name for job in system.jobs] == ["scan", "feeds"]
    assert all(job.next_at for job in system.jobs)
    assert system.jobs[0].last_at is not None


async def test_a_library_that_goes_away_is_wrong_until_it_is_back(world: World) -> None:
    await world.start()
    await world.sees(lambda: world.daemon.parts.view.health().ready)
    elsewhere = world.stage.library.rename(world.stage.library.with_name("elsewhere"))

    world.daemon.parts.reconciler.request(scan=True)
    await world.sees(lambda: check(world, "Library").level is Level.ERROR)
    assert world.daemon.parts.view.health().status is Status.DEGRADED
    elsewhere.rename(world.stage.library)
    world.daemon.parts.reconciler.request(scan=True)
    await world.sees(lambda: check(world, "Library").level is Level.OK)


async def test_a_wrong_file_is_a_warning_with_its_place(world: World) -> None:
    await world.start()
    path = world.stage.watchlist / "wrong.yaml"
    path.write_text("lnik: x\n")

    await world.sees(lambda: check(world, "Config").level is Level.WARNING)

    assert "wrong.yaml:1:1" in check(world, "Config").detail


async def test_a_disk_without_room_is_a_warning_until_there_is_some(world: World) -> None:
    await world.start()
    await world.sees(lambda: world.daemon.parts.view.health().ready)

    world.configure(("min_free: 64 MiB", "min_free: 900 TiB"))
    await world.sees(lambda: check(world, "Free space").level is Level.WARNING)
    world.configure(("min_free: 900 TiB", "min_free: 64 MiB"))
    await world.sees(lambda: check(world, "Free space").level is Level.OK)


async def test_a_watch_folder_that_goes_away_is_wrong_until_it_is_back(world: World) -> None:
    await world.start()
    world.wish(KETTLE)
    await world.sees(lambda: len(world.now().titles) == 1)

    elsewhere = world.stage.watchlist.rename(world.stage.watchlist.with_name("elsewhere"))
    await world.sees(lambda: check(world, "Watch folder").level is Level.ERROR)
    assert len(world.now().titles) == 1
    elsewhere.rename(world.stage.watchlist)
    await world.sees(lambda: check(world, "Watch folder").level is Level.OK)


async def test_a_provider_that_answers_again_is_well_again(world: World) -> None:
    world.shelf.faults.status = 500
    await world.start()
    world.wish(KETTLE)
    await world.sees(lambda: check(world, "Providers").level is Level.WARNING)

    world.shelf.faults.status = 0
    for watch in world.daemon.parts.wants.in_force():
        world.daemon.parts.refresher.ask(watch.link)
    await world.sees(lambda: check(world, "Providers").level is Level.OK)


async def test_bars_show_how_a_provider_answered(world: World) -> None:
    await world.start()
    world.wish(KETTLE)
    world.wish("no-such-series")
    [row] = await world.sees(
        lambda: [one for one in world.daemon.parts.view.system().providers if len(one.asked) == 2]
    )

    assert {asked.outcome for asked in row.asked} == {Outcome.OK, Outcome.FAILED}
    assert (row.name, row.wishes, row.failing) == ("demo", 2, 1)
    failed = next(asked for asked in row.asked if asked.outcome is Outcome.FAILED)
    assert failed.what


async def test_programs_are_looked_for_when_the_config_makes_use_of_them(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        "providers: {web: {kind: ytdlp}}\n"
        "downloads: {downloaders: [{kind: command, arguments: [my-fetch, '{url}']}]}\n"
    )
    programs = tmp_path / "bin"
    programs.mkdir()

    async def needs() -> dict[str, str]:
        where = places.find(config, {"HOME": str(tmp_path)})
        clock = SystemClock()
        probe = Probe(
            written.start(where, plugs.PLUGS), where, clock, Programs(clock, path=str(programs))
        )
        await probe.look()
        return {need.name: need.trouble for need in probe.found.needs}

    before = await needs()
    for name, said in (("yt-dlp", "2026.11.1"), ("ffmpeg", "7"), ("my-fetch", "")):
        (programs / name).write_text(f"#!/bin/sh\necho {said}\n")
        (programs / name).chmod(0o755)
    after = await needs()

    assert "not installed" in before["my-fetch"]
    assert "not installed" in before["ffmpeg"]
    assert "not installed" in before["yt-dlp"]
    assert after == {"yt-dlp": "", "ffmpeg": "", "my-fetch": ""}


async def test_a_program_that_the_config_names_need_not_be_on_the_path(tmp_path: Path) -> None:
    own = tmp_path / "own-yt-dlp"
    own.write_text("#!/bin/sh\necho 2026.11.1\n")
    own.chmod(0o755)
    config = tmp_path / "config.yaml"
    config.write_text(
        f"providers: {{web: {{kind: ytdlp, program: {own}}}}}\n"
        "downloads: {downloaders: [{kind: http}]}\n"
    )
    where, clock = places.find(config, {"HOME": str(tmp_path)}), SystemClock()
    programs = Programs(clock, path=str(tmp_path / "nothing"))
    probe = Probe(written.start(where, plugs.PLUGS), where, clock, programs)

    await probe.look()

    found = {need.name: need for need in probe.found.needs}
    assert found["yt-dlp"].trouble == ""
    own.unlink()
    await probe.look()
    [gone] = [need for need in probe.found.needs if need.name == "yt-dlp"]
    assert "own-yt-dlp" in gone.trouble
    assert gone.meant


async def test_what_nobody_asked_for_is_no_reason_to_look(tmp_path: Path) -> None:
    where, clock = places.find(None, {"HOME": str(tmp_path)}), SystemClock()
    programs = Programs(clock, path=str(tmp_path / "nothing"))
    probe = Probe(written.start(where, plugs.PLUGS), where, clock, programs)

    await probe.look()

    assert {need.name for need in probe.found.needs} == {"yt-dlp", "ffmpeg"}
    assert all(need.trouble and not need.meant for need in probe.found.needs)


async def test_the_newest_backup_and_the_right_to_write_are_seen(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("name: x\n")
    where = places.find(config, {"HOME": str(tmp_path)})
    clock = SystemClock()
    probe = Probe(written.start(where, plugs.PLUGS), where, clock, Programs(clock))
    await probe.look()
    before = probe.found
    probe._backups.take("mine")
    await probe.look()

    assert (before.backup_at, before.config_writable) == (None, os.access(tmp_path, os.W_OK))
    assert probe.found.backup_at is not None
    assert (datetime.now(UTC) - probe.found.backup_at).total_seconds() < 60
