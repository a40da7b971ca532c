"""Variables of the environment override single values, and are judged like the file's."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aniworldd.config import files
from aniworldd.config.files import Reading
from aniworldd.config.places import Places
from aniworldd.config.problems import CODES, refused, render
from aniworldd.config.settings import Settings
from tests.config.make import PLUGS, text


def _judge(
    environ: Mapping[str, str], source: str = "", folder: Path = Path("/nowhere")
) -> Reading:
    return files.judge(source.encode(), Places(folder / "config.yaml", environ), PLUGS)


def _settings(
    environ: Mapping[str, str], source: str = "", folder: Path = Path("/nowhere")
) -> Settings:
    reading = _judge(environ, source, folder)
    assert reading.problems == (), render(reading.problems)
    assert reading.settings is not None
    return reading.settings


def test_a_variable_wins_over_the_file_and_over_the_default() -> None:
    found = _settings(
        {
            "ANIWORLDD__SERVER__PORT": "9000",
            "ANIWORLDD__NAME": "Yes: [it] is",
            "ANIWORLDD__LIBRARY__MIN_FREE": "5 GiB",
            "ANIWORLDD__SCHEDULER__ENABLED": "off",
            "ANIWORLDD__LIBRARY__DIRECTORY": "/srv/x",
        },
        "server: {host: '::1', port: 1}\nlibrary:\n",
    )

    assert found.server.port == 9000
    assert found.server.host == "::1"
    assert found.name == "Yes: [it] is"
    assert found.library.min_free == 5 * 1024**3
    assert found.library.directory == Path("/srv/x")
    assert not found.scheduler.enabled


@pytest.mark.parametrize(
    "written, languages",
    [
        ("German Dub, German Sub", ("German Dub", "German Sub")),
        ("[German Dub,German Sub]", ("German Dub", "German Sub")),
        ("German Dub\nGerman Sub\n", ("German Dub", "German Sub")),
        ("no", ("no",)),
        ("", ()),
    ],
)
def test_a_list_is_written_with_commas(written: str, languages: tuple[str, ...]) -> None:
    found = _settings({"ANIWORLDD__LANGUAGES": written}, "languages: [English]\n")

    assert found.languages == languages


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("9001\n")
    (tmp_path / "ranges").write_text("10.0.0.0/8\n192.168.1.0/24\n")

    found = _settings(
        {
            "ANIWORLDD__SERVER__PORT__FILE": str(tmp_path / "port"),
            "ANIWORLDD__FETCH__ALLOW_PRIVATE__FILE": "ranges",
        },
        folder=tmp_path,
    )

    assert found.server.port == 9001
    assert found.fetch.allow_private == ("10.0.0.0/8", "192.168.1.0/24")


def test_nothing_means_null_where_that_is_allowed() -> None:
    environ = {"ANIWORLDD__FETCH__PROXY": ""}

    assert _settings(environ, "fetch: {proxy: http://p.example:1}\n").fetch.proxy is None


def test_problems_name_the_variable(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter 2")
    reading = _judge(
        {
            "ANIWORLDD__SERVER__PORT": "hunter2",
            "ANIWORLDD__SERVER__HOST__FILE": "secret",
            "ANIWORLDD__DOWNLOADS__RETRIES": "5000",
            "ANIWORLDD__DOWNLOADS__CONCURRENT__FILE": "nowhere",
            "ANIWORLDD__LOGGING__LEVEL": "DEBUGG",
            "ANIWORLDD__SERVER__PROT": "1",
            "ANIWORLDD__SERVER__HOTS__FILE": "1",
            "ANIWORLDD__X": "1",
            "ANIWORLDD__LIBRARY": "/srv",
            "ANIWORLDD__PROVIDERS": "{}",
            "ANIWORLDD__NAME": "a",
            "ANIWORLDD__NAME__FILE": "a",
        },
        folder=tmp_path,
    )

    assert reading.settings is None
    assert render(reading.problems) == text("""
        ANIWORLDD__DOWNLOADS__CONCURRENT__FILE: error C303: downloads.concurrent: the file 'nowhere' does not exist or is not a file
        ANIWORLDD__DOWNLOADS__RETRIES: error C204: downloads.retries: the value of 'ANIWORLDD__DOWNLOADS__RETRIES' is more than 1000, the most that is allowed
        ANIWORLDD__LIBRARY: error C305: library: this is a section; its keys are ANIWORLDD__LIBRARY__DIRECTORY, ANIWORLDD__LIBRARY__ALLOWED_ROOTS, ANIWORLDD__LIBRARY__NAMING, ANIWORLDD__LIBRARY__MIN_FREE, ANIWORLDD__LIBRARY__RECYCLE_DAYS
        ANIWORLDD__LOGGING__LEVEL: error C205: logging.level: the value of the variable 'ANIWORLDD__LOGGING__LEVEL' is none of DEBUG, INFO, WARNING, ERROR; did you mean 'DEBUG'?
        ANIWORLDD__NAME: error C102: name: ANIWORLDD__NAME__FILE gives this setting, too
              = unset one of the two
        ANIWORLDD__PROVIDERS: error C305: providers: this is more than a variable can say: set it in config.yaml
        ANIWORLDD__SERVER__HOST__FILE: error C204: server.host: this is neither an address nor the name of a machine
              = 127.0.0.1 and ::1 are this machine alone, 0.0.0.0 and :: everybody who can reach it
        ANIWORLDD__SERVER__HOTS__FILE: error C305: no setting is called so; did you mean 'ANIWORLDD__SERVER__HOST__FILE'?
        ANIWORLDD__SERVER__PORT: error C202: server.port: the value of the variable 'ANIWORLDD__SERVER__PORT' is not a whole number
        ANIWORLDD__SERVER__PROT: error C305: no setting is called so; did you mean 'ANIWORLDD__SERVER__PORT'?
        ANIWORLDD__X: error C305: no setting is called so
              = a variable is called ANIWORLDD__SECTION__KEY, such as ANIWORLDD__SERVER__PORT
        11 errors
    """).rstrip("\n")  # noqa: E501


def test_what_is_wrong_in_the_file_is_still_said() -> None:
    reading = _judge(
        {"ANIWORLDD__SERVER__PORT": "9000"},
        "server: 5\nscheduler: {interval: 1}\nname: a\nname: b\n",
    )

    assert [problem.headline for problem in reading.problems] == [
        "config.yaml:1:9: error C201: server: a section of keys is expected, found '5'",
        "config.yaml:2:13: error C107: scheduler.interval: "
        "unknown key; did you mean 'interval_minutes'?",
        "config.yaml:4:1: error C102: name: this key is given twice, first in line 3",
    ]


def test_a_variable_hides_what_is_wrong_with_the_same_key_in_the_file() -> None:
    assert _settings({"ANIWORLDD__SERVER__PORT": "1"}, "server: {port: x}\n").server.port == 1


def test_the_state_folder_may_come_from_a_variable_although_the_file_is_broken(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("data_dir: /elsewhere\nname: [\n")
    environ = {"ANIWORLDD__DATA_DIR": str(tmp_path / "state")}

    assert files.state_folder(config, environ) == tmp_path / "state"
    config.write_text("name: a\n")
    assert files.state_folder(config, environ) == tmp_path / "state"


VARIABLES = st.dictionaries(
    st.sampled_from(
        [
            "ANIWORLDD__",
            "ANIWORLDD____FILE",
            "ANIWORLDD__NAME",
            "ANIWORLDD__NAME__FILE",
            "ANIWORLDD__SERVER",
            "ANIWORLDD__SERVER__PORT",
            "ANIWORLDD__LANGUAGES",
            "ANIWORLDD__LANGUAGES_WAIT",
            "ANIWORLDD__LIBRARY__DIRECTORY",
            "ANIWORLDD__DOWNLOADS__DOWNLOADERS",
            "ANIWORLDD__FETCH__PROXY__FILE",
            "ANIWORLDD__X\x1b[31m",
        ]
    ),
    st.one_of(
        st.sampled_from(["", "~", "~nobody-here/x", "1", "[a, b]", "{}", ",", ".", "/dev/zero"]),
        st.text(max_size=20),
    ),
)


@given(VARIABLES, st.sampled_from(["", "server: 5\n", "a: &a {<<: *a}\n", "name: [\n", "- x\n"]))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_environment_gives_settings_or_problems(environ: dict[str, str], source: str) -> None:
    reading = _judge(environ, source)

    assert (reading.settings is None) == refused(reading.problems)
    for problem in reading.problems:
        assert problem.code in CODES
        assert all(line.isprintable() for line in problem.render().split("\n"))
