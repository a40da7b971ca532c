"""The expressions of a definition that its models refuse: what is wrong there is told as well."""

from collections.abc import Iterator
from functools import partial

from aniworldd.config.marks import Node
from aniworldd.net.documents import JSON, Element
from aniworldd.providers.site.address import compile_address
from aniworldd.providers.site.complaints import Complaints, Path
from aniworldd.providers.site.dialects import Dialect, Html, Json
from aniworldd.providers.site.expression import compile_expression
from aniworldd.providers.site.fields import KINDS
from aniworldd.providers.site.patterns import compile_pattern


def glance(node: Node, complaints: Complaints) -> None:
    """Complain about what can be found at its place; the reader told of the rest."""
    for path, text in _texts(node, ("key",)):
        complaints.attempt(compile_pattern, text, path)
    for name, kind in KINDS.items():
        page: Path = ("pages", name)
        for path, text in _texts(node, (*page, "get")):
            complaints.attempt(partial(compile_address, known=kind.placeholders), text, path)
        if ((*page, "as"), "json") in _texts(node, (*page, "as")):
            json: Dialect[JSON] = Json()
            for path, text in _rows(node, page):
                complaints.attempt(json.rows, text, path)
            for path, text in _expressions(node, page):
                complaints.attempt(partial(compile_expression, dialect=json), text, path)
        else:
            html: Dialect[Element] = Html()
            for path, text in _rows(node, page):
                complaints.attempt(html.rows, text, path)
            for path, text in _expressions(node, page):
                complaints.attempt(partial(compile_expression, dialect=html), text, path)


def _rows(node: Node, page: Path) -> Iterator[tuple[Path, str]]:
    yield from _texts(node, (*page, "rows"))
    yield from _texts(node, (*page, "each", "seasons", "rows"))


def _expressions(node: Node, page: Path) -> Iterator[tuple[Path, str]]:
    for part in (page, (*page, "each", "seasons")):
        yield from _texts(node, (*part, "where"), depth=1)
        yield from _texts(node, (*part, "fields"), depth=2)


def _texts(node: Node, path: Path, depth: int = 0) -> Iterator[tuple[Path, str]]:
    """Every text at or `depth` below `path`, with where it is; an empty one is the reader's."""
    found = node.find(*path)
    if found is not None:
        yield from _below(found.raw.value, path, depth)


def _below(value: object, path: Path, depth: int) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str) and value:
        yield path, value
    if isinstance(value, list) and depth:
        for position, entry in enumerate(value):
            step, raw = (
                (entry[0].value, entry[1]) if isinstance(entry, tuple) else (position, entry)
            )
            yield from _below(raw.value, (*path, step), depth - 1)
