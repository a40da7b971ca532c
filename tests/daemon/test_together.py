"""What only all files together show: a language that nobody has, and what was meant."""

from pathlib import Path

import pytest

from aniworldd.config.files import judge
from aniworldd.config.places import Places
from aniworldd.config.problems import render
from aniworldd.daemon import plugs, together
from aniworldd.watchlist import watchlist
from tests.daemon.program import Program
from tests.providers.site.web import reference
from tests.providers.tools import make_tools

CONFIG = """\
providers:
  mysite: {kind: site, definition: mine.yaml, links: ["https://catalogue.example"]}
  plain: {kind: plain}
"""
NAMED = "German Dub, English Sub, German Sub, English Dub"
SITE = "https://catalogue.example/anime/stream/bus"
FILE = "https://files.example/bus.mkv"


def said(folder: Path, config: str = "", **files: str) -> str:
    """What is told of a config and watch files."""
    (folder / "mine.yaml").write_text(reference(), "utf-8")
    (folder / "watchlist").mkdir()
    for name, text in files.items():
        (folder / "watchlist" / name.replace("_", ".")).write_text(text, "utf-8")
    where = Places(folder / "config.yaml", {})
    reading = judge(f"{config}{CONFIG}".encode(), where, plugs.PLUGS)
    providers, problems = plugs.providers(reading.providers, make_tools(sites=folder))
    assert problems == []
    wishes = watchlist.read(folder / "watchlist")
    return render(
        [*reading.problems, *wishes.problems, *together.judge(reading, wishes, providers)]
    )


def test_a_language_that_the_site_does_not_name_is_told_with_what_was_meant(tmp_path: Path) -> None:
    wish = f"link: {SITE}\nlanguages: [German Sub, Germna Dub]\n"

    assert said(tmp_path, bus_yaml=wish).splitlines() == [
        "watchlist/bus.yaml:2:25: warning C406: languages[1]: 'Germna Dub' is no language that is"
        " known; did you mean 'German Dub'?",
        "    2 | languages: [German Sub, Germna Dub]",
        "      |                         ^~~~~~~~~~",
        f"      = languages in the definitions: {NAMED}",
        "1 warning",
    ]


@pytest.mark.parametrize(
    "label, told",
    {
        "german dub": "mysite names this language 'German Dub', not 'german dub'",
        "Deutsch": "mysite names this language 'German Dub', not 'Deutsch'",
        "OmU": None,
        "English Sub": None,
        "French Dub": None,  # a word of the site's own that its definition does not name
        "Klingon": "mysite names no language 'Klingon'",
    }.items(),
)
def test_a_label_is_told_when_something_is_surely_wrong(
    tmp_path: Path, label: str, told: str | None
) -> None:
    found = said(tmp_path, bus_yaml=f"link: {SITE}\nlanguages: [{label}]\n")

    assert found == "no problems" if told is None else f"C406: languages[0]: {told}" in found


@pytest.mark.parametrize(
    "label, meant",
    {"Germna Dub": "German Dub", "Japanes Sub": "Japanese Sub"}.items(),
)
def test_where_nobody_names_languages_a_slip_is_told(
    tmp_path: Path, label: str, meant: str
) -> None:
    assert f"did you mean '{meant}'?" in said(
        tmp_path, bus_yaml=f"link: {FILE}\nlanguages: [{label}]\n"
    )


@pytest.mark.parametrize("label", ["Danish Dub", "Castilian Dub", "Klingon", "GerSub", "deutsch"])
def test_where_nobody_names_languages_any_other_may_be_one(tmp_path: Path, label: str) -> None:
    wish = f"link: {FILE}\nlanguages: [{label}]\n"

    assert said(tmp_path, bus_yaml=wish) == "no problems"


def test_the_languages_of_the_config_are_judged_by_all_providers(tmp_path: Path) -> None:
    config = "languages:\n  - English Dub\n  - Germna Sub\n  - french sub\n"

    found = said(tmp_path, config, bus_yaml=f"link: {FILE}\n")

    assert "config.yaml:3:5: warning C406: languages[1]: 'Germna Sub' is no language" in found
    assert found.endswith("1 warning")


def test_a_line_of_a_list_is_named_that_has_such_a_language(tmp_path: Path) -> None:
    lines = f"{FILE}\n{SITE} | languages=Germna Dub\n"

    assert "watchlist/a.txt:2:56: warning C406: languages" in said(tmp_path, a_txt=lines)


def test_check_tells_it_and_is_content(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.lay_out("languages: [Germna Dub]\nproviders: {plain: {kind: plain}}\n")

    done = program.call("check")

    assert done.returncode == 0
    assert "config.yaml:3:13: warning C406: languages[0]: 'Germna Dub' is no langu" in done.stdout
