"""config.yaml is judged at every reading; its last good version stands in for a broken one."""

import os
from pathlib import Path

import pytest

from aniworldd.config import files, places
from aniworldd.config.files import Reading
from aniworldd.config.kept import FOLDER
from aniworldd.config.places import Places
from aniworldd.config.problems import render
from aniworldd.config.settings import Settings
from tests.config.make import PLUGS, Hls, Http, Site, Ytdlp, text

GOOD = "name: Good\nlanguages: [German Dub]\n"
BROKEN = {
    "broken YAML": (b"name: [a\n", "config.yaml:1:7: error C004: the [ that opens here"),
    "a binary file": (b"\x7fELF\0\0", "config.yaml: error C003: this is not a text file"),
    "a wrong type": (b"name: [a]\n", "config.yaml:1:7: error C201: name: a text is expected"),
    "an unknown key": (b"nmae: a\n", "config.yaml:1:1: error C107: nmae: unknown key; did you"),
    "a key given twice": (b"name: a\nname: b\n", "config.yaml:2:1: error C102: name: this key"),
    "an unknown provider": (
        b"providers:\n  x: {kind: siet}\n",
        "config.yaml:2:13: error C207: providers.x.kind: no provider is of kind 'siet'; did you",
    ),
    "an unknown downloader": (
        b"downloads: {downloaders: [{kind: htpt}]}\n",
        "config.yaml:1:34: error C207: downloads.downloaders[0].kind: no downloader is of kind",
    ),
    "a bad provider": (
        b"providers:\n  x: {kind: site}\n",
        "config.yaml:2:6: error C101: providers.x.definition: this key is missing",
    ),
    "too large": (b"#" * (1024 * 1024 + 1), "config.yaml: error C002: the file has 1,048,577"),
}
each_broken = pytest.mark.parametrize(
    "source, said", BROKEN.values(), ids=[name.replace(" ", "-") for name in BROKEN]
)


@pytest.fixture
def where(tmp_path: Path) -> Places:
    environ = {"STATE_DIRECTORY": str(tmp_path / "state"), "HOME": str(tmp_path / "home")}
    (tmp_path / "etc").mkdir()
    return places.find(None, {**environ, "CONFIGURATION_DIRECTORY": str(tmp_path / "etc")})


def _write(where: Places, source: str | bytes) -> None:
    where.config.write_bytes(source.encode() if isinstance(source, str) else source)


def _started(where: Places, source: str | bytes = GOOD) -> Reading:
    """A start with a good file."""
    _write(where, source)
    reading = files.read(where, PLUGS)
    files.keep(where, reading)
    return reading


def test_without_a_file_everything_has_its_default(where: Places) -> None:
    reading = files.read(where, PLUGS)

    assert (reading.settings, reading.problems) == (Settings(), ())
    assert reading.downloaders == (Http(kind="http"), Hls(kind="hls"), Ytdlp(kind="ytdlp"))


def test_the_sections_of_plugs_come_judged(where: Places) -> None:
    _write(where, "providers:\n  mysite: {kind: site, definition: a.yaml}\n")

    reading = files.read(where, PLUGS)

    assert reading.providers == {"mysite": Site(kind="site", definition="a.yaml")}
    assert reading.problems == ()


@each_broken
def test_a_first_start_with_a_broken_file_has_no_settings(
    where: Places, source: bytes, said: str
) -> None:
    _write(where, source)

    reading = files.read(where, PLUGS)

    assert reading.settings is None
    assert render(reading.problems).startswith(said)


@each_broken
def test_a_broken_file_leaves_the_last_good_version_in_force_over_a_restart(
    where: Places, source: bytes, said: str
) -> None:
    good = _started(where)
    _write(where, source)

    reading = files.read(where, PLUGS)
    files.keep(where, reading)
    restarted = files.read(where, PLUGS)

    assert reading.last_good
    assert reading.settings == restarted.settings == good.settings
    assert render(reading.problems).startswith(said)
    assert where.config.read_bytes() == source


@each_broken
def test_a_strict_start_does_not_use_the_last_good_version(
    where: Places, source: bytes, said: str
) -> None:
    _started(where)
    _write(where, source)

    reading = files.read(where, PLUGS, strict=True)

    assert reading.settings is None
    assert render(reading.problems).startswith(said)


def test_a_repaired_file_is_in_force_again(where: Places) -> None:
    _started(where)
    _write(where, "name: [")
    files.read(where, PLUGS)
    _write(where, "name: Repaired\n")

    reading = files.read(where, PLUGS)

    assert not reading.last_good
    assert reading.settings == Settings(name="Repaired")


def test_an_emptied_file_means_the_defaults(where: Places) -> None:
    _started(where)
    _write(where, "")

    reading = files.read(where, PLUGS)
    files.keep(where, reading)
    _write(where, "name: [")

    assert reading.settings == Settings()
    assert files.read(where, PLUGS).settings == Settings()


def test_a_file_that_vanished_is_no_file_of_defaults(where: Places) -> None:
    good = _started(where)
    where.config.unlink()

    reading = files.read(where, PLUGS)

    assert reading.settings == good.settings
    assert reading.last_good
    assert [problem.code for problem in reading.problems] == ["C001"]
    assert reading.problems[0].hint == "an empty file means the defaults"


def test_a_start_without_a_file_keeps_nothing(where: Places) -> None:
    files.keep(where, files.read(where, PLUGS))

    assert files.read(where, PLUGS).problems == ()


def test_a_file_named_in_the_call_must_exist(tmp_path: Path) -> None:
    reading = files.read(places.find(tmp_path / "my.yaml", {}), PLUGS)

    assert reading.settings is None
    assert render(reading.problems) == text(f"""
        my.yaml: error C001: there is no file '{tmp_path}/my.yaml'
              = an empty file means the defaults
        1 error
    """).rstrip("\n")


def test_what_is_no_file_is_refused_without_waiting_for_it(where: Places) -> None:
    os.mkfifo(where.config)
    pipe = files.read(where, PLUGS)
    where.config.unlink()
    where.config.mkdir()
    folder = files.read(where, PLUGS)

    for reading in (pipe, folder):
        assert [problem.message for problem in reading.problems] == [
            "the file cannot be read: it is a folder, a pipe or a device"
        ]


def test_a_file_that_cannot_be_read_leaves_the_last_good_version_in_force(where: Places) -> None:
    good = _started(where)
    where.config.unlink()
    where.config.symlink_to("/proc/self/mem")  # whose first byte nobody can read

    reading = files.read(where, PLUGS)

    assert reading.settings == good.settings
    assert [p.message for p in reading.problems] == ["the file cannot be read: Input/output error"]


def test_every_problem_is_said_whatever_section_it_is_in(where: Places) -> None:
    _write(
        where,
        text("""
            name: [x]
            providers:
              a: {kind: sit}
              b b: {kind: site, defintion: x}
              c:
            downloads:
              retries: x
              downloaders: [{kind: ytdl}, http, {kind: http, x: 1}]
        """),
    )

    problems = files.read(where, PLUGS).problems

    assert [
        (p.line, p.code, p.path) for p in sorted(problems, key=lambda p: (p.line, p.column))
    ] == [
        (1, "C201", "name"),
        (3, "C207", "providers.a.kind"),
        (4, "C206", "providers.b b"),
        (4, "C101", "providers.b b.definition"),
        (4, "C107", "providers.b b.defintion"),
        (5, "C101", "providers.c"),
        (7, "C202", "downloads.retries"),
        (8, "C207", "downloads.downloaders[0].kind"),
        (8, "C201", "downloads.downloaders[1]"),
        (8, "C107", "downloads.downloaders[2].x"),
    ]


def test_the_digest_tells_whether_the_file_changed(where: Places) -> None:
    first = _started(where)

    assert files.read(where, PLUGS).digest == first.digest
    _write(where, "name: [")
    assert files.read(where, PLUGS).digest != first.digest


def test_variables_and_files_may_give_values_also_of_the_last_good_version(
    where: Places, tmp_path: Path
) -> None:
    (where.folder / "proxy").write_text("http://a:b@proxy:1\n")
    _started(where, "fetch: {proxy: !file proxy}\nname: !env {NAME: Fallback}\n")
    _write(where, "name: [")

    settings = files.read(where, PLUGS).settings

    assert settings is not None
    assert (settings.fetch.proxy, settings.name) == ("http://a:b@proxy:1", "Fallback")
    kept = tmp_path / "state" / FOLDER / "config.yaml"
    assert b"proxy:1" not in kept.read_bytes()


def _without_systemd(tmp_path: Path) -> Places:
    return places.find(tmp_path / "config.yaml", {"HOME": str(tmp_path / "home")})


@pytest.mark.parametrize(
    "broken",
    [
        "data_dir: {0}/state\nname: [",
        "data_dir: '{0}/state' # x\r\nname: [",
        "data_dir: {0}/state\nx: 1\n",
    ],
    ids=["no YAML", "in quotes", "an unknown key"],
)
def test_the_last_good_version_is_found_where_a_broken_file_still_says(
    tmp_path: Path, broken: str
) -> None:
    where = _without_systemd(tmp_path)
    good = _started(where, f"data_dir: {tmp_path}/state\nname: Good\n")
    assert (tmp_path / "state" / FOLDER / "config.yaml").exists()
    _write(where, broken.format(tmp_path))

    assert files.read(where, PLUGS).settings == good.settings
    assert files.state_folder(where.config, where.environ) == tmp_path / "state"


def test_without_a_word_the_state_lies_in_the_users_folder(tmp_path: Path) -> None:
    where = _without_systemd(tmp_path)
    good = _started(where)
    _write(where, "name: [")
    usual = tmp_path / "home" / ".local" / "state" / "aniworldd"

    assert files.read(where, PLUGS).settings == good.settings
    assert files.state_of(where, Settings()) == usual
    assert files.state_folder(where.config, where.environ) == usual


def test_the_variable_of_systemd_wins_over_data_dir_and_says_so(where: Places) -> None:
    _write(where, "data_dir: /elsewhere\n")

    reading = files.read(where, PLUGS)

    assert reading.settings is not None
    assert files.state_of(where, reading.settings) == where.given_state
    assert render(reading.problems).splitlines()[:3] == [
        f"config.yaml:1:11: warning C304: data_dir: has no effect: $STATE_DIRECTORY says "
        f"'{where.given_state}'",
        "    1 | data_dir: /elsewhere",
        "      |           ^~~~~~~~~~",
    ]
