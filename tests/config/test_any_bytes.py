"""Whatever lies in a file: settings, or problems with a place; never an exception."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aniworldd.config import files, marks
from aniworldd.config.marks import PURE
from aniworldd.config.places import Places
from aniworldd.config.problems import CODES, refused
from aniworldd.watchlist import forms
from tests.config.make import PLUGS

ETC = (Path(__file__).parents[2] / "etc" / "aniworldd" / "config.yaml").read_text("utf-8")
FULL = ETC.replace("  #", "  ").replace("\n#", "\n")
WHERE = Places(Path("/nowhere/config.yaml"), {"X": "1"})

GRAMMAR = st.text(
    st.sampled_from(list("ab1:-[]{}&*!|>'\"#%@`,?~<\\ \n\n  \t\r\u2028\x85é\ufeff\x00\x07")),
    max_size=60,
)
KEYS = st.sampled_from(
    ["name", "library", "server", "port", "providers", "kind", "link", "seasons", "<<", "x", "{"]
)
VALUES = st.sampled_from(
    [
        "",
        "site",
        "~",
        "[a, 1-3]",
        "{kind: site}",
        "!env X",
        "!env {Y: 1}",
        "&a {a: *a}",
        "*a",
        "|\n  x",
    ]
)
LINES = st.lists(
    st.builds("{}{}: {}".format, st.sampled_from(["", "  ", "    ", "- "]), KEYS, VALUES),
    max_size=12,
).map("\n".join)


@st.composite
def edits(draw: st.DrawFn) -> str:
    """The full example with a piece cut out and another one put in."""
    start = draw(st.integers(0, len(FULL)))
    end = min(len(FULL), start + draw(st.integers(0, 40)))
    return FULL[:start] + draw(GRAMMAR) + FULL[end:]


SOURCES = st.one_of(
    st.binary(max_size=200),
    *(text.map(lambda it: it.encode("utf-8", "replace")) for text in (GRAMMAR, LINES, edits())),
)


def _judge(source: bytes) -> None:
    reading = files.judge(source, WHERE, PLUGS)
    assert (reading.settings is None) == refused(reading.problems)
    wish = forms.judge(source, "a.yaml", "watchlist/a.yaml")
    assert (wish.wishes == ()) == refused(wish.problems)
    found, more = marks.compose(source, "config.yaml", loader=PURE)
    assert (found is None) == refused(more)
    for problem in (*reading.problems, *wish.problems, *more):
        assert problem.code in CODES
        assert problem.message
        assert all(line.isprintable() for line in problem.render().split("\n"))


@given(SOURCES)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_give_settings_or_problems(source: bytes) -> None:
    _judge(source)


@pytest.mark.slow
@given(SOURCES)
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_more_bytes_give_settings_or_problems(source: bytes) -> None:
    _judge(source)


@pytest.mark.parametrize("length", range(0, len(FULL), 97))
def test_a_half_written_file_is_refused_or_valid(length: int) -> None:
    _judge(FULL.encode()[:length])
