"""`/api/openapi.json`, `/api/docs` and `/api/redoc`."""

import asyncio
import gzip
from functools import cache
from importlib import resources

import orjson
from aiohttp import hdrs, web

from aniworldd.web import openapi
from aniworldd.web.keys import ENTRANCE, VERSION
from aniworldd.web.routes import TABLE, Policy, Rate, Route

# Both readers style what they draw as they go, and ReDoc searches in a worker made of text.
_LOOSER = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src blob:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>aniworldd: the API</title>
<style>body {{ margin: 0 }}</style>
{head}</head>
<body>
{body}</body>
</html>
"""
_START = """\
window.ui = SwaggerUIBundle({
  url: "openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: "none",
});
"""
_FOREVER = {hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable"}
_TYPES = {"js": "text/javascript", "css": "text/css"}


class Document:
    """The document of an application: made when it is first asked for, and kept as bytes."""

    def __init__(self) -> None:
        self._making = asyncio.Lock()
        self._made = b""

    async def bytes(self, request: web.Request) -> bytes:
        async with self._making:
            if not self._made:
                self._made = await asyncio.to_thread(_written, request.app)
            return self._made


DOCUMENT = web.AppKey("document", Document)


def _written(app: web.Application) -> bytes:
    base = app[ENTRANCE].server().base_path
    routes: tuple[Route, ...] = app[TABLE]
    return orjson.dumps(openapi.document(routes, app[VERSION], base=base))


async def document(request: web.Request) -> web.Response:
    """`GET /api/openapi.json`"""
    body = await request.app[DOCUMENT].bytes(request)
    return web.Response(body=body, content_type="application/json")


async def swagger(request: web.Request) -> web.Response:
    """`GET /api/docs`"""
    names = await asyncio.to_thread(_names)
    return _page(
        f'<link rel="stylesheet" href="docs/{names["swagger-ui", "css"]}">\n',
        f'<div id="ui"></div>\n<script src="docs/{names["swagger-ui", "js"]}"></script>\n'
        '<script src="docs/start.js"></script>\n',
    )


async def redoc(request: web.Request) -> web.Response:
    """`GET /api/redoc`"""
    names = await asyncio.to_thread(_names)
    return _page(
        "",
        '<redoc spec-url="openapi.json"></redoc>\n'
        f'<script src="docs/{names["redoc", "js"]}"></script>\n',
    )


async def part(request: web.Request) -> web.Response:
    """`GET /api/docs/{name}`: a script or a style sheet of those two."""
    name = request.match_info["name"]
    if name == "start.js":
        return web.Response(text=_START, content_type=_TYPES["js"], charset="utf-8")
    if name not in (await asyncio.to_thread(_names)).values():
        raise web.HTTPNotFound
    packed = await asyncio.to_thread(_packed, name)
    headers = {**_FOREVER, hdrs.VARY: hdrs.ACCEPT_ENCODING}
    if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
        headers[hdrs.CONTENT_ENCODING] = "gzip"
    else:
        packed = await asyncio.to_thread(gzip.decompress, packed)
    kind = _TYPES[name.rpartition(".")[2]]
    return web.Response(body=packed, headers=headers, content_type=kind, charset="utf-8")


def _page(head: str, body: str) -> web.Response:
    return web.Response(
        text=_PAGE.format(head=head, body=body),
        content_type="text/html",
        headers={"Content-Security-Policy": _LOOSER},
    )


@cache
def _names() -> dict[tuple[str, str], str]:
    """What the readers' files are called with their versions, by reader and ending."""
    found = {}
    for file in (resources.files("aniworldd.web.docs") / "static").iterdir():
        name, packed, ending = file.name.rpartition(".gz")
        if packed and not ending:
            found[name.rpartition("-")[0], name.rpartition(".")[2]] = name
    return found


def _packed(name: str) -> bytes:
    return (resources.files("aniworldd.web.docs") / "static" / f"{name}.gz").read_bytes()


ROUTES = (
    Route(
        "GET",
        "/api/openapi.json",
        document,
        Policy.PUBLIC,
        Rate.FREE,
        {200: dict[str, object]},
        "This document",
    ),
    Route("GET", "/api/docs", swagger, Policy.PUBLIC, Rate.FREE),
    Route("GET", "/api/redoc", redoc, Policy.PUBLIC, Rate.FREE),
    Route("GET", "/api/docs/{name}", part, Policy.PUBLIC, Rate.FREE),
)
