"""Errors as answers: the documents' body for programs, a page for people."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import hdrs, web

from aniworldd import errors
from aniworldd.borders import contain
from aniworldd.config.problems import masked
from aniworldd.errors import (
    AniworldError,
    ConfigBroken,
    ConfigError,
    Conflict,
    FileOnly,
    Forbidden,
    InvalidRequest,
    NotFound,
    Outdated,
    ProviderError,
    StoreError,
    TitleNotFound,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
)
from aniworldd.store import JSON
from aniworldd.web import ids
from aniworldd.web.access import LoginNeeded
from aniworldd.web.ids import ID
from aniworldd.web.replies import reply
from aniworldd.web.request import BadRequest, dotted
from aniworldd.web.routes import LITERAL, Handler

DRAW: web.AppKey[Callable[[web.Request, int, str], web.Response]] = web.AppKey("draw")
"""How an error looks to a person; the page sets it."""

_CODES = {
    400: "BAD_REQUEST_ERROR",
    401: "AUTHENTICATION_ERROR",
    403: "AUTHORIZATION_ERROR",
    404: "NOT_FOUND_ERROR",
    405: "METHOD_NOT_ALLOWED_ERROR",
    408: "REQUEST_TIMEOUT_ERROR",
    409: "CONFLICT_ERROR",
    412: "PRECONDITION_FAILED_ERROR",
    413: "PAYLOAD_TOO_LARGE_ERROR",
    415: "UNSUPPORTED_MEDIA_TYPE_ERROR",
    421: "MISDIRECTED_REQUEST_ERROR",
    422: "VALIDATION_ERROR",
    426: "UPGRADE_REQUIRED_ERROR",
    429: "RATE_LIMIT_ERROR",
    500: "INTERNAL_SERVER_ERROR",
    502: "PROVIDER_ERROR",
    503: "SERVICE_UNAVAILABLE_ERROR",
}
# the first that fits counts
_STATUSES: Mapping[type[AniworldError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    TitleNotFound: 404,
    Outdated: 412,
    Conflict: 409,
    InvalidRequest: 422,
    ConfigError: 422,
    TooManyAttempts: 429,
    ProviderError: 502,
    Unavailable: 503,
    StoreError: 503,
}
_BEARER = {"WWW-Authenticate": "Bearer"}
_KEPT = (hdrs.UPGRADE, hdrs.RETRY_AFTER, hdrs.CONNECTION)


@dataclass(frozen=True, slots=True)
class Problem:
    """What an answer says about an error."""

    status: int
    message: str
    error: str = ""  # "" = the usual one of the status
    details: Mapping[str, JSON] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever goes wrong further in, and name the request in it."""
    request[ID] = ids.of(request)
    with contain(f"{request.method} {request.path} ({request[ID]})"):
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                return _onwards(error)
            return answer(request, _http(request, error))
        except AniworldError as error:
            problem = described(error)
            if problem is None:
                raise
            return answer(request, problem)
    message = f"Something of ours broke; the log says what, under {request[ID]}"
    return answer(request, Problem(500, message))


def described(error: AniworldError) -> Problem | None:
    """What is told about an error of ours; None when it is nobody's business."""
    status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), None)
    if status is None:
        return None
    match error:
        case LoginNeeded():
            details: Mapping[str, JSON] = {"setup_required": True} if error.setup_required else {}
            return Problem(status, str(error), details=details, headers=_BEARER)
        case Unauthenticated():
            return Problem(status, str(error), headers=_BEARER)
        case TooManyAttempts():
            wait = math.ceil(error.retry_after)
            headers: Mapping[str, str] = {"Retry-After": str(wait)}
            return Problem(status, str(error), details={"retry_after": wait}, headers=headers)
        case BadRequest():
            found = [{"field": one.field, "issue": one.issue} for one in error.issues]
            return Problem(status, str(error), details={**found[0], "errors": found})
        case FileOnly():
            keys = [{"field": key, "issue": str(error)} for key in error.keys]
            return Problem(status, str(error), details={**keys[0], "errors": keys})
        case ConfigError():
            return Problem(status, _first(error.problems), details=_details(error.problems))
        case ConfigBroken():
            details = _details(error.problems)
            return Problem(status, str(error), "CONFIGURATION_ERROR", details)
        case StoreError():
            return Problem(status, str(error), "DATABASE_ERROR")
        case _:
            return Problem(status, str(error))


def _details(problems: Sequence[errors.Problem]) -> Mapping[str, JSON]:
    """All that is wrong, and the first of it also by itself, as October shows it."""
    found = [{"field": dotted(one.path), "issue": masked(one.message)} for one in problems]
    return {**found[0], "errors": found} if found else {"errors": []}


def _first(problems: Sequence[errors.Problem]) -> str:
    first = problems[0]
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"{dotted(first.path) or 'the file'}: {masked(first.message)}{more}"


def answer(request: web.Request, problem: Problem) -> web.Response:
    """As a page for people, or the documents' body."""
    if "text/html" in request.headers.get(hdrs.ACCEPT, "") and DRAW in request.app:
        response = request.app[DRAW](request, problem.status, problem.message)
    else:
        response = reply(body(problem, request[ID]), problem.status)
    response.headers.update(problem.headers)
    return response


def body(problem: Problem, id: str) -> dict[str, JSON]:
    """As the documents show it; `id` is the request's."""
    told: dict[str, JSON] = {
        "success": False,
        "error": problem.error or _CODES.get(problem.status, f"HTTP_{problem.status}_ERROR"),
        "message": problem.message,
        "details": problem.details,
        "request_id": id,
    }
    if problem.status == 429:
        told["detail"] = problem.message  # all that two of the documents' editions show
    return told


def _onwards(error: web.HTTPException) -> web.Response:
    """What was raised to lead somebody elsewhere; the exception itself may not be returned."""
    location = error.headers.get(hdrs.LOCATION)
    return web.Response(
        status=error.status,
        text=error.text,
        content_type=error.content_type,
        headers={hdrs.LOCATION: location} if location else None,
    )


def _http(request: web.Request, error: web.HTTPException) -> Problem:
    match error:
        case web.HTTPNotFound():
            message = f"There is nothing at {request.path}"
        case web.HTTPMethodNotAllowed():
            methods = request.app.get(LITERAL, {}).get(request.path, error.allowed_methods)
            answered = ", ".join(sorted(methods))
            return Problem(
                error.status,
                f"{request.path} does not answer {request.method}; it answers {answered}",
                headers={hdrs.ALLOW: answered.replace(" ", "")},
            )
        case _:
            message = error.text or error.reason
    kept = {str(name): error.headers[name] for name in _KEPT if name in error.headers}
    return Problem(error.status, message, headers=kept)
