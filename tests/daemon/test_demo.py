"""`aniworldd demo --once`, as CI and the README run it: everything arrives, whatever happens."""

from pathlib import Path

import pytest

from aniworldd.daemon.demo import Late
from aniworldd.demo.shelf import Language, Shelf
from aniworldd.demo.stage import Stage
from aniworldd.demo.titles import LATE, invented
from tests.daemon.program import Program
from tests.fake_clock import FakeClock
from tests.present import digest, visible


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_once_ends_when_every_file_is_there_and_the_sub_has_made_way(program: Program) -> None:
    folder = program.home / "demo"
    # as in a unit of systemd
    theirs = {"STATE_DIRECTORY": str(program.home / "service"), "ANIWORLDD__NAME": "Theirs"}
    ended = program.call("demo", "--once", "--keep", folder, timeout=180, environ=theirs)

    why = program.call("why", LATE, "S01E01", "--config", folder / "config.yaml")
    again = program.call("demo", "--once", "--keep", folder, timeout=300)

    shelf = invented()
    assert ended.returncode == 0, ended.stderr
    assert "All 23 files are there, each with the SHA-256 it should have." in ended.stdout
    assert "next try at" in ended.stderr
    assert "(German Dub); the one before it went to .aniworldd/recycle/" in why.stdout
    assert again.returncode == 0, again.stderr
    recycled = folder / "library/.aniworldd/recycle"
    assert sorted(digest(path.read_bytes()) for path in visible(recycled)) == sorted(
        digest(shelf.clip(LATE, 1, number, Language.GERMAN_SUB)) for number in (1, 2)
    )


async def test_the_dub_comes_out_a_while_after_the_sub_is_here(tmp_path: Path) -> None:
    shelf, clock = invented(), FakeClock()
    late = Late(Stage(tmp_path, shelf, clock), clock, wait=15)
    [first, second] = sorted(late.files)

    steps = [late.comes_out({first, second}), late.comes_out({second}), late.comes_out(())]
    await clock.advance(14)
    steps.append(late.comes_out(()))
    assert not late.out
    await clock.advance(1)
    steps += [late.comes_out(()), late.comes_out(())]

    assert steps == [False, False, False, False, True, False]
    assert late.out
    assert languages(shelf) == {Language.GERMAN_DUB, Language.GERMAN_SUB, Language.ENGLISH_SUB}


def languages(shelf: Shelf) -> set[Language]:
    """In which each episode is to be had."""
    one, other = (set(episode.languages) for episode in shelf.season(LATE, 1).episodes)
    assert one == other
    return one
