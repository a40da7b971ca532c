"""HTML, XML and JSON from strangers, read without harm: no network, no entities, all bounded."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from aniworldd.errors import FetchError
from aniworldd.net.page import Page
from aniworldd.net.urls import shown

JSON = None | bool | int | float | str | list["JSON"] | dict[str, "JSON"]

MAX_TAGS = 200_000
MAX_SIBLINGS = 20_000  # `:first-of-type` and its kind count them once for each of them
MAX_ATTRIBUTE_WORK = 300_000_000  # libxml2 walks all attributes of a tag for each of them
MAX_VALUES = 400_000
MAX_DEPTH = 64

_TAG = re.compile(rb"<[a-zA-Z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?+)*+")
_QUOTED = re.compile(rb"=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_APART = ("br", "div", "p", "li", "td", "th", "tr", "dt", "dd", "option", *_HEADINGS)
_TEXT = "descendant::text()[not(parent::script or parent::style)]"


class DocumentError(FetchError):
    """The answer came, but is not a document that can be read, or one made to do harm."""


class _Node(Protocol):
    """What is used of lxml's element."""

    @property
    def tag(self) -> str: ...
    def get(self, key: str, /) -> str | None: ...
    def itertext(self) -> Iterable[str]: ...
    def __iter__(self) -> Iterator["_Node"]: ...


@dataclass(frozen=True, slots=True)
class Selector:
    """A compiled CSS selector."""

    css: str
    _path: Callable[[_Node], Sequence[_Node]]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a page; what is selected from it lies below it."""

    _node: _Node
    _texts: Callable[[_Node], Sequence[str]]
    _is_page: bool = False

    def select(self, selector: Selector) -> list["Element"]:
        """The elements below this one that fit, in the page's order; `:scope` is this one.

        From the page itself its outermost element is found too.
        """
        found = selector._path(self._node)
        return [
            Element(node, self._texts) for node in found if self._is_page or node is not self._node
        ]

    def text(self) -> str:
        """What a reader sees, white space collapsed; of a script its source."""
        own = self._node.tag in ("script", "style")
        pieces = self._node.itertext() if own else self._texts(self._node)
        return " ".join("".join(pieces).split())

    @property
    def name(self) -> str:
        """Of the element, as it is written."""
        return self._node.tag

    def children(self) -> Iterator["Element"]:
        """The elements right below this one."""
        return (Element(node, self._texts) for node in self._node)

    def attribute(self, name: str) -> str | None:
        return self._node.get(name.lower())


def compile_css(text: str) -> Selector:
    """Raises ValueError with a sentence when `text` is not a CSS selector."""
    import cssselect
    from lxml import etree

    try:
        path: Any = etree.XPath(cssselect.HTMLTranslator().css_to_xpath(text), smart_strings=False)
        path(etree.Element("p"))  # unknown prefixes are told only now
    except cssselect.SelectorError as error:
        hint = f", write ':scope {text.strip()}'" if text.strip().startswith(">") else ""
        raise ValueError(f"'{text}' is not a CSS selector: {_first_line(error)}{hint}") from error
    except (etree.XPathError, ValueError) as error:
        raise ValueError(f"'{text}' is not a CSS selector: {_first_line(error)}") from error
    return Selector(text, path)


def html(page: Page) -> Element:
    """The page as a tree. Raises DocumentError when it is empty or beyond a limit."""
    from lxml import etree

    body = page.text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode()
    if costly := _costly(body):
        raise _bad(page, costly)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root: Any = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise _bad(page, f"is not HTML: {_first_line(error)}") from error
    for entry in parser.error_log.filter_from_fatals():
        # The tree ends there: rows that are missing in it may exist.
        raise _bad(page, f"cannot be read to its end: {_cause(entry.message)}")
    if root is None:
        raise _bad(page, "is an empty page")
    for parent in root.iter():
        if len(parent) > MAX_SIBLINGS:
            raise _bad(page, f"has more than {MAX_SIBLINGS} elements in one {parent.tag}")
    for node in root.iter(*_APART):
        # `Go<br>on` reads as two words.
        node.text, node.tail = f" {node.text or ''}", f" {node.tail or ''}"
    texts: Any = etree.XPath(_TEXT, smart_strings=False)
    return Element(root, texts, True)


def xml(body: bytes, name: str) -> Element:
    """A document that is XML, of a file called `name`.

    No document type, no entities, no network. Raises DocumentError when it is not XML or beyond a
    limit.
    """
    from lxml import etree

    if costly := _costly(body):
        raise DocumentError(f"{name} {costly}")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: Any = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"{name} is not XML: {_first_line(error)}") from error
    if root.getroottree().docinfo.doctype:
        raise DocumentError(f"{name} declares a document type, which is not read")
    texts: Any = etree.XPath(_TEXT, smart_strings=False)
    return Element(root, texts, True)


def json_value(page: Page) -> JSON:
    """The value the body stands for. Raises DocumentError when it is not JSON or beyond a limit.

    Whole numbers beyond 64 bits come as floats.
    """
    body = page.body.removeprefix(b"\xef\xbb\xbf")
    if sum(body.count(sign) for sign in (b",", b"[", b"{")) > MAX_VALUES:
        raise _bad(page, f"has more than {MAX_VALUES} values")
    try:
        value: JSON = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        start = " ".join(page.text[:80].split())[:40]
        raise _bad(page, f"is not JSON: {_first_line(error)}; it begins with '{start}'") from error
    if _deeper_than(value, MAX_DEPTH):
        raise _bad(page, f"is nested deeper than {MAX_DEPTH} levels")
    return value


def _costly(body: bytes) -> str:
    """Why reading it would take too long; "" when it would not."""
    if body.count(b"<") > MAX_TAGS:
        return f"has more than {MAX_TAGS} tags"
    work = 0
    for tag in _TAG.finditer(body):
        if tag.end() - tag.start() > 2000:
            work += len(_QUOTED.sub(b" ", tag[0]).replace(b"/", b" ").split()) ** 2
    return "has a tag with thousands of attributes" if work > MAX_ATTRIBUTE_WORK else ""


def _deeper_than(value: JSON, limit: int) -> bool:
    level: list[JSON] = [value]
    for _ in range(limit):
        level = [child for parent in level for child in _children(parent)]
    return any(isinstance(each, dict | list) for each in level)


def _children(value: JSON) -> Iterable[JSON]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _bad(page: Page, what: str) -> DocumentError:
    return DocumentError(f"{shown(page.url)} {what}", status=page.status)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")


def _cause(message: str) -> str:
    """libxml2's sentence without its advice to its programmer."""
    return message.partition(", ")[0]
