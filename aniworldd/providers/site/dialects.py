"""How documents are looked into: CSS selectors in HTML, dotted paths in JSON."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from aniworldd.net import documents
from aniworldd.net.documents import JSON, Element
from aniworldd.net.page import Page
from aniworldd.providers.site.faults import BadExpression

R = TypeVar("R")

_ATTRIBUTE = re.compile(r"(?:^|\s)@(\S*)$")
_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_.:-]*")
_STEP = re.compile(r"\.?([^.\[\]\s@|]+)|\[([0-9]{1,6})\]")


class Dialect(Protocol[R]):
    """What `as:` names; all methods but `parse` and `base` compile, raising `BadExpression`."""

    def parse(self, page: Page) -> R:
        """The document. Raises FetchError when the page is none."""
        ...

    def base(self, document: R) -> str:
        """What it says itself that its relative addresses are relative to; "" when nothing."""
        ...

    def rows(self, text: str) -> Callable[[R], Sequence[R] | None]:
        """Finds the rows; None when the place for rows is not there."""
        ...

    def whole(self, document: R) -> Sequence[R]:
        """The rows of a page that names none."""
        ...

    def source(self, text: str) -> Callable[[R], Sequence[str]]:
        """Finds the texts that the first part of an expression means."""
        ...


class Html:
    """`SELECTOR [@attribute]`; a lone dot is the row itself."""

    def __init__(self) -> None:
        self._base = documents.compile_css("base[href]")

    def parse(self, page: Page) -> Element:
        return documents.html(page)

    def base(self, document: Element) -> str:
        found = document.select(self._base)
        return (found[0].attribute("href") or "") if found else ""

    def rows(self, text: str) -> Callable[[Element], Sequence[Element] | None]:
        return _selecting(text)

    def whole(self, document: Element) -> Sequence[Element]:
        return [document]

    def source(self, text: str) -> Callable[[Element], Sequence[str]]:
        found = _ATTRIBUTE.search(text)
        selector = text[: found.start()].rstrip() if found else text
        if found and not selector:
            hint = f"write '. {text}' for an attribute of the row itself"
            raise BadExpression("S101", "a selector is missing before the attribute", hint=hint)
        elements = _selecting(selector)
        if found is None:
            return lambda row: [element.text() for element in elements(row)]
        name = found[1]
        if not _NAME.fullmatch(name):
            message = f"'@{name}' is not the name of an attribute"
            raise BadExpression("S101", message, offset=found.end() - len(name) - 1)
        return lambda row: [element.attribute(name) or "" for element in elements(row)]


class Json:
    """Dotted paths, with positions in lists: `items.0.name`; a list on the way means all of it."""

    def parse(self, page: Page) -> JSON:
        return documents.json_value(page)

    def base(self, document: JSON) -> str:
        return ""

    def rows(self, text: str) -> Callable[[JSON], Sequence[JSON] | None]:
        steps = _steps(text)

        def find(document: JSON) -> Sequence[JSON] | None:
            found = _follow([document], steps)
            lists = [value for value in found if isinstance(value, list)]
            if lists:
                return [row for rows in lists for row in rows]
            return [value for value in found if isinstance(value, dict)] or None

        return find

    def whole(self, document: JSON) -> Sequence[JSON]:
        return document if isinstance(document, list) else [document]

    def source(self, text: str) -> Callable[[JSON], Sequence[str]]:
        if found := _ATTRIBUTE.search(text):
            message = "attributes are for HTML; in JSON a dotted path names the value"
            raise BadExpression("S101", message, offset=found.start())
        steps = _steps(text)
        return lambda row: [word for value in _follow([row], steps) for word in _words(value)]


def _selecting(text: str) -> Callable[[Element], Sequence[Element]]:
    if text == ".":
        return lambda row: [row]
    try:
        selector = documents.compile_css(text)
    except ValueError as error:
        raise BadExpression("S101", str(error), width=len(text)) from error
    return lambda row: row.select(selector)


def _steps(path: str) -> list[str | int]:
    if path == ".":
        return []
    steps: list[str | int] = []
    place = 0
    while place < len(path):
        found = _STEP.match(path, place)
        if found is None or (found[0].startswith(".") != bool(steps) and not found[2]):
            hint = "names and positions with dots between them, such as items.0.name"
            raise BadExpression("S101", f"'{path}' is not a path", hint=hint, offset=place)
        steps.append(int(found[2]) if found[2] else found[1])
        place = found.end()
    if not steps:
        raise BadExpression("S101", "the path is empty")
    return steps


def _follow(values: list[JSON], steps: Sequence[str | int]) -> list[JSON]:
    for step in steps:
        values = [below for value in values for below in _below(value, step)]
    return values


def _below(value: JSON, step: str | int) -> list[JSON]:
    if isinstance(value, dict):
        key = str(step)
        return [value[key]] if key in value else []
    if isinstance(value, list):
        if isinstance(step, int) or step.isdecimal():
            return value[int(step) :][:1]
        return [
            below for entry in value if isinstance(entry, dict) for below in _below(entry, step)
        ]
    return []


def _words(value: JSON) -> list[str]:
    """A value as texts; of a list each entry, of a section nothing."""
    match value:
        case None | dict():
            return []
        case bool():
            return ["true" if value else "false"]
        case list():
            return [
                word for entry in value if not isinstance(entry, list) for word in _words(entry)
            ]
        case _:
            return [str(value)]
