"""How a problem looks: the format of config-experience.md."""

from dataclasses import replace

import pytest

from aniworldd.config import problems
from aniworldd.config.problems import Place, Problem
from tests.config.make import text

UNKNOWN = Problem(
    code="C107",
    message="unknown key; did you mean 'languages'?",
    file="config.yaml",
    line=14,
    column=5,
    width=9,
    source="    langauges: [German Dub]",
    path="langauges",
)


def test_the_reference_looks_as_the_document_has_it() -> None:
    assert UNKNOWN.render() == text("""
        config.yaml:14:5: error C107: langauges: unknown key; did you mean 'languages'?
           14 |     langauges: [German Dub]
              |     ^~~~~~~~~
    """).rstrip("\n")


def test_all_are_in_the_order_of_their_places_with_a_count() -> None:
    later = replace(UNKNOWN, line=21, column=11, source="", severity="warning")
    other = Problem("C001", "the file cannot be read", "a.yaml", hint="look at its rights")

    assert problems.render([later, UNKNOWN, other]) == text("""
        a.yaml: error C001: the file cannot be read
              = look at its rights
        config.yaml:14:5: error C107: langauges: unknown key; did you mean 'languages'?
           14 |     langauges: [German Dub]
              |     ^~~~~~~~~
        config.yaml:21:11: warning C107: langauges: unknown key; did you mean 'languages'?
        2 errors, 1 warning
    """).rstrip("\n")


def test_the_count_has_singular_and_plural() -> None:
    warning = replace(UNKNOWN, severity="warning")

    assert problems.summary([]) == "no problems"
    assert problems.summary([UNKNOWN]) == "1 error"
    assert problems.summary([warning, warning]) == "2 warnings"
    assert not problems.refused([warning])
    assert problems.refused([warning, UNKNOWN])


def test_the_caret_stands_under_wide_letters_too() -> None:
    place = Place("a.yaml", 1, 7, 2, "name: 進撃 x")

    assert Problem.at(place, "C201", "no").render().splitlines()[1:] == [
        "    1 | name: 進撃 x",
        "      |       ^~~~",
    ]


def test_a_long_line_is_cut_around_the_caret() -> None:
    source = "a" * 500 + "HERE" + "b" * 500
    place = Place("a.yaml", 1, 501, 4, source)

    line, caret = Problem.at(place, "C201", "no").render().splitlines()[1:]
    shown, under = line.removeprefix("    1 | "), caret.removeprefix("      | ")

    assert len(shown) == problems.SHOWN + 2
    assert shown[under.index("^") :].startswith("HERE")
    assert under.count("~") == 3


def test_a_caret_past_the_end_of_its_line_is_still_drawn() -> None:
    place = Place("a.yaml", 1, 40, 9, "name:")

    assert Problem.at(place, "C201", "no").render().splitlines()[2] == "      |      ^"


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    place = Place("a.yaml", 1, 3, 1, "a\tb\x1b[2Jc")
    problem = Problem.at(place, "C201", "found '\x1b[31m'", path="x\x07")
    assert "\x1b" not in replace(problem, file="\x1b[31m.yaml").headline

    said = problem.render()

    assert "\x1b" not in said
    assert "\x07" not in said
    assert "    1 | a b\N{REPLACEMENT CHARACTER}[2Jc" in said


def test_credentials_in_an_address_are_not_shown() -> None:
    source = "proxy: socks://user:secret@host"
    problem = Problem.at(Place("a.yaml", 1, 8, 24, source), "C204", "'http://a:secret@b' is bad")

    said = problem.render()

    assert "secret" not in said
    assert "proxy: socks://***********@host" in said


@pytest.mark.parametrize(
    "text, shown",
    [
        ("at me:secret@host:1", "at *********@host:1"),
        ("http:/me:secret@host", "***************@host"),
        ("http://me:sec/ret@host", "http://**********@host"),
        ("https://me@host/x", "https://**@host/x"),
        ("https://site.example:8080/@name", "https://site.example:8080/@name"),
        ("https://site.example/@name", "https://site.example/@name"),
        ("by: name@host", "by: name@host"),
    ],
)
def test_what_stands_before_the_host_is_not_shown(text: str, shown: str) -> None:
    assert problems.masked(text) == shown


def test_in_a_log_a_problem_is_one_line() -> None:
    source = "a: http://me:secret@host"
    place = Place("a.yaml", 1, 4, 5, source)
    problem = Problem.at(place, "C204", "no\nhttp://a:secret@b", path="a", hint="say\nyes")

    assert problem.sentence == "a.yaml:1:4: error C204: a: no http://********@b (say yes)"
    assert UNKNOWN.sentence == UNKNOWN.headline
