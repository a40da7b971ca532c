"""No web page can reach the daemon: Host, Origin and Sec-Fetch-Site, and the answers' headers."""

from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address

from aiohttp import hdrs, web
from multidict import istr

from aniworldd.web.access import note
from aniworldd.web.clients import PEER, Clients, Host
from aniworldd.web.ids import ID
from aniworldd.web.keys import ENTRANCE
from aniworldd.web.limits import RATED
from aniworldd.web.routes import Handler

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

# Plain texts would be made anew for each answer, and a socket keeps its own as long as it is open.
_CONTENT_SECURITY_POLICY = istr("Content-Security-Policy")
_STRICT_TRANSPORT_SECURITY = istr("Strict-Transport-Security")
_REQUEST_ID = istr("X-Request-ID")
_HEADERS = {
    hdrs.SERVER: "aniworldd",
    istr("X-Content-Type-Options"): "nosniff",
    # no-referrer would have browsers send forms of our own with "Origin: null"
    istr("Referrer-Policy"): "same-origin",
    istr("Cross-Origin-Opener-Policy"): "same-origin",
    istr("Cross-Origin-Resource-Policy"): "same-origin",
    istr("Permissions-Policy"): "camera=(), geolocation=(), microphone=()",
}


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """Put on every answer what keeps browsers strict, and what asking has cost."""
    put(response, request.get(ID, ""))
    if PEER in request and request[PEER].scheme == "https":
        response.headers[_STRICT_TRANSPORT_SECURITY] = "max-age=31536000"
    if RATED in request:
        response.headers.update(request[RATED].headers())


def put(response: web.StreamResponse, id: str) -> None:
    """The headers that do not depend on who asks; `id` is the request's, "" = it has none."""
    response.headers.update(_HEADERS)
    response.headers.setdefault(_CONTENT_SECURITY_POLICY, _CONTENT_POLICY)
    response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
    if id:
        response.headers[_REQUEST_ID] = id


CLIENTS = web.AppKey("clients", Clients)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a foreign web page could have sent, on every path and handshake."""
    try:
        peer = request.app[CLIENTS].peer(request)
        request[PEER] = peer
        _refuse_foreign_host(peer.host, request.app[ENTRANCE].server().allowed_hosts)
        _refuse_absolute(request)
        _refuse_foreign_origin(request, peer.host)
        _refuse_foreign_fetch(request)
    except web.HTTPException as error:
        await note(request, "foreign request", why=str(error.text))
        raise
    return await handler(request)


def _refuse_foreign_host(host: Host, allowed: Collection[str]) -> None:
    """A name that is not ours is how DNS rebinding arrives; an address is no name."""
    if host.name != "localhost" and host.name not in allowed and not _is_somebody(host.name):
        raise web.HTTPMisdirectedRequest(
            text=f"This daemon is not called {host.text}. If it is, name it in server.allowed_hosts"
        )


@lru_cache(64)
def _is_somebody(host: str) -> bool:
    """Whether it is the address of a machine."""
    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        return False


def _refuse_absolute(request: web.Request) -> None:
    """A whole address in place of a path may name another host than the header did."""
    target = request.raw_path
    if not target.startswith("/"):
        raise web.HTTPBadRequest(text="A request names a path that begins with a slash")


def _refuse_foreign_origin(request: web.Request, host: Host) -> None:
    ours = {f"{scheme}://{host.text}".lower() for scheme in ("http", "https")}
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
