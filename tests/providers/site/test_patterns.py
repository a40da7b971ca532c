import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aniworldd.providers.site.faults import BadExpression
from aniworldd.providers.site.patterns import LONGEST, SHORTEST, compile_pattern

PIECES = st.sampled_from(
    [*"ab.|()[]{}*+?^$,-1239\\#:=!<>PxiL ", "(?:", "(?=", "(?P<n>", "{1,9}", "{2,}", "\\d", "[a-z]"]
)


@pytest.mark.parametrize(
    "pattern, text, expected",
    [
        (r"staffel-(\d+)", "/x/staffel-12", "12"),
        (r"\d{4}", "(2012 - 2018)", "2012"),
        (r"([a-z-]+)\.svg", "/img/japanese-german.svg", "japanese-german"),
        (r"a(b)?c", "ac", ""),
        (r"x", "abc", None),
    ],
    ids=["group", "all", "class", "group that took no part", "nothing"],
)
def test_a_pattern_finds_its_group_or_all(pattern: str, text: str, expected: str | None) -> None:
    assert compile_pattern(pattern).find(text) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        r"/(staffel-\d+|filme)$",
        r"S(\d+)E(\d+)(?: - (.+))?",
        r"(?i:ab)+",
        r"(?#a (comment)x+",
        r"[]a]+(x)?",
        r"[^]\]a]+",
        r"(a)(?(1)b|c)",
        r"a{,5}\(+",
        r"x{}+",
    ],
)
def test_ordinary_patterns_are_taken(pattern: str) -> None:
    assert SHORTEST <= compile_pattern(pattern).limit <= LONGEST


@pytest.mark.parametrize(
    "pattern, complaint",
    [
        (r"(a+)+b", "can run away"),
        (r"(?:a|aa)*b", "can run away"),
        (r"(a?)+b", "can run away"),
        (r"((a|b)c)*", "can run away"),
        (r"(a{1,9})*", "can run away"),
        (r"(?:a+){9}b", "too many repeats"),
        (r"a?" * 40 + "a" * 40, "too many repeats"),
        (r"(?:(?:a?){9}){9}", "too many repeats"),
        (r".*.*.*.*x", "too many repeats"),
        (r"(\w)\1+", "reference back"),
        (r"(?x)a #(", "flag x"),
        (r"[[a]", "two meanings"),
        (r"(", "not a regular expression"),
        (r"", "empty"),
        ("a" * 301, "longer than 300"),
    ],
)
def test_patterns_that_can_run_away_are_refused(pattern: str, complaint: str) -> None:
    with pytest.raises(BadExpression, match=complaint):
        compile_pattern(pattern)


def test_the_complaint_points_at_the_part_that_is_meant() -> None:
    with pytest.raises(BadExpression) as raised:
        compile_pattern(r"film-(a+)+")

    assert (raised.value.offset, raised.value.width) == (5, 5)


def test_a_pattern_never_sees_more_than_its_limit() -> None:
    pattern = compile_pattern("x")

    assert pattern.find("a" * LONGEST + "x") is None
    assert pattern.find("a" * (LONGEST - 1) + "x") == "x"


@pytest.mark.parametrize(
    "pattern", [r".*x", r".*.*x", r".*.*.*x", r"(?:a|a){9}.*x", r"(?:a{0,9}){3}.*x", r"[a-z]*\w*x"]
)
def test_the_worst_text_takes_no_more_than_a_moment(pattern: str) -> None:
    compiled = compile_pattern(pattern)

    started = time.process_time()
    compiled.find("a" * LONGEST)

    assert time.process_time() - started < 3  # measured: 0.3 s at most


def complaint(text: str) -> BadExpression | None:
    try:
        compile_pattern(text)
    except BadExpression as error:
        return error
    return None


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(PIECES, max_size=20).map("".join))
def test_any_text_is_a_pattern_or_a_complaint(text: str) -> None:
    error = complaint(text)

    if error is None:
        assert SHORTEST <= compile_pattern(text).limit <= LONGEST
    else:
        assert error.message
        assert 0 <= error.offset <= max(len(text), 1)
