"""What happens to every answer: noted, spoilt when a test says so, validated, perhaps dripped."""

import gzip
import hashlib
import re

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from aniworldd.clock import Clock
from aniworldd.demo import pages
from aniworldd.demo.faults import Faults
from aniworldd.demo.shelf import Asked, Shelf
from aniworldd.errors import NotFound

CHUNK = 16_384  # bytes of a dripped answer at a time
_PIECE = re.compile(r"/hoster/\w+/\d+/\d+/")
_SIDE_BY_SIDE = 8  # pieces of a stream, which together are no faster than a file
_NOT_PAGES = ("/redirect/", "/hoster/", "/public/")


def middleware(shelf: Shelf, clock: Clock) -> Middleware:
    """The one that every answer of the catalogue passes."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        asked = Asked(request.method, request.path_qs, request.headers)
        shelf.requests.append(asked)
        if shelf.before is not None:
            shelf.before(asked)
        faults = shelf.strike(request.path)
        if faults.delay:
            await clock.sleep(faults.delay)
        response = _instead(request, faults) or await _handled(request, handler)
        if response.content_type == "text/html":
            response.text = faults.spoil(response.text or "")
        response = _coded(request, _validated(request, response), faults)
        rate = _rate(shelf, request.path)
        if (rate or faults.truncated) and request.method == hdrs.METH_GET:
            return await _send_slowly(request, response, clock, rate, faults)
        return response

    return answer


def _rate(shelf: Shelf, path: str) -> float | None:
    """Bytes a second."""
    if shelf.drip is None or not path.startswith("/hoster/"):
        return None
    return shelf.drip / _SIDE_BY_SIDE if _PIECE.match(path) else shelf.drip


def html(page: str) -> web.Response:
    return web.Response(text=page, content_type="text/html", charset="utf-8")


def _instead(request: web.Request, faults: Faults) -> web.Response | None:
    """The answer of a site that does not get as far as its page."""
    if faults.status:
        headers = {hdrs.RETRY_AFTER: faults.retry_after} if faults.retry_after else {}
        return web.Response(status=faults.status, headers=headers, text="out of order")
    if faults.loop:
        return web.Response(status=302, headers={hdrs.LOCATION: request.path_qs})
    if faults.challenge:
        return html(pages.challenge())
    return html(pages.missing()) if faults.missing else None


async def _handled(request: web.Request, handler: Handler) -> web.Response:
    try:
        response = await handler(request)
    except (NotFound, web.HTTPNotFound):
        if request.path.startswith(_NOT_PAGES):
            return web.Response(status=404, text="no such file")
        return html(pages.missing())
    if not isinstance(response, web.Response):
        raise TypeError("the catalogue's handlers give complete answers")
    return response


def _validated(request: web.Request, response: web.Response) -> web.Response:
    """With a strong ETag, and without a body for who has it already."""
    if response.status != 200 or not isinstance(response.body, bytes):
        return response
    if response.etag is None:
        response.etag = hashlib.sha256(response.body).hexdigest()[:32]
    known = {etag.value for etag in request.if_none_match or ()}
    if response.etag is None or not known & {response.etag.value, "*"}:
        return response
    return web.Response(status=304, headers={hdrs.ETAG: response.headers[hdrs.ETAG]})


def _coded(request: web.Request, response: web.Response, faults: Faults) -> web.Response:
    accepted = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "")
    if faults.gzip and accepted and isinstance(response.body, bytes):
        response.body = gzip.compress(response.body, mtime=0)
        response.headers[hdrs.CONTENT_ENCODING] = "gzip"
    return response


async def _send_slowly(
    request: web.Request, whole: web.Response, clock: Clock, rate: float | None, faults: Faults
) -> web.StreamResponse:
    """The same answer in small pieces; a cut one announces all of it and sends a share."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    response = web.StreamResponse(status=whole.status, headers=whole.headers)
    response.content_length = len(body)
    await response.prepare(request)
    sent = body[: int(len(body) * faults.kept)] if faults.truncated else body
    for start in range(0, len(sent), CHUNK):
        piece = sent[start : start + CHUNK]
        await response.write(piece)
        if rate:
            await clock.sleep(len(piece) / rate)
    if faults.linger:
        await clock.sleep(faults.linger)
    if faults.truncated and request.transport is not None:
        request.transport.close()
    return response
