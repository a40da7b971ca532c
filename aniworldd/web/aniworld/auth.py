"""`/api/auth`: setup, login, logout and status, as the documents have them."""

import hmac
from dataclasses import replace
from datetime import timedelta

from aiohttp import hdrs, web

from aniworldd.accounts.accounts import OWNER, BadPassword
from aniworldd.accounts.door import Entered
from aniworldd.accounts.sessions import Opened
from aniworldd.errors import Conflict
from aniworldd.web import access, cookies, problems
from aniworldd.web.access import CALLER
from aniworldd.web.aniworld.auth_shapes import (
    ChangePassword,
    Entry,
    Login,
    SetUp,
    Setup,
    Status,
    Success,
)
from aniworldd.web.clients import PEER
from aniworldd.web.keys import CLOCK, ENTRANCE
from aniworldd.web.replies import moment, reply
from aniworldd.web.routes import Policy, Rate, Route, Taking

TOKEN = "X-Setup-Token"  # noqa: S105  the name of a header


async def set_up(request: web.Request, body: Setup) -> web.Response:
    """`POST /api/auth/setup`"""
    restart = False

    async def prepare() -> None:
        nonlocal restart
        if body.anime_directory:
            restart = await request.app[ENTRANCE].choose_directory(body.anime_directory)

    given = request.headers.get(TOKEN) or body.setup_token or ""
    try:
        await request.app[ENTRANCE].door.set_up(
            body.master_password,
            access.origin(request),
            name=body.username or OWNER,
            allowed=may_set_up(request, given),
            prepare=prepare,
        )
    except (Conflict, BadPassword) as error:
        described = problems.described(error)
        if described is None:
            raise
        return problems.answer(request, replace(described, status=400))
    return reply({"status": "ok", "success": True, "restart_required": restart}, 201)


def may_set_up(request: web.Request, given: str) -> bool:
    """Somebody at this machine, or somebody who reads the daemon's log."""
    token = request.app[ENTRANCE].setup_token
    return request[PEER].at_the_machine or hmac.compare_digest(given.encode(), token.encode())


async def login(request: web.Request, body: Login) -> web.Response:
    """`POST /api/auth/login`"""
    entered = await enter(request, body.username, body.password, remember=body.remember)
    return reply(_entry(request, entered.opened))


async def enter(request: web.Request, name: str, password: str, *, remember: bool) -> Entered:
    """Log somebody in; raises `Unauthenticated`, `TooManyAttempts`, `StoreError`."""
    door = request.app[ENTRANCE].door
    return await door.login(name, password, access.origin(request), remember=remember)


async def logout(request: web.Request) -> web.Response:
    """`POST /api/auth/logout`"""
    caller = access.caller(request)
    if caller.session is None:
        raise Conflict("an API key is not logged out: delete it instead")
    await request.app[ENTRANCE].door.logout(caller, access.origin(request))
    response = reply({"status": "ok", "success": True, "message": "Logged out successfully"})
    if hdrs.AUTHORIZATION not in request.headers:
        cookies.drop(request, response)
    return response


async def status(request: web.Request) -> web.Response:
    """`GET /api/auth/status`"""
    caller = request.get(CALLER)
    return reply(
        {
            "configured": request.app[ENTRANCE].door.accounts.configured,
            "authenticated": caller is not None,
            "token_valid": caller is not None,
            "username": caller.account.name if caller else None,
            "role": caller.role if caller else None,
        }
    )


async def change_password(request: web.Request, body: ChangePassword) -> web.Response:
    """`POST /api/auth/password`: all sessions end, and the caller gets a new one."""
    door, origin = request.app[ENTRANCE].door, access.origin(request)
    caller = access.caller(request)
    if caller.session is None:
        raise Conflict("an API key does not change passwords")
    account = await door.change_own_password(caller, body.old_password, body.new_password, origin)
    opened = await door.enter(account, origin)
    response = reply(_entry(request, opened))
    if hdrs.AUTHORIZATION not in request.headers:
        cookies.put(request, response, opened.token, lasts=None)
    return response


def _entry(request: web.Request, opened: Opened) -> dict[str, object]:
    left = request.app[ENTRANCE].door.sessions.left(opened.session.id)
    return {
        "access_token": opened.token,
        "token": opened.token,
        "token_type": "bearer",
        "expires_at": moment(request.app[CLOCK].now() + timedelta(seconds=left)),
        "expires_in": round(left),
        "success": True,
    }


ROUTES = (
    Route(
        "POST",
        "/api/auth/setup",
        Taking(Setup, set_up),
        Policy.PUBLIC,
        Rate.LOGIN,
        {201: SetUp},
        "Set the master password, once",
    ),
    Route(
        "POST",
        "/api/auth/login",
        Taking(Login, login),
        Policy.PUBLIC,
        Rate.LOGIN,
        {200: Entry},
        "Get a token for a password",
    ),
    Route(
        "POST", "/api/auth/logout", logout, Policy.VIEWER, answers={200: Success}, summary="End it"
    ),
    Route(
        "GET",
        "/api/auth/status",
        status,
        Policy.PUBLIC,
        answers={200: Status},
        summary="Whether there is a master password, and whether the caller is known",
    ),
    Route(
        "POST",
        "/api/auth/password",
        Taking(ChangePassword, change_password),
        Policy.VIEWER,
        Rate.LOGIN,
        {200: Entry},
        "Change one's own password; all one's sessions end",
    ),
)
