"""Health as the documents have it, and for probes."""

import orjson
from aiohttp import web

from aniworldd.web.aniworld.shapes import stamp
from aniworldd.web.keys import CLOCK, READS, VERSION


async def health(request: web.Request) -> web.Response:
    """`GET /health`, and `/api/health` of the documents' overview."""
    app = request.app
    body = {
        "status": app[READS].health().status,
        "timestamp": stamp(app[CLOCK].now()),
        "version": app[VERSION],
    }
    return web.Response(body=orjson.dumps(body), content_type="application/json")


async def healthz(request: web.Request) -> web.Response:
    """`GET /healthz`: whether the process is worth keeping."""
    if request.app[READS].health().alive:
        return web.Response(text="ok\n")
    return web.Response(status=503, text="not alive\n")
