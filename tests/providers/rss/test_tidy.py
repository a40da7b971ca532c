"""Feeds that are odd are read all the same; those that are none, or made to harm, are refused."""

import pytest

from aniworldd.providers.rss.tidy import MOST_ENTRIES, NotAFeed
from tests.providers.rss.feeds import parse, rss, video


def refused(body: str | bytes) -> str:
    with pytest.raises(NotAFeed) as raised:
        parse(body)
    return str(raised.value)


def name(body: str | bytes, type: str = "application/rss+xml") -> str:
    (found,) = parse(body, type=type).episodes
    return found.name


def named(title: str, encoding: str = "utf-8") -> str:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return rss(f"<title>{title}</title>{video()}", head=head)


@pytest.mark.parametrize(
    "body, type",
    [
        (named("Käse €"), "text/xml; charset=us-ascii"),
        (named("Käse €", "iso-8859-1"), "text/xml; charset=iso-8859-1"),
        (named("Käse €", "nonsense"), "text/xml; charset=rot13"),
        (named("Käse €").encode("cp1252"), "text/xml"),
        (named("Käse €", "windows-1252").encode("cp1252"), "application/rss+xml"),
        (named("Käse €").encode("utf-16"), "text/xml"),
        (named("Käse €").encode("utf-8-sig"), "text/xml"),
        (rss(f"<title>Käse €</title>{video()}", head=""), "text/html"),
        ("\n\n  " + named("Käse €"), "text/plain"),
    ],
    ids=["ascii", "latin", "nonsense", "lying", "cp1252", "utf-16", "BOM", "bare", "blanks"],
)
def test_a_wrong_charset_does_not_hurt(body: str | bytes, type: str) -> None:
    source = body.encode() if isinstance(body, str) else body

    assert name(source, type) == "Käse €"


def test_another_alphabet_is_read_as_declared() -> None:
    assert name(named("Привет", "koi8-r").encode("koi8-r")) == "Привет"


def test_a_few_broken_bytes_do_not_change_the_alphabet() -> None:
    source = named("Käse über Brücken: äöüß").encode().replace(b"\xc3\xb6", b"\xc3")

    assert name(source).startswith("Käse über Brücken: ä")


@pytest.mark.parametrize(
    "written, meant",
    {
        "Salt & Pepper": "Salt & Pepper",
        "a&nbsp;b &copy; &unheard; &#228;": "a b © &unheard; ä",
        "<![CDATA[Salt & Pepper]]>": "Salt & Pepper",
        "a\x08b": "ab",
        "&lt;b&gt;bold&lt;/b&gt; &amp;amp; more": "bold & more",
    }.items(),
)
def test_small_mistakes_are_mended(written: str, meant: str) -> None:
    assert name(named(written)) == meant


def test_an_ampersand_in_an_address_stays_one() -> None:
    (found,) = parse(rss(video("https://cdn.example/1.mp4?a=1&b=2&copy=3"))).episodes

    assert found.url == "https://cdn.example/1.mp4?a=1&b=2&copy=3"


def test_of_a_feed_that_was_cut_the_beginning_is_read() -> None:
    whole = rss(video("/1.mp4"), video("/2.mp4"))

    found = parse(whole[: whole.index("/2.mp4")]).episodes

    assert [one.url for one in found] == ["https://pod.example/1.mp4"]


@pytest.mark.parametrize(
    "body, expected",
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("hello world", "is no feed; it begins with 'hello world'"),
        ('{"version": "https://jsonfeed.org/version/1"}', "is JSON"),
        ("<!DOCTYPE html><title>Moved</title>", "is a web page, not a feed"),
        ("<opml version='1.0'><body/></opml>", "is no feed; it begins with"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is no feed"),
    ],
    ids=["empty", "blank", "text", "JSON", "HTML", "OPML", "picture"],
)
def test_what_is_no_feed_is_said_to_be_none(body: str | bytes, expected: str) -> None:
    assert expected in refused(body)


def test_a_web_page_names_its_feed() -> None:
    page = (
        "<html><link rel=alternate type='application/rss+xml' href='/all.xml?a=1&amp;b=2'></html>"
    )

    assert refused(page) == (
        "is a web page, not a feed; it names https://pod.example/all.xml?a=1&b=2 as its feed"
    )


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;&lol;">]>'
    "<rss version='2.0'><channel><title>&l2;</title></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss version='2.0'><channel><title>&x;</title></channel></rss>"
)


@pytest.mark.parametrize(
    "body, expected",
    [
        (BOMB, "declares entities"),
        (OUTSIDE, "declares entities"),
        (rss("<a>" * 50_000), "nested deeper than"),
        (rss("<a>" * 50_000 + "</a>" * 50_000), "nested deeper than"),
        (rss("<x " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"), "attributes"),
        (rss("<x " + " ".join(f'a{n}="1"' for n in range(50_000))), "broken XML"),
        (rss("<title>" + "&" * 600_000), "too much of it to mend"),
        (rss("<title>" + "<![CDATA[" * 100_000), "broken XML"),
        (rss('<x a="' + '<b c="' * 100_000), "broken XML"),
        (rss("<!--" * 100_000), "broken XML"),
        (rss(*["<title/>"] * (MOST_ENTRIES + 1)), f"more than {MOST_ENTRIES} entries"),
        (rss("<x/>" * 300_000), "more than 300000 elements"),
    ],
    ids=[
        *("bomb", "outside", "deep", "deep and closed", "attributes", "torn tag", "references"),
        *("CDATA", "quotes", "comments", "entries", "elements"),
    ],
)
def test_what_would_keep_a_parser_busy_is_refused_at_once(body: str, expected: str) -> None:
    assert expected in refused(body)
