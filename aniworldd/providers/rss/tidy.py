"""The text of a feed, fit for its parser: decoded, repaired where that is safe, refused where not.

feedparser has two parsers. The strict one is quick; the other one reads almost anything, and what
is made for it keeps it busy for minutes. So the text is tried by expat first, mended if need be,
and only what is small and looks like an honest mistake is left to the second.
"""

import html
import re
from urllib.parse import urljoin
from xml.parsers import expat

from aniworldd.net.page import Page

MOST_ELEMENTS = 300_000
MOST_ENTRIES = 10_000  # 2 s of work
MOST_ATTRIBUTES = 200  # of one element; 100,000 are minutes of work
MOST_REFERENCES = 500_000  # in a text that is mended
DEEPEST = 100
LOOSE_SIZE = 1 << 20  # characters of a text that nothing mends
LOOSE_TAGS = 40_000
LOOSE_REFERENCES = 40_000

_BROKEN = "\N{REPLACEMENT CHARACTER}"
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_PAGE_STARTS = ("<!doctype html", "<html", "<head", "<body")
_ALTERNATE = re.compile(r"<link[^>]{0,300}application/(?:rss|atom)\+xml[^>]{0,300}>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|$))", re.DOTALL)
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)(\w{2,31};)?")
_LONG_TAG = re.compile(r"<[^<>]{10000}")


class NotAFeed(Exception):
    """Why this cannot be read as a feed: the end of a sentence that begins with the address."""


class _Beyond(Exception):
    """A limit is passed: mending does not help."""


def text_of(page: Page) -> str:
    """The body as XML without its declaration. Raises NotAFeed."""
    text = _decoded(page)
    if not text:
        raise NotAFeed("is empty")
    start = text[:1000].lower()
    if start.startswith("{"):
        raise NotAFeed("is JSON; RSS and Atom are read here")
    if start.startswith(_PAGE_STARTS):
        raise NotAFeed(f"is a web page, not a feed{_named(text, page.url)}")
    if not start.startswith("<"):
        raise NotAFeed(f"is no feed; it begins with '{' '.join(text[:80].split())[:40]}'")
    if "<!entity" in text[:100_000].lower():
        raise NotAFeed("declares entities, which no feed needs and which can do harm")
    try:
        return _mended(text)
    except _Beyond as error:
        raise NotAFeed(str(error)) from error


def _decoded(page: Page) -> str:
    try:
        # Bytes that are UTF-8 are meant so, whatever a server or the document itself declares.
        text = page.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _guessed(page)
    text = _UNFIT.sub("", text).lstrip()
    return _DECLARATION.sub("", text, count=1).lstrip() if text.startswith("<?xml") else text


def _guessed(page: Page) -> str:
    """What is not UTF-8 through and through: as declared, unless that fits even less."""
    nearly = page.body.decode("utf-8", "replace")
    broken = nearly.count(_BROKEN)
    if sum(sign > "\x7f" for sign in nearly) > 5 * broken:
        return nearly
    text = page.text
    return page.body.decode("cp1252", "replace") if _BROKEN in text else text


def _mended(text: str) -> str:
    if not _fault(text):
        return text
    if text.count("&") > MOST_REFERENCES:
        raise _Beyond("is broken XML, and too much of it to mend")
    mended = "".join(
        part if part.startswith("<![CDATA[") else _REFERENCE.sub(_plain, part)
        for part in _CDATA.split(text)
    )
    fault = _fault(mended)
    if fault and not _is_small(text):
        raise _Beyond(f"is broken XML: {fault}")
    return text if fault else mended


def _plain(found: re.Match[str]) -> str:
    """An ampersand that means itself, or a name that only HTML knows."""
    name = found[1] or ""
    known = html.unescape(f"&{name}") if name else ""
    return known if len(known) == 1 else f"&amp;{name}"


def _fault(text: str) -> str:
    """Why it is not well-formed; "" when it is. Raises _Beyond."""
    counts = _Counts()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = counts.start, counts.end
    try:
        parser.Parse(text.encode(errors="replace"), True)
    except expat.ExpatError as error:
        return str(error)
    return ""


class _Counts:
    """What a parser met so far."""

    def __init__(self) -> None:
        self._depth = self._elements = self._entries = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._entries += name.endswith(("item", "entry"))
        if self._depth > DEEPEST:
            raise _Beyond(f"is nested deeper than {DEEPEST} levels")
        if self._elements > MOST_ELEMENTS:
            raise _Beyond(f"has more than {MOST_ELEMENTS} elements")
        if self._entries > MOST_ENTRIES:
            raise _Beyond(f"has more than {MOST_ENTRIES} entries")
        if len(attributes) > MOST_ATTRIBUTES:
            raise _Beyond(f"has an element with more than {MOST_ATTRIBUTES} attributes")

    def end(self, name: str) -> None:
        self._depth -= 1


def _is_small(text: str) -> bool:
    return (
        len(text) <= LOOSE_SIZE
        and text.count("<") <= LOOSE_TAGS
        and text.count("&") <= LOOSE_REFERENCES
        and not _LONG_TAG.search(text)
    )


def _named(text: str, base: str) -> str:
    """The feed that a web page names as its own."""
    link = _ALTERNATE.search(text[:200_000])
    found = _HREF.search(link[0]) if link else None
    return f"; it names {urljoin(base, html.unescape(found[1]))} as its feed" if found else ""
