"""The cookie that a browser is logged in with: for this host and port alone, and no script."""

from aiohttp import web

from aniworldd.web.clients import PEER


def token(request: web.Request) -> str:
    """The token that a browser brings; "" when it brings none."""
    return request.cookies.get(_name(request), "")


def put(
    request: web.Request, response: web.StreamResponse, token: str, *, lasts: float | None
) -> None:
    """`lasts` is seconds; None: until the browser is closed."""
    response.set_cookie(
        _name(request),
        token,
        max_age=int(lasts) if lasts is not None else None,
        path="/",
        httponly=True,
        secure=request[PEER].scheme == "https",
        samesite="Strict",
    )


def drop(request: web.Request, response: web.StreamResponse) -> None:
    secure = request[PEER].scheme == "https"
    response.del_cookie(_name(request), path="/", httponly=True, secure=secure, samesite="Strict")


def _name(request: web.Request) -> str:
    """With the port: browsers share cookies between all ports of a host, as between two daemons."""
    peer = request[PEER]
    if peer.scheme == "https":
        return f"__Host-aniworldd-{peer.host.port or 443}"
    return f"aniworldd-{peer.host.port or 80}"
