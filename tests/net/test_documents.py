"""HTML, XML and JSON of strangers: what is read, and what is refused."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aniworldd.net import documents
from aniworldd.net.documents import JSON, DocumentError, Element
from aniworldd.net.page import Page
from tests.net.hostile import XML_BOMB

TABLE = """<!DOCTYPE html><html lang=de><body>
<table id=outer><tr id=a class="row odd"><td>1</td><td> The&nbsp;<b>Go</b>blin\n <!-- no -->&amp; I
<script>bad()</script></td></tr><tr id=b><td>2<br>two</td></tr></table>
<script>{"a": 1}</script></body></html>"""


def test_selectors_find_what_lies_below_in_the_pages_order() -> None:
    rows = select(html(TABLE), "table tr")

    assert [row.attribute("id") for row in rows] == ["a", "b"]
    assert [cell.text() for cell in select(rows[0], "td")] == ["1", "The Goblin & I"]


@pytest.mark.parametrize(
    "css, count",
    [("tr", 0), (":scope > td", 2), (":scope > b", 0), ("tr td", 2), ("b", 1), ("tr td, b", 3)],
)
def test_selectors_in_a_row_stay_in_the_row(css: str, count: int) -> None:
    (row,) = select(html(TABLE), "tr#a")

    assert len(select(row, css)) == count


def test_the_outermost_element_is_found_from_the_page() -> None:
    assert [found.attribute("lang") for found in select(html(TABLE), "html")] == ["de"]


def test_attributes_are_found_in_any_case_or_not_at_all() -> None:
    (row,) = select(html(TABLE), "tr#a")

    assert (row.attribute("CLASS"), row.attribute("href")) == ("row odd", None)


def test_line_breaks_and_blocks_keep_words_apart() -> None:
    assert html("<div>a<br>b<p>c</p>d<ul><li>e<li>f</ul><b>g</b>h</div>").text() == "a b c d e f gh"


def test_a_script_gives_its_source_and_is_no_text_of_others() -> None:
    page = html(TABLE)

    assert select(page, "body > script")[0].text() == '{"a": 1}'
    assert "bad" not in page.text()


def test_a_selector_of_the_reference_works() -> None:
    page = html("<div id=stream><ul><li><a href=x>1</a></ul><ul><li><a href=y>2</a></ul></div>")

    (link,) = select(page, "div#stream > ul:first-of-type a[href]")

    assert link.attribute("href") == "x"


@pytest.mark.parametrize(
    "css, sentence",
    [
        ("", "'' is not a CSS selector: Expected selector, got <EOF at 0>"),
        ("a[", "'a[' is not a CSS selector: Expected ident or '*'"),
        ("a[href=x y]", "is not a CSS selector: Expected ']'"),
        ("td::text", "is not a CSS selector: Pseudo-elements are not supported"),
        ("a:foo", "is not a CSS selector: The pseudo-class :foo is unknown"),
        ("svg|a", "is not a CSS selector: Undefined namespace prefix"),
        ("\\1", "is not a CSS selector: All strings must be XML compatible"),
        ("> td", "got <DELIM '>' at 0>, write ':scope > td'"),
    ],
)
def test_a_bad_selector_is_said_in_a_sentence(css: str, sentence: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011
        documents.compile_css(css)

    assert sentence in str(error.value)


@given(st.text(max_size=30))
def test_any_text_is_a_selector_or_a_sentence(text: str) -> None:
    problem = problem_of_selector(text)

    assert "is not a CSS selector" in problem or len(select(html(TABLE), text)) < 20


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_a_document_error(body: bytes) -> None:
    assert problem_of_page(body) in ("", "https://a.example/page is an empty page")


ATTRIBUTES = b" ".join(b"a%d" % number for number in range(200_000))
HARMFUL = {
    "nothing": (b"", "is an empty page"),
    "blanks": (b" \n ", "is an empty page"),
    "tags": (b"<b></b>" * 150_000, "has more than 200000 tags"),
    "siblings": (b"<b></b>" * 50_000, "has more than 20000 elements in one body"),
    "depth": (b"<div>" * 1000 + b"deep", "cannot be read to its end: Excessive depth"),
    "text": (b"x" * 11_000_000, "cannot be read to its end"),
    "attributes": (b"<a " + ATTRIBUTES + b">", "has a tag with thousands of attributes"),
    "attributes, slashes": (b"<a " + ATTRIBUTES.replace(b" ", b"/") + b">", "thousands of attr"),
    "attributes, no blanks": (b"<a " + ATTRIBUTES.replace(b" ", b"=''") + b">", "thousands of"),
    "attributes behind a quoted end": (b"<a x='>' " + ATTRIBUTES + b">", "thousands of attr"),
    "attributes, open quote": (b'<a "b=c ' + ATTRIBUTES + b">", "thousands of attributes"),
    "attributes, many tags": (
        (b"<a " + ATTRIBUTES[:40_000] + b">") * 50,
        "thousands of attributes",
    ),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_page_made_to_do_harm_is_refused_quickly(name: str) -> None:
    body, sentence = HARMFUL[name]
    started = time.perf_counter()

    with pytest.raises(DocumentError) as error:
        documents.html(made(body))

    assert sentence in str(error.value)
    assert str(error.value).startswith("https://a.example/page ")
    assert time.perf_counter() - started < 3


def test_the_costliest_page_that_is_taken_is_still_cheap() -> None:
    tag = b"<a " + b" ".join(b"a%d" % number for number in range(350)) + b">"
    started = time.perf_counter()

    documents.html(made(tag * 2200))

    assert time.perf_counter() - started < 5


def test_entities_and_files_are_not_read() -> None:
    page = html(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f "boom">]><p>&e;&f;&amp;</p>'
    )

    assert select(page, "p")[0].text() == "&e;&f;&"


def test_a_nul_does_not_end_the_page() -> None:
    assert [p.text() for p in select(html("<p>a\0b</p><p>c</p>"), "p")] == ["a\ufffdb", "c"]


def test_a_long_attribute_is_no_harm() -> None:
    page = html(f"<p title='{'word ' * 50_000}'>x</p>")

    assert len(select(page, "p")[0].attribute("title") or "") == 250_000


@pytest.mark.parametrize(
    "body, value",
    [
        (b'{"a": [1, 2.5, null, true, "\xc3\xa4"]}', {"a": [1, 2.5, None, True, "ä"]}),
        (b"\xef\xbb\xbf[]", []),
        (b"[" * 64 + b"]" * 64, None),
        (b"18446744073709551616", 18446744073709551616.0),
    ],
    ids=["plain", "mark", "64 deep", "beyond 64 bits"],
)
def test_json_is_read(body: bytes, value: JSON) -> None:
    read = documents.json_value(made(body))

    assert value is None or read == value


@pytest.mark.parametrize(
    "body, sentence",
    [
        (b"", "is not JSON"),
        (b"<!DOCTYPE html>\n<html>", "it begins with '<!DOCTYPE html> <html>'"),
        (b"NaN", "is not JSON"),
        (b"1e999", "is not JSON"),
        (b"1" * 1_000_000, "is not JSON"),
        (b'"\\ud800"', "is not JSON"),
        (b'"\xff"', "is not JSON"),
        (b'{"a":1', "is not JSON"),
        (b"[" * 65 + b"]" * 65, "is nested deeper than 64 levels"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "is nested deeper than 64 levels"),
        (b"[" * 2_000_000, "has more than 400000 values"),
        (b"[" * 100_000, "is not JSON: depth limit exceeded"),
        (b"[" + b"{}," * 200_000 + b"{}]", "has more than 400000 values"),
    ],
)
def test_what_is_no_json_or_made_to_do_harm_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(DocumentError) as error:
        documents.json_value(made(body))

    assert sentence in str(error.value)
    assert str(error.value).startswith("https://a.example/page ")
    assert len(str(error.value)) < 300


def made(body: bytes) -> Page:
    return Page(
        "https://a.example/page?token=s3cret",
        200,
        {"Content-Type": "text/html; charset=utf-8"},
        body,
    )


def html(text: str) -> Element:
    return documents.html(made(text.encode()))


def select(element: Element, css: str) -> list[Element]:
    return element.select(documents.compile_css(css))


def problem_of_selector(text: str) -> str:
    try:
        documents.compile_css(text)
    except ValueError as error:
        return str(error)
    return ""


def problem_of_page(body: bytes) -> str:
    try:
        documents.html(made(body)).text()
    except DocumentError as error:
        return str(error)
    return ""


def test_xml_is_read_with_its_children_and_their_attributes() -> None:
    show = documents.xml(
        '<?xml version="1.0"?><!-- no --><tvshow><title>A &amp; Ö</title>'
        '<uniqueid type="tmdb"> 12 </uniqueid></tvshow>'.encode(),
        "tvshow.nfo",
    )

    assert (show.name, [child.name for child in show.children()]) == (
        "tvshow",
        ["title", "uniqueid"],
    )
    title, number = show.children()
    assert (title.text(), number.text(), number.attribute("type")) == ("A & Ö", "12", "tmdb")


@pytest.mark.parametrize(
    "body, error",
    [
        (b"", "is not XML"),
        (b"https://www.themoviedb.org/tv/1", "is not XML"),
        (b"<a><b></a>", "is not XML"),
        (b"<a>&b;</a>", "is not XML"),
        (b"<!DOCTYPE a><a/>", "declares a document type"),
        (b"<a>" * 300, "is not XML"),
        (b"<a>" * 300_000, "has more than 200000 tags"),
        (b"<a " + b" ".join(b'x%d=""' % n for n in range(60_000)) + b"/>", "thousands of attrib"),
        (XML_BOMB, "document type|is not XML"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "declares a document type"),
    ],
    ids=range(10),
)
def test_xml_that_could_do_harm_is_refused(body: bytes, error: str) -> None:
    with pytest.raises(DocumentError, match=error):
        documents.xml(body, "tvshow.nfo")


@given(st.binary(max_size=200))
def test_any_bytes_are_xml_or_refused(body: bytes) -> None:
    with suppress(DocumentError):
        documents.xml(body, "x")
