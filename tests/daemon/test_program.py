"""The command as people call it: what it prints, how it ends, and that nothing is lost."""

import json
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
from pathlib import Path

import pytest

import aniworldd
from tests.daemon.program import PASSWORD, Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_without_a_word_of_config_it_runs_and_says_what_to_do(program: Program) -> None:
    # whoever runs these tests may have an aniworldd on the usual port
    with program.running(environ={"ANIWORLDD__SERVER__PORT": "0"}) as daemon:
        daemon.wait_for_log("The library is there")
        page = daemon.page()

        assert not program.config.exists()
        assert "watchlist" in page
        assert program.watchlist.is_dir()
        assert (program.home / "Videos/aniworldd/.aniworldd-root").is_file()
        assert daemon.end() == 0


def test_health_answers_as_documented(program: Program) -> None:
    program.lay_out()
    with program.running() as daemon:
        answer = json.loads(daemon.page("health", login=False))

    assert answer["status"] == "healthy"
    assert answer["version"] == aniworldd.__version__
    assert answer["timestamp"].endswith("Z")


def test_the_state_is_the_owners_alone(program: Program) -> None:
    program.lay_out()
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        assert stat.S_IMODE(program.state.stat().st_mode) == 0o700
        assert stat.S_IMODE((program.state / "control.sock").stat().st_mode) == 0o600


def test_a_second_instance_ends_with_75_and_a_sentence(program: Program) -> None:
    program.lay_out()
    with program.running():
        second = program.call("run")

    assert second.returncode == 75
    assert str(program.state) in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_named_with_the_cure(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program.lay_out()
        program.config.write_text(f"server: {{port: {port}}}\n")
        ended = program.call("run")

    assert ended.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in ended.stderr
    assert "set server.port in config.yaml" in ended.stderr


@pytest.mark.parametrize(
    "words", [(), ("fly",), ("why",), ("plan", "--fast"), ("site",), ("root", "reject")], ids=str
)
def test_a_wrong_call_ends_with_64_and_shows_the_usage(
    program: Program, words: tuple[str, ...]
) -> None:
    ended = program.call(*words)

    assert ended.returncode == 64
    assert "usage: aniworldd" in ended.stderr


def test_a_config_error_on_a_first_start_ends_with_78_and_makes_nothing(program: Program) -> None:
    program.lay_out("langauges: [German Dub]\n")
    ended = program.call("run")

    assert ended.returncode == 78
    assert "config.yaml:3:1: error C107: langauges: unknown key; did you mean 'languages'?" in (
        ended.stderr
    )
    assert not program.state.exists()


def test_a_config_that_breaks_between_two_starts_leaves_the_last_good_in_force(
    program: Program,
) -> None:
    program.lay_out()
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        assert daemon.end() == 0
    program.config.write_text("library: [\n")

    with program.running() as daemon:
        page = daemon.page()
        assert "The last good version is in force" in page
        daemon.wait_for_log("config.yaml is not valid: its last good version stays in force")
        assert daemon.end() == 0

    strict = program.call("run", "--strict")
    assert strict.returncode == 78
    checked = program.call("check")
    assert checked.returncode == 78


def test_served_to_the_network_it_says_so_and_asks_for_the_token(program: Program) -> None:
    program.lay_out("")
    program.config.write_text(
        program.config.read_text().replace("port: 0", "port: 0, host: 0.0.0.0")
    )
    with program.running() as daemon:
        assert daemon.address.startswith("http://127.0.0.1:")
        daemon.wait_for_log("serves all addresses of this machine")
        daemon.wait_for_log("setup token")
        found = re.search(r"setup token ([0-9a-f]{32})", daemon.log())
        assert found is not None
        with pytest.raises(urllib.error.HTTPError) as refused:
            daemon.post("api/auth/setup", {"master_password": PASSWORD}, Via="1.1 x")
        done = daemon.post(
            "api/auth/setup",
            {"master_password": PASSWORD},
            **{"Via": "1.1 x", "X-Setup-Token": found[1]},
        )

        assert refused.value.code == 403
        assert done["status"] == "ok"
        assert daemon.end() == 0


def test_a_host_that_is_none_is_refused(program: Program) -> None:
    program.lay_out()
    program.config.write_text("server: {host: 'no host'}\n")

    ended = program.call("run")

    assert ended.returncode == 78
    assert "neither an address nor the name" in ended.stderr


@pytest.mark.parametrize(
    "make,sentence",
    [
        (lambda folder: None, "does not exist"),
        (lambda folder: folder.write_text("x"), "is not a folder"),
    ],
    ids=["missing", "a file"],
)
def test_a_library_that_is_not_there_is_named_and_nothing_is_made(
    program: Program, make: object, sentence: str
) -> None:
    program.lay_out()
    program.library.rmdir()
    make(program.library)  # type: ignore[operator]
    with program.running() as daemon:
        daemon.wait_for_log(sentence)
        page = daemon.page()

    assert sentence in page
    assert not program.library.is_dir()


def test_a_definition_that_is_wrong_is_named_on_a_first_start(program: Program) -> None:
    program.lay_out("providers: {mine: {kind: site, definition: mine.yaml}}\n")
    (program.config.parent / "sites").mkdir()
    (program.config.parent / "sites/mine.yaml").write_text("schema: 1\nid: mine\n")

    ended = program.call("run")

    assert ended.returncode == 78
    assert "sites/mine.yaml" in ended.stderr


@pytest.mark.parametrize(
    "config,found",
    [
        ("providers: {x: {kind: sote}}\n", "did you mean 'site'?"),
        ("languages: {a: b}\n", "languages"),
        ("scheduler: {interval_minutes: 0}\n", "interval_minutes"),
        ("name: a\nname: b\n", "name"),
    ],
)
def test_check_says_what_is_wrong_and_ends_with_78(
    program: Program, config: str, found: str
) -> None:
    program.lay_out(config)

    ended = program.call("check")

    assert ended.returncode == 78
    assert found in ended.stdout


def test_check_names_a_link_that_no_provider_recognises(program: Program) -> None:
    program.lay_out()
    (program.watchlist / "a.yaml").write_text("link: https://nobody.example/x\n")

    ended = program.call("check")

    assert ended.returncode == 78
    assert "watchlist/a.yaml:1:7: error C402: link: no provider recognises" in ended.stdout


def test_check_is_content_with_good_files(program: Program) -> None:
    program.lay_out()

    ended = program.call("check")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "All files are valid" in ended.stdout


def test_plan_changes_nothing_and_says_that_no_daemon_runs(program: Program) -> None:
    program.lay_out()
    before = tree(program.home)

    ended = program.call("plan")

    assert ended.returncode == 0
    assert "No daemon has run with this state yet" in ended.stdout
    assert tree(program.home) == before


def test_why_says_what_is_known_of_a_title_that_lists_nothing_yet(program: Program) -> None:
    program.lay_out()
    (program.watchlist / "lamp-post.yaml").write_text("link: https://nobody.example/x\n")

    ended = program.call("why", "lamp-post", "S01E01")

    assert ended.returncode == 0
    assert "no provider recognises https://nobody.example/x" in ended.stdout


def test_a_terminal_that_knows_few_signs_shows_all_the_same(program: Program) -> None:
    ended = program.call("names", "Süß/S01E01.mkv", environ={"PYTHONIOENCODING": "ascii"})

    assert ended.returncode == 0
    assert "S\\xfc\\xdf/S01E01.mkv" in ended.stdout


@pytest.mark.parametrize("place", ["a-file", "a-file/below"])
def test_a_demo_in_an_impossible_place_says_so(program: Program, place: str) -> None:
    (program.home / "a-file").write_text("x")

    ended = program.call("demo", "--once", "--keep", program.home / place)

    assert ended.returncode == 1
    assert "cannot be made a folder" in ended.stderr


def test_why_guesses_what_was_meant(program: Program) -> None:
    program.lay_out()
    (program.watchlist / "lamp-post.yaml").write_text("link: https://nobody.example/x\n")

    known, unknown = program.call("why", "lamp-post"), program.call("why", "lamppost")

    assert "no provider recognises https://nobody.example/x" in known.stdout
    assert unknown.returncode == 64
    assert "did you mean 'lamp-post.yaml'?" in unknown.stderr


def test_names_reads_a_name_as_json(program: Program) -> None:
    ended = program.call("names", "--json", "Lamp (2024)/Season 02/Lamp - S02E03-E04 - Glow.mkv")

    [line] = ended.stdout.splitlines()
    reading = json.loads(line)
    assert (reading["take"], reading["kind"], reading["skip_reason"]) == (True, "episode", None)
    assert (reading["series"], reading["year"]) == ("Lamp", 2024)
    assert (reading["season"], reading["episodes"]) == (2, [3, 4])
    assert list(reading) == [
        *("path", "take", "kind", "skip_reason", "series", "year"),
        *("season", "episodes", "absolute", "date"),
    ]


@pytest.mark.parametrize("words", [("scan",), ("retry",), ("root", "accept")], ids=str)
def test_what_needs_a_daemon_says_so(program: Program, words: tuple[str, ...]) -> None:
    program.lay_out()

    ended = program.call(*words)

    assert ended.returncode == 1
    assert "start it with: aniworldd run" in ended.stderr


def test_status_is_told_by_the_daemon_and_read_without_it(program: Program) -> None:
    program.lay_out()
    program.watchlist.joinpath("odd.yaml").write_text("link: https://nobody.example/x\n")
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        program.call("scan")
        told = program.call("status")
        machine = json.loads(program.call("status", "--json").stdout)
    read = program.call("status")

    assert told.returncode == read.returncode == 0
    line, headline, *lines = told.stdout.splitlines()
    assert line.endswith("in the files.")
    assert headline == machine["headline"]
    assert "  odd.yaml: no provider recognises https://nobody.example/x" in "\n".join(lines)
    assert machine["asked"].keys() == {"odd.yaml"}
    first, *lines = read.stdout.splitlines()
    assert first.startswith("No daemon is running")
    assert "  odd.yaml: no provider recognises https://nobody.example/x" in "\n".join(lines)


def test_scan_speaks_with_the_daemon(program: Program) -> None:
    program.lay_out()
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        ended = program.call("scan")

    assert ended.returncode == 0
    assert "0 files in the library" in ended.stdout


def test_recover_has_nothing_to_do_for_a_good_state(program: Program) -> None:
    program.lay_out()
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        assert daemon.end() == 0

    ended = program.call("recover")

    assert ended.returncode == 1
    assert "nothing to recover" in ended.stderr


def test_a_state_that_cannot_be_read_is_locked_until_recover(program: Program) -> None:
    program.lay_out()
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")
        assert daemon.end() == 0
    for path in program.state.glob("*"):
        if path.is_file() and path.suffix != ".lock":
            path.write_bytes(b"\x00" * 512)

    with program.running() as daemon:
        page = daemon.page(login=False)
        assert "aniworldd recover" in page
        assert daemon.end() == 0

    assert program.call("recover").returncode == 0
    with program.running() as daemon:
        daemon.wait_for_log("The library is there")


def test_a_config_that_was_named_and_is_not_there_is_refused(program: Program) -> None:
    """The last good version in the state may be of another file."""
    program.lay_out()
    with program.running() as daemon:
        assert daemon.end() == 0

    ended = program.call("run", "--config", program.home / "nope.yaml")

    assert ended.returncode == 78
    assert "there is no file" in ended.stderr


@pytest.mark.parametrize(
    "words, usage",
    [
        (("scan", "everything"), "aniworldd scan"),
        (("backup", "list", "mine"), "aniworldd backup list"),
        (("why", "lamp", "S01E01", "S01E02"), "aniworldd why"),
    ],
    ids=str,
)
def test_a_stray_word_shows_the_usage_of_its_command(
    program: Program, words: tuple[str, ...], usage: str
) -> None:
    ended = program.call(*words)

    assert ended.returncode == 64
    assert ended.stderr.startswith(f"usage: {usage} ")
    assert f"unrecognized arguments: {words[-1]}" in ended.stderr


def test_a_name_of_nothing_is_no_name(program: Program) -> None:
    ended = program.call("names", "")

    assert (ended.returncode, ended.stdout) == (64, "")


@pytest.mark.parametrize("wait", [0.02, 0.05, 0.08, 0.12, 0.2, 0.4])
def test_an_interrupt_while_it_starts_shows_no_traceback(program: Program, wait: float) -> None:
    """Before our first line the interpreter itself may be the one that is interrupted."""
    program.lay_out()
    heeding = ("env", "--default-signal=INT")  # what a shell starts behind itself ignores it
    process = subprocess.Popen(
        [*heeding, sys.executable, "-m", "aniworldd", "run"],
        env=program.environ,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()

    assert "aniworldd/daemon/" not in said
