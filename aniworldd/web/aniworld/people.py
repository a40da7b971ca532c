"""`/api/auth/users`, `/sessions`, `/keys`: who may come in, and with what; calls of our own."""

from datetime import timedelta

from aiohttp import web

from aniworldd.errors import NotFound
from aniworldd.model.account import Account, ApiKey, Role, Session
from aniworldd.web import access
from aniworldd.web.aniworld.auth_shapes import (
    ChangedUser,
    Key,
    MadeKey,
    NewKey,
    NewUser,
    SessionRow,
    User,
)
from aniworldd.web.keys import CLOCK, ENTRANCE
from aniworldd.web.replies import moment, nothing, reply
from aniworldd.web.routes import Policy, Route, Taking


async def users(request: web.Request) -> web.Response:
    """`GET /api/auth/users`"""
    return reply([_user(one) for one in request.app[ENTRANCE].door.accounts.all()])


async def add_user(request: web.Request, body: NewUser) -> web.Response:
    """`POST /api/auth/users`"""
    door, caller = request.app[ENTRANCE].door, access.caller(request)
    made = await door.create(
        caller, body.username, body.password, body.role, access.origin(request)
    )
    return reply(_user(made), 201)


async def change_user(request: web.Request, body: ChangedUser) -> web.Response:
    """`PUT /api/auth/users/{id}`: his sessions end."""
    changed = await request.app[ENTRANCE].door.change(
        access.caller(request),
        request.match_info["id"],
        access.origin(request),
        password=body.password,
        role=body.role,
    )
    return reply(_user(changed))


async def delete_user(request: web.Request) -> web.Response:
    """`DELETE /api/auth/users/{id}`"""
    await request.app[ENTRANCE].door.delete(
        access.caller(request), request.match_info["id"], access.origin(request)
    )
    return nothing()


async def sessions(request: web.Request) -> web.Response:
    """`GET /api/auth/sessions`: one's own; an administrator sees all."""
    return reply([_session(request, *one) for one in _sessions(request)])


async def end_session(request: web.Request) -> web.Response:
    """`DELETE /api/auth/sessions/{id}`"""
    id = request.match_info["id"]
    if id not in {session.id for session, _ in _sessions(request)}:
        raise NotFound(f"there is no session {id!r}")
    door = request.app[ENTRANCE].door
    await door.end_session(id, access.caller(request), access.origin(request))
    return nothing()


async def keys(request: web.Request) -> web.Response:
    """`GET /api/auth/keys`: one's own; an administrator sees all."""
    return reply([_key(*one) for one in _keys(request)])


async def make_key(request: web.Request, body: NewKey) -> web.Response:
    """`POST /api/auth/keys`: the key is in the answer, and never again."""
    days, now = body.expires_in_days, request.app[CLOCK].now()
    caller = access.caller(request)
    made = await request.app[ENTRANCE].door.make_key(
        caller,
        body.name,
        body.role,
        access.origin(request),
        ends_at=now + timedelta(days=days) if days else None,
    )
    return reply({**_key(made.key, caller.account), "key": made.text}, 201)


async def end_key(request: web.Request) -> web.Response:
    """`DELETE /api/auth/keys/{id}`"""
    id = request.match_info["id"]
    if id not in {key.id for key, _ in _keys(request)}:
        raise NotFound(f"there is no API key {id!r}")
    door = request.app[ENTRANCE].door
    await door.end_key(id, access.caller(request), access.origin(request))
    return nothing()


def _seen(request: web.Request) -> list[Account]:
    """Those whose sessions and keys the caller may see."""
    caller = access.caller(request)
    if caller.role is Role.ADMIN:
        return request.app[ENTRANCE].door.accounts.all()
    return [caller.account]


def _sessions(request: web.Request) -> list[tuple[Session, Account]]:
    found = request.app[ENTRANCE].door.sessions
    return [(one, account) for account in _seen(request) for one in found.of(account.id)]


def _keys(request: web.Request) -> list[tuple[ApiKey, Account]]:
    found = request.app[ENTRANCE].door.keys
    return [(one, account) for account in _seen(request) for one in found.of(account.id)]


def _user(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "username": account.name,
        "role": account.role,
        "created_at": moment(account.created_at),
    }


def _session(request: web.Request, session: Session, account: Account) -> dict[str, object]:
    return {
        "id": session.id,
        "username": account.name,
        "created_at": moment(session.created_at),
        "expires_at": moment(session.ends_at),
        "remember": session.remember,
        "client": session.client,
        "current": session.id == access.caller(request).credential,
    }


def _key(key: ApiKey, account: Account) -> dict[str, object]:
    return {
        "id": key.id,
        "username": account.name,
        "name": key.name,
        "role": key.role,
        "created_at": moment(key.created_at),
        "expires_at": moment(key.ends_at) if key.ends_at else None,
        "used_at": moment(key.used_at) if key.used_at else None,
    }


_USERS, _SESSIONS, _KEYS = "/api/auth/users", "/api/auth/sessions", "/api/auth/keys"
_ADMIN, _VIEWER = Policy.ADMIN, Policy.VIEWER
ROUTES = (
    Route("GET", _USERS, users, _ADMIN, answers={200: list[User]}, summary="All accounts"),
    Route(
        "POST",
        _USERS,
        Taking(NewUser, add_user),
        _ADMIN,
        answers={201: User},
        summary="Make an account",
    ),
    Route(
        "PUT",
        f"{_USERS}/{{id}}",
        Taking(ChangedUser, change_user),
        _ADMIN,
        answers={200: User},
        summary="Give an account another role or password; its sessions end",
    ),
    Route(
        "DELETE",
        f"{_USERS}/{{id}}",
        delete_user,
        _ADMIN,
        answers={204: None},
        summary="Delete an account with its sessions and keys",
    ),
    Route(
        "GET",
        _SESSIONS,
        sessions,
        _VIEWER,
        answers={200: list[SessionRow]},
        summary="Logins that are open",
    ),
    Route(
        "DELETE",
        f"{_SESSIONS}/{{id}}",
        end_session,
        _VIEWER,
        answers={204: None},
        summary="End a login",
    ),
    Route("GET", _KEYS, keys, _VIEWER, answers={200: list[Key]}, summary="API keys"),
    Route(
        "POST",
        _KEYS,
        Taking(NewKey, make_key),
        _VIEWER,
        answers={201: MadeKey},
        summary="Make an API key; it is shown once",
    ),
    Route(
        "DELETE", f"{_KEYS}/{{id}}", end_key, _VIEWER, answers={204: None}, summary="End an API key"
    ),
)
