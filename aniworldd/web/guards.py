"""No web page can reach the daemon: Host, Origin and Sec-Fetch-Site, and the answers' headers."""

import ipaddress
import re

from aiohttp import hdrs, web

from aniworldd.web.problems import ID
from aniworldd.web.routes import Handler

_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^:@/?#\[\]\s]+))(?::[0-9]{1,5})?")

_CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)

_HEADERS = {
    hdrs.SERVER: "aniworldd",
    "Content-Security-Policy": _CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """Put on every answer what keeps browsers strict."""
    response.headers.update(_HEADERS)
    response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
    if ID in request:
        response.headers["X-Request-ID"] = request[ID]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a foreign web page could have sent, on every path and handshake."""
    _refuse_foreign_host(request)
    _refuse_foreign_origin(request)
    _refuse_foreign_fetch(request)
    return await handler(request)


def _refuse_foreign_host(request: web.Request) -> None:
    """A name that is not ours is how DNS rebinding arrives."""
    hosts = request.headers.getall(hdrs.HOST, [])
    match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if match is None:
        raise web.HTTPBadRequest(text="A request needs exactly one well-formed Host header")
    if not _is_loopback(match["v6"] or match["name"]):
        raise web.HTTPMisdirectedRequest(
            text=f"This daemon answers to localhost and loopback addresses only, not to {hosts[0]}"
        )


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_foreign_origin(request: web.Request) -> None:
    ours = {f"{scheme}://{request.headers[hdrs.HOST]}".lower() for scheme in ("http", "https")}
    for origin in request.headers.getall(hdrs.ORIGIN, []):
        if origin.lower() not in ours:
            raise web.HTTPForbidden(text=f"Pages of {origin} may not ask this daemon")


def _refuse_foreign_fetch(request: web.Request) -> None:
    """Following a link from elsewhere is a person's doing; everything else is the page's."""
    headers = request.headers
    if headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        return
    followed = (
        request.method == hdrs.METH_GET
        and headers.get("Sec-Fetch-Mode") == "navigate"
        and headers.get("Sec-Fetch-Dest") == "document"
    )
    if not followed:
        raise web.HTTPForbidden(text="Pages of other sites may not ask this daemon")
