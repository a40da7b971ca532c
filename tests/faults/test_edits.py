"""Whatever editors do to config.yaml, what is in force was in the file as a whole, and valid."""

from pathlib import Path
from random import Random

import pytest

from aniworldd.config import files, places
from aniworldd.config.places import Places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.written import Written
from tests.faults import edits
from tests.faults.edits import Said


def somewhere(folder: Path) -> Places:
    (folder / "watchlist").mkdir(parents=True)
    config = folder / "config.yaml"
    config.write_bytes(edits.version(0, Random(0), valid=True).data)
    return places.find(config, {"STATE_DIRECTORY": str(folder / "state")})


def means(where: Places) -> Said | None:
    """What the bytes on the disk say at this moment, if they are valid."""
    source = files.read_bytes(where.config)
    if isinstance(source, OSError):
        return None
    settings = files.judge(source, where, plugs.PLUGS).settings
    return edits.said(settings) if settings else None


def starts_with(where: Places) -> Said | None:
    """What a daemon that starts now would put in force."""
    settings = files.read(where, plugs.PLUGS).settings
    return edits.said(settings) if settings else None


async def edit(where: Places, number: int) -> None:
    """`number` edits; now and then somebody reads in the middle of one."""
    random = Random(number)
    begin = written.start(where, plugs.PLUGS)
    running = Written(where, plugs.PLUGS, begin)
    await running.reload()
    in_force = edits.said(running.live.current)
    for turn in range(1, number + 1):
        version = edits.version(turn, random)
        for _ in edits.way(where.config, version.data, random):
            if random.random() < 0.02:
                now = means(where)
                await running.reload()
                found = edits.said(running.live.current)
                assert found in {in_force, now}, turn
                if where.config.exists():  # a start with a named file that is gone is refused
                    assert starts_with(where) == found, turn
                in_force = found
        await running.reload()
        found = edits.said(running.live.current)
        assert found == (version.said or in_force), turn
        assert bool(running.reading.problems) == (version.said is None), turn
        in_force = found
        if turn % 10 == 0:
            assert starts_with(where) == in_force, turn


def test_every_form_of_a_file_is_what_these_tests_take_it_for(tmp_path: Path) -> None:
    where = somewhere(tmp_path)
    text = "name: One\nscheduler:\n  interval_minutes: 7\ndownloads: {retries: 3}\n"
    for data, valid in edits.every_kind(text):
        where.config.write_bytes(data)
        assert means(where) == (("One", 7, 3) if valid else None), data[:80]


async def test_hundreds_of_edits_leave_only_valid_versions_in_force(tmp_path: Path) -> None:
    await edit(somewhere(tmp_path), 300)


@pytest.mark.slow
async def test_ten_thousand_edits_leave_only_valid_versions_in_force(tmp_path: Path) -> None:
    await edit(somewhere(tmp_path), 10_000)
