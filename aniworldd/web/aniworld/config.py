"""`/api/config`: the settings, read, changed and judged."""

from aiohttp import hdrs, web
from pydantic import ValidationError

from aniworldd.desk.config import Shown
from aniworldd.web.aniworld import config_shapes as shapes
from aniworldd.web.aniworld import judging
from aniworldd.web.aniworld.config_shapes import Candidate, Change, Config, Validated
from aniworldd.web.aniworld.judging import Judging
from aniworldd.web.keys import desk
from aniworldd.web.openapi import Error
from aniworldd.web.replies import reply
from aniworldd.web.request import BadRequest, Issue, dotted
from aniworldd.web.routes import Policy, Route, Taking

_NOBODY = "none"  # the version of a file that is not there


async def show(request: web.Request) -> web.Response:
    """`GET /api/config`"""
    return answer(desk(request).config.now())


async def change(request: web.Request, body: Change) -> web.Response:
    """`PUT /api/config`: with `If-Match` only what the caller has seen is changed."""
    wanted = shapes.nested(body)
    return answer(await desk(request).config.change(wanted, seen=_seen(request)))


async def validate(request: web.Request, body: Candidate) -> web.Response:
    """`POST /api/config/validate`: what a change with this body would be refused for."""
    found = await _issues(request, body)
    texts = [f"{one.field}: {one.issue}" if one.field else one.issue for one in found]
    message = "Configuration is valid" if not found else f"Configuration is not valid: {texts[0]}"
    return reply(
        {
            "success": True,
            "valid": not found,
            "errors": texts,
            "problems": [{"field": one.field, "issue": one.issue} for one in found],
            "message": message,
        }
    )


def answer(shown: Shown) -> web.Response:
    """The whole, with the version of the file that it was read from."""
    version = shown.digest or _NOBODY
    return reply(shapes.config(shown), headers={hdrs.ETAG: f'"{version}"'})


async def _issues(request: web.Request, body: Candidate) -> list[Issue]:
    given = body.model_extra or {}
    try:
        wanted = shapes.nested(Change.model_validate(given))
    except ValidationError as error:
        return await judging.every(request, given, error)
    except BadRequest as error:
        return list(error.issues)
    found = await desk(request).config.judge(wanted)
    return [Issue(dotted(one.field), one.issue) for one in found]


def _seen(request: web.Request) -> set[str] | None:
    """The versions that a change is meant for; None: whichever it is."""
    given = ",".join(request.headers.getall(hdrs.IF_MATCH, []))
    if not given or given.strip() == "*":
        return None
    named = {one.strip().strip('"') for one in given.split(",")}
    return {"" if one == _NOBODY else one for one in named}


_PATH = "/api/config"
ROUTES = (
    Route(
        "GET",
        _PATH,
        show,
        Policy.VIEWER,
        answers={200: Config},
        summary="The settings, without secrets",
    ),
    Route(
        "PUT",
        _PATH,
        Judging(Change, change),
        Policy.ADMIN,
        answers={200: Config, 412: Error},
        summary="Change some settings; with If-Match only when they are as they were seen",
    ),
    Route(
        "POST",
        f"{_PATH}/validate",
        Taking(Candidate, validate),
        Policy.ADMIN,
        answers={200: Validated},
        summary="Say what a change would be refused for, and change nothing",
    ),
)
