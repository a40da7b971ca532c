import contextlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aniworldd.net import documents
from aniworldd.net.documents import JSON, Element
from aniworldd.net.page import Page
from aniworldd.providers.site.dialects import Html, Json
from aniworldd.providers.site.expression import Choice, compile_expression
from aniworldd.providers.site.faults import BadExpression
from aniworldd.providers.site.values import MOST_VALUES, Context

CONTEXT = Context("https://catalogue.example/anime/x", {"german": "German Dub", "1": "German Dub"})
PAGE = """
<tr id="row" data-n="7"><td><a href="/anime/a/staffel-2">Staffel&nbsp;2</a></td>
<td><strong></strong> <span>  The
 &amp;amp; <b>Light</b> </span></td>
<td><img class="flag" src="/img/german.svg"><img class="flag" src="/img/klingon.svg"></td></tr>
"""


def row(text: str = PAGE) -> Element:
    page = Page("https://catalogue.example/", 200, {}, f"<table>{text}</table>".encode())
    return documents.html(page).select(documents.compile_css("tr"))[0]


def values(expression: str) -> Sequence[str]:
    return compile_expression(expression, Html()).values(row(), CONTEXT)


def of(text: str, filters: str) -> Sequence[str]:
    """What filters make of a text."""
    return compile_expression(f"a | {filters}", Json()).values({"a": text}, CONTEXT)


@pytest.mark.parametrize(
    "expression, expected",
    [
        ("a", ["Staffel 2"]),
        ("a @href", ["/anime/a/staffel-2"]),
        (". @data-n", ["7"]),
        (".", ["Staffel 2 The & Light"]),
        ("span", ["The & Light"]),
        ("strong", []),
        ("i", []),
        ("a @title", []),
        ("img.flag @src", ["/img/german.svg", "/img/klingon.svg"]),
        ("= 0", ["0"]),
        ("= a text  with blanks", ["a text with blanks"]),
        ("= /cover.jpg | url", ["https://catalogue.example/cover.jpg"]),
        (":scope > td a", ["Staffel 2"]),
    ],
)
def test_the_source_of_an_expression_in_html(expression: str, expected: list[str]) -> None:
    assert values(expression) == expected


DOCUMENT: JSON = {
    "name": " A &quot;B&quot;\n",
    "count": 12,
    "live": True,
    "nothing": None,
    "tags": ["x", "", "y", ["z"], {"no": 1}],
    "people": [{"name": "Ada"}, {"name": "Bob"}, "Cy"],
    "0": {"deep": {"er": 1.5}},
}


@pytest.mark.parametrize(
    "path, expected",
    [
        ("name", ['A "B"']),
        ("count", ["12"]),
        ("live", ["true"]),
        ("nothing", []),
        ("absent", []),
        ("tags", ["x", "y"]),
        ("tags.2", ["y"]),
        ("tags[0]", ["x"]),
        ("tags.9", []),
        ("people.name", ["Ada", "Bob"]),
        ("people.1.name", ["Bob"]),
        ("people", ["Cy"]),
        ("0.deep.er", ["1.5"]),
        ("name.more", []),
    ],
)
def test_the_source_of_an_expression_in_json(path: str, expected: list[str]) -> None:
    assert compile_expression(path, Json()).values(DOCUMENT, CONTEXT) == expected


def test_a_dot_is_the_row_itself_in_json_too() -> None:
    assert compile_expression(". | int", Json()).values(7, CONTEXT) == ["7"]


@pytest.mark.parametrize(
    "text, filters, expected",
    [
        ("staffel-03", r"re staffel-(\d+)", ["03"]),
        ("2012 - 2018", r"re \d{4}", ["2012"]),
        ("none", r"re \d+", []),
        ("a|b", "re a|b", ["a"]),
        ("a-b-c", "replace - +", ["a+b+c"]),
        ("<em>Goblin</em>", 'replace <em> "" | replace </em> ""', ["Goblin"]),
        ("a b c", "replace 'a b' \"c d\"", ["c d c"]),
        ("x, y ,, z", "split ,", ["x", "y", "z"]),
        ("x / y", 'split " / "', ["x", "y"]),
        ("x y", "split ' '", ["x", "y"]),
        ("007", "int", ["7"]),
        ("-3", "int", ["-3"]),
        ("12.5", "int", []),
        ("Heute", "int", []),
        ("1_000", "int", []),
        ("٣", "int", []),
        ("12345678901234567890", "int", []),
        ("24.12.2023", "date %d.%m.%Y", ["2023-12-24T00:00:00+00:00"]),
        ("2023-12-24", "date iso", ["2023-12-24T00:00:00+00:00"]),
        ("2023-12-24T20:00:00Z", "date ISO", ["2023-12-24T20:00:00+00:00"]),
        ("2023-12-24T01:00:00+02:00", "date iso", ["2023-12-23T23:00:00+00:00"]),
        ("0001-01-01T00:00:00+14:00", "date iso", []),
        ("31.02.2023", "date %d.%m.%Y", []),
        ("yesterday", "date iso", []),
        ("/a?b=1", "url", ["https://catalogue.example/a?b=1"]),
        ("b c", "url", ["https://catalogue.example/anime/b%20c"]),
        ("//cdn.example/a", "url", ["https://cdn.example/a"]),
        ("http://x.example/", "url", ["http://x.example/"]),
        ("javascript:alert(1)", "url", []),
        ("mailto:a@b.example", "url", []),
        ("http://[", "url", []),
        ("German", "map", ["German Dub"]),
        ("1", "map", ["German Dub"]),
        ("klingon", "map", ["klingon"]),
        ("/w?v=a%20b&list=c", "query v", ["a b"]),
        ("/w?v=1", "query list", []),
        ("http://[?v=1", "query v", []),
        ("ÄB", "lower", ["äb"]),
        ("x", "default y", ["x"]),
        (" ", "default no title", ["no title"]),
        ("none", r"re \d+ | default 0 | int", ["0"]),
    ],
)
def test_filters(text: str, filters: str, expected: list[str]) -> None:
    assert of(text, filters) == expected


def test_entities_and_odd_white_space_are_cleaned_by_themselves() -> None:
    assert of("\ufeffL&#039;Amer&nbsp;&amp;amp;\u200b la\t\r\nMer", "lower") == [
        "l'amer &amp; la mer"
    ]


def test_an_address_keeps_what_only_looks_like_an_entity() -> None:
    assert of("/x?a=1&copy=2&reg=3", "url") == ["https://catalogue.example/x?a=1&copy=2&reg=3"]


def test_a_list_of_expressions_gives_the_first_that_says_something() -> None:
    html = Html()
    options = ("strong", "a @href | re film-([0-9]+)", "span", "a")
    choice = Choice(tuple(compile_expression(text, html) for text in options))

    assert choice.values(row(), CONTEXT) == ["The & Light"]


def test_no_row_gives_more_values_than_is_sane() -> None:
    many = "".join("<i>x</i>" for _ in range(MOST_VALUES + 5))

    found = compile_expression("i", Html()).values(row(f"<tr><td>{many}</td></tr>"), CONTEXT)

    assert len(found) == MOST_VALUES


@pytest.mark.parametrize(
    "expression, code, message, where",
    [
        ("", "S101", "the expression is empty", ""),
        ("a |", "S101", "a filter is expected after the bar", "|"),
        ("| int", "S101", "a selector, a path or a text is expected before the bar", "| int"),
        ("=", "S101", "a text is expected after the =", "="),
        ("@href | int", "S101", "a selector is missing before the attribute", "@href"),
        ("a @2 | int", "S101", "'@2' is not the name of an attribute", "@2"),
        ("a >> b | int", "S101", "'a >> b' is not a CSS selector", "a >> b"),
        ("a[ | int", "S101", "'a[' is not a CSS selector", "a["),
        ("a | itn", "S103", "there is no filter 'itn'; did you mean 'int'?", "itn"),
        ("a | re", "S104", "the filter 're' takes a pattern", "re"),
        ("a | int 5", "S104", "the filter 'int' takes no argument", "int 5"),
        ("a | replace x", "S104", "the filter 'replace' takes two texts", "x"),
        ("a | replace a b c", "S104", "the filter 'replace' takes two texts", "a b c"),
        ("a | split ''", "S104", "the filter 'split' takes", "''"),
        ("a | date %d.%m.", "S104", "a date format needs day, month and year", "%d.%m."),
        ("a | date %Y", "S104", "a date format needs day, month and year", "%Y"),
        ("a | date %Q %Y", "S104", "not a date format", "%Q %Y"),
        ("a | lower | re x(", "S102", "not a regular expression", "("),
        ("a | re (x+)+", "S102", "can run away", "(x+)+"),
        ("a" * 1001, "S101", "longer than 1000 characters", "a" * 1001),
    ],
)
def test_what_cannot_be_compiled_is_refused_with_its_place(
    expression: str, code: str, message: str, where: str
) -> None:
    with pytest.raises(BadExpression) as raised:
        compile_expression(expression, Html())

    error = raised.value
    end = error.offset + error.width if error.width else None
    assert error.code == code
    assert message in error.message
    assert expression[error.offset : end] == where


@pytest.mark.parametrize("path", ["a..b", ".a", "a.", "a b", "a[x]", "a[0]b", "a @href", "[", "@"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(BadExpression, match=r"is not a path|attributes are for HTML"):
        compile_expression(path, Json())


WORDS = st.sampled_from(
    [
        *(
            "a",
            "div > b",
            "td.x",
            ".",
            "=",
            "@href",
            "@",
            "|",
            " | ",
            " ",
            "''",
            '"',
            "[",
            ")",
            "0",
        ),
        *(
            "re",
            "replace",
            "split",
            "int",
            "date",
            "url",
            "map",
            "query",
            "lower",
            "default",
            "iso",
        ),
        *("%d", "%Y", "%", "(x+)", "*", "+", "\\", ":not(", "::x", "é", "\0", "\n", "#", ","),
    ]
)
ANY = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=8).map(" ".join))


def complaint(text: str) -> BadExpression | None:
    try:
        compile_expression(text, Html())
    except BadExpression as error:
        return error
    return None


@settings(deadline=None)  # a busy machine is no failure
@given(ANY)
def test_any_text_is_an_expression_or_a_complaint(text: str) -> None:
    error = complaint(text)

    if error is None:
        said = compile_expression(text, Html()).values(row(), CONTEXT)
        assert all(value == " ".join(value.split()) != "" for value in said)
    else:
        assert error.message
        assert 0 <= error.offset <= len(text)


@settings(deadline=None)  # a busy machine is no failure
@given(ANY)
def test_any_text_is_a_path_or_a_complaint(text: str) -> None:
    with contextlib.suppress(BadExpression):
        compile_expression(text, Json()).values(DOCUMENT, CONTEXT)


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.text(max_size=200), st.sampled_from(["int", "url", "date iso", "date %d.%m.%Y", "query a"])
)
def test_no_text_of_a_page_breaks_a_filter(text: str, filters: str) -> None:
    assert isinstance(of(text, filters), list)
