"""Lists as ready bytes: each line is written once after a change, each page once for a question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson
from aiohttp import hdrs, web
from pydantic import BaseModel

from aniworldd.overview.series import SeriesRow
from aniworldd.store import JSON

_ETAG = "ETag"
_ALL_BITS = (1 << 64) - 1
_MOST = 50  # questions whose answers are remembered


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, ready to be sent."""

    body: bytes
    headers: Mapping[str, str]

    def answer(self, request: web.Request) -> web.Response:
        """The page, or 304 for somebody who has it already."""
        known = request.headers.get(hdrs.IF_NONE_MATCH)
        if known is not None and self._is_among(known):
            return web.Response(status=304, headers=self.headers)
        return web.Response(body=self.body, headers=self.headers, content_type="application/json")

    def _is_among(self, known: str) -> bool:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or self.headers[_ETAG] in tags


class Lists:
    """For one dialect; `write` makes a line of it."""

    def __init__(self, write: Callable[[SeriesRow], JSON]) -> None:
        self._write = write
        self._rows: Sequence[SeriesRow] | None = None
        self._lines: dict[str, bytes] = {}
        self._pages: dict[BaseModel, Page] = {}

    def known(self, rows: Sequence[SeriesRow], asked: BaseModel) -> Page | None:
        """What was answered to this question about these rows, which is still true."""
        if rows is not self._rows:
            self._rows, self._lines, self._pages = rows, {}, {}
        return self._pages.get(asked)

    def make(self, chosen: Sequence[SeriesRow], asked: BaseModel, page: int, per_page: int) -> Page:
        """The page of those that were chosen of the rows; it is remembered."""
        begin = (page - 1) * per_page
        known = self._lines
        lines = [known.get(row.key) or self._line(row) for row in chosen[begin : begin + per_page]]
        pages = max(-(-len(chosen) // per_page), 1)
        headers = {
            "X-Total-Count": str(len(chosen)),
            "X-Page": str(page),
            "X-Pages": str(pages),
            "Link": _links(asked, page, pages),
            hdrs.CACHE_CONTROL: "private, no-cache",
        }
        # Python remembers the hash of each line: a page that shares its lines costs next to nothing
        headers[_ETAG] = f'"{hash((*lines, *headers.values())) & _ALL_BITS:016x}"'
        made = Page(b",".join(lines).join((b"[", b"]")), headers)
        if len(self._pages) >= _MOST:
            self._pages.pop(next(iter(self._pages)))
        self._pages[asked] = made
        return made

    def _line(self, row: SeriesRow) -> bytes:
        line = self._lines[row.key] = orjson.dumps(self._write(row))
        return line


def _links(asked: BaseModel, page: int, pages: int) -> str:
    """The other pages, as addresses relative to this one: a proxy may have cut its beginning."""
    said = asked.model_dump(exclude={"page"}, exclude_unset=True, exclude_none=True)
    wanted = {"first": 1, "prev": min(page - 1, pages), "next": page + 1, "last": pages}
    return ", ".join(
        f'<?{urlencode({**said, "page": number})}>; rel="{name}"'
        for name, number in wanted.items()
        if 1 <= number <= pages
    )
