"""Errors as answers: the documents' body for programs, a page for people."""

import re
import uuid
from collections.abc import Callable, Mapping

import orjson
from aiohttp import hdrs, web

from aniworldd.borders import contain
from aniworldd.errors import AniworldError, NotFound, Unavailable
from aniworldd.web.routes import Handler

ID = web.RequestKey("id", str)
DRAW: web.AppKey[Callable[[web.Request, int, str], web.Response]] = web.AppKey("draw")
"""How an error looks to a person; the page sets it."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CODES = {
    400: "BAD_REQUEST_ERROR",
    401: "AUTHENTICATION_ERROR",
    403: "AUTHORIZATION_ERROR",
    404: "NOT_FOUND_ERROR",
    405: "METHOD_NOT_ALLOWED_ERROR",
    421: "MISDIRECTED_REQUEST_ERROR",
    426: "UPGRADE_REQUIRED_ERROR",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE_ERROR",
}
_STATUSES: Mapping[type[AniworldError], int] = {NotFound: 404, Unavailable: 503}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever goes wrong further in, and name the request in it."""
    asked = request.headers.get("X-Request-ID", "")
    request[ID] = asked if _ID.fullmatch(asked) else str(uuid.uuid4())
    with contain(f"{request.method} {request.path} ({request[ID]})"):
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _http(request, error)
        except AniworldError as error:
            status = next((s for kind, s in _STATUSES.items() if isinstance(error, kind)), 500)
            if status == 500:
                raise
            return _answer(request, status, str(error))
    return _answer(request, 500, f"Something of ours broke; the log says what, under {request[ID]}")


def _http(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    if error.status < 400:
        raise error
    match error:
        case web.HTTPNotFound():
            message = f"There is nothing at {request.path}"
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            message = f"{request.path} does not answer {request.method}; it answers {allowed}"
        case _:
            message = error.text or error.reason
    answer = _answer(request, error.status, message)
    for name in (hdrs.ALLOW, hdrs.UPGRADE, hdrs.RETRY_AFTER):
        if name in error.headers:
            answer.headers[name] = error.headers[name]
    return answer


def _answer(request: web.Request, status: int, message: str) -> web.Response:
    if "text/html" in request.headers.get(hdrs.ACCEPT, "") and DRAW in request.app:
        return request.app[DRAW](request, status, message)
    body = {
        "success": False,
        "error": _CODES.get(status, f"HTTP_{status}_ERROR"),
        "message": message,
        "details": {},
        "request_id": request[ID],
    }
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")
