"""`add`, `remove` and `backup` as people call them, with and without a daemon."""

import json
import stat
import time
from pathlib import Path

import pytest

from tests.daemon.program import Program

LINK = "https://catalogue.example/anime/stream/night-bus"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_first_wish_needs_neither_config_nor_daemon(program: Program) -> None:
    added = program.call(
        "add", LINK, "--languages", "German Dub, German Sub", "--upgrade", "--name", "Bus"
    )

    assert (added.returncode, added.stderr) == (0, "")
    assert added.stdout.startswith("Added watchlist/night-bus.yaml\n")
    assert (program.watchlist / "night-bus.yaml").read_text().splitlines()[1:] == [
        f"link: {LINK}",
        "name: Bus",
        "languages: [German Dub, German Sub]",
        "upgrade: true",
    ]
    again = program.call("add", f"{LINK}/")
    assert again.returncode == 0
    assert again.stdout == "watchlist/night-bus.yaml wishes for it already; nothing was changed\n"


def test_machines_get_what_was_done(program: Program) -> None:
    program.lay_out("providers: {plain: {kind: plain}}\n")

    def machine(*words: str) -> object:
        ended = program.call(*words, "--json")
        assert (ended.returncode, ended.stderr) == (0, "")
        found: object = json.loads(ended.stdout)
        return found

    added = machine("add", LINK)
    again = machine("add", LINK)
    taken = machine("backup", "take", "mine")
    removed = machine("remove", "night-bus")
    restored = machine("backup", "restore", "mine")

    assert isinstance(added, dict)
    assert added["file"] == "watchlist/night-bus.yaml"
    assert added["but"].startswith("no provider in")
    assert again == {"file": "watchlist/night-bus.yaml", "new": False, "but": ""}
    assert removed == {"file": "watchlist/night-bus.yaml", "line": None, "backup": None}
    assert isinstance(restored, dict)
    assert restored["written"] == [str(program.watchlist / "night-bus.yaml")]
    listed = machine("backup", "list")
    assert isinstance(listed, list)
    assert listed[-1] == taken
    assert machine("backup", "prune") == []


def test_a_link_that_no_provider_takes_is_said_at_once(program: Program) -> None:
    program.lay_out("providers: {plain: {kind: plain}}\n")

    added = program.call("add", LINK)

    assert added.returncode == 0
    assert "no provider in" in added.stdout
    assert "recognises the link; there are: plain" in added.stdout
    assert program.call("check").returncode == 78


def test_a_wrong_link_is_a_wrong_call(program: Program) -> None:
    program.lay_out()

    wrong = program.call("add", "catalogue.example/x")

    assert wrong.returncode == 64
    assert wrong.stderr == (
        "aniworldd: link: 'catalogue.example/x' is not an http:// or https:// address"
        " (write https://catalogue.example/x)\n"
    )
    assert list(program.watchlist.iterdir()) == []


def test_an_added_wish_is_removed_and_a_persons_own_comes_back(program: Program) -> None:
    program.lay_out()
    program.call("add", LINK)
    mine = program.watchlist / "mine.txt"
    mine.write_text("# mine\nhttps://x.example/one\nhttps://x.example/two | name=Two\n")
    before = tree(program.watchlist)

    ours = program.call("remove", "night-bus")
    theirs = program.call("remove", "Two")

    assert ours.stdout == "Removed watchlist/night-bus.yaml; episodes stay\n"
    assert theirs.stdout.startswith("Removed line 3 of watchlist/mine.txt; episodes stay\n")
    assert tree(program.watchlist) == {"mine.txt": b"# mine\nhttps://x.example/one\n"}
    name = theirs.stdout.split()[-1]
    restored = program.call("backup", "restore", name)
    assert restored.returncode == 0
    assert tree(program.watchlist) == {"mine.txt": before["mine.txt"]}


def test_a_wish_is_removed_by_the_key_that_why_and_plan_say(program: Program) -> None:
    program.lay_out("providers: {plain: {kind: plain}}\n")
    (program.watchlist / "list.txt").write_text(
        "https://x.example/bus.mkv\nhttps://x.example/b.mkv\n"
    )
    with program.running() as daemon:
        daemon.wait_for_log("Chose folder bus for bus")
        assert "[bus]" in program.call("plan").stdout

        removed = program.call("remove", "bus")

    assert removed.stdout.startswith("Removed line 1 of watchlist/list.txt; episodes stay\n")
    assert (program.watchlist / "list.txt").read_text() == "https://x.example/b.mkv\n"


def test_an_unknown_key_is_answered_with_the_one_that_was_meant(program: Program) -> None:
    program.lay_out()
    program.call("add", LINK)

    unknown = program.call("remove", "night-bsu")

    assert unknown.returncode == 64
    assert unknown.stderr == (
        "aniworldd: no wish is called 'night-bsu'; did you mean 'night-bus'?\n"
    )


def test_backups_are_listed_taken_restored_and_pruned(program: Program) -> None:
    program.lay_out("fetch: {proxy: 'http://me:geheim@127.0.0.1:9'}\n")
    before = program.config.read_bytes()

    assert "There is no backup" in program.call("backup", "list").stdout
    assert program.call("backup", "take", "good").stdout.startswith("Made good in ")
    assert program.call("backup", "take", "good").returncode == 1
    assert "good" in program.call("backup", "list").stdout
    file = program.state / "backups" / "good.tar.gz"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    program.config.write_bytes(before.replace(b"port: 0", b"port: 1"))
    restored = program.call("backup", "restore", "good")
    assert f"wrote    {program.config}" in restored.stdout
    assert "geheim" not in restored.stdout
    assert program.config.read_bytes() == before
    program.config.write_bytes(before.partition(b"fetch:")[0] + b"providers: {}\n")
    without = program.call("backup", "restore", "good")
    assert "fetch.proxy is null now: the backup was made without secrets" in without.stdout
    assert "is null now" not in restored.stdout
    assert program.call("backup", "restore", "../good").returncode == 64
    pruned = program.call("backup", "prune").stdout
    assert pruned == "Nothing to delete: backups are kept for 30 days, the newest always\n"


def test_a_config_that_is_broken_from_the_start_is_mended_by_a_restore(program: Program) -> None:
    data = program.home / "data"
    program.lay_out(f"data_dir: {data}\n")
    good = program.config.read_bytes()
    program.call("backup", "take", "good")
    program.config.write_bytes(good + b"nmae: [\n")
    assert program.call("plan").returncode == 78

    restored = program.call("backup", "restore", "good")

    assert (restored.returncode, restored.stderr) == (0, "")
    assert program.config.read_bytes() == good
    assert len(list((data / "backups").iterdir())) == 2


def test_a_folder_of_wishes_that_is_away_is_not_filled_again(program: Program) -> None:
    program.lay_out()
    program.call("add", LINK)
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        assert daemon.end() == 0
    program.watchlist.rename(program.home / "unplugged")

    away = program.call("add", "https://catalogue.example/other")

    assert away.returncode == 1
    assert "is its disk there?" in away.stderr
    assert not program.watchlist.exists()


def test_a_running_daemon_takes_an_added_wish_over(program: Program) -> None:
    program.lay_out()
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        program.call("add", LINK)

        def page() -> str:
            return daemon.page()

        end = time.monotonic() + 15
        while LINK not in page() and time.monotonic() < end:
            time.sleep(0.05)
        assert LINK in page()
