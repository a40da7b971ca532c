"""`/login`, `/setup` and `/logout`: forms that work without scripts."""

import re
from datetime import timedelta

from aiohttp import web

from aniworldd.accounts.accounts import BadPassword
from aniworldd.accounts.sessions import Opened
from aniworldd.errors import (
    AniworldError,
    ConfigError,
    Conflict,
    Forbidden,
    InvalidRequest,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
)
from aniworldd.web import access, cookies, human, problems
from aniworldd.web import request as reading
from aniworldd.web.access import CALLER
from aniworldd.web.aniworld import auth
from aniworldd.web.keys import ENTRANCE, READS
from aniworldd.web.page import forms
from aniworldd.web.page.views import PAGES

_NEXT = re.compile(r"(?:[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*/)*[A-Za-z0-9_~%-][A-Za-z0-9._~%-]*")
_RULES = {
    "strict": "At least 8 characters, among them an upper-case and a lower-case letter, a digit "
    "and a special character.",
    "length": "At least 15 characters, of any kind.",
}


async def ask_login(request: web.Request) -> web.Response:
    """`GET /login`"""
    if not request.app[ENTRANCE].door.accounts.configured:
        raise web.HTTPSeeOther(f"{access.root(request)}setup")
    if CALLER in request:
        raise web.HTTPSeeOther(_onwards(request))
    if ticket := request.query.get("ticket", ""):
        return await _show(request, ticket)
    return _login(request)


async def login(request: web.Request) -> web.Response:
    """`POST /login`"""
    fields = await reading.form(request)
    name, remember = fields.get("username", ""), "remember" in fields
    try:
        entered = await auth.enter(request, name, fields.get("password", ""), remember=remember)
    except (Unauthenticated, TooManyAttempts) as error:
        wrong = "That is not the password." if isinstance(error, Unauthenticated) else _wait(error)
        response = _login(request, wrong, username=name, remember=remember)
        return _refused(response, error)
    return _entered(request, entered.opened, _onwards(request))


async def _show(request: web.Request, ticket: str) -> web.Response:
    """A ticket from the machine itself; the address is good once, so a log of it is no key."""
    entered = await request.app[ENTRANCE].door.show(ticket, access.origin(request))
    if entered is None:
        return _login(request, "That address was good once only. Log in with the password.")
    return _entered(request, entered.opened, _onwards(request))


async def ask_setup(request: web.Request) -> web.Response:
    """`GET /setup`"""
    if request.app[ENTRANCE].door.accounts.configured:
        raise web.HTTPSeeOther(f"{access.root(request)}login")
    return _setup(request)


async def set_up(request: web.Request) -> web.Response:
    """`POST /setup`"""
    fields = await reading.form(request)
    password, directory = fields.get("password", ""), fields.get("directory", "").strip()
    entrance, origin = request.app[ENTRANCE], access.origin(request)

    async def prepare() -> None:
        if directory:
            await entrance.choose_directory(directory)

    try:
        if password != fields.get("again", ""):
            raise InvalidRequest("the two passwords are not the same")
        account = await entrance.door.set_up(
            password,
            origin,
            allowed=auth.may_set_up(request, fields.get("token", "").strip()),
            prepare=prepare,
        )
    except Conflict as error:
        raise web.HTTPSeeOther(f"{access.root(request)}login") from error
    except (InvalidRequest, ConfigError, Forbidden, TooManyAttempts, Unavailable) as error:
        return _refused(_setup(request, error, fields), error)
    opened = await entrance.door.enter(account, origin)
    return _entered(request, opened, forms.home(request))


async def logout(request: web.Request) -> web.Response:
    """`POST /logout`"""
    await forms.own(request)
    await request.app[ENTRANCE].door.logout(access.caller(request), access.origin(request))
    response = forms.onto(f"{access.root(request)}login")
    cookies.drop(request, response)
    return response


def _login(
    request: web.Request, wrong: str = "", *, username: str = "", remember: bool = False
) -> web.Response:
    """A name is asked for when there is more than one account."""
    more = len(request.app[ENTRANCE].door.accounts.all()) > 1
    return request.app[PAGES].draw(
        request,
        "login",
        name=request.app[READS].name(),
        title="Log in",
        wrong=wrong,
        locked=request.app[READS].locked(),
        more=more,
        username=username,
        remember=remember,
    )


def _setup(
    request: web.Request,
    error: AniworldError | None = None,
    fields: dict[str, str] | None = None,
) -> web.Response:
    fields, here = fields or {}, auth.may_set_up(request, "")
    return request.app[PAGES].draw(
        request,
        "setup",
        name=request.app[READS].name(),
        title="Welcome",
        wrong=_sentences(error),
        rules=_RULES[request.app[ENTRANCE].auth().password_policy],
        library=request.app[READS].library() if here else "",
        directory=fields.get("directory", ""),
        token=fields.get("token", ""),
        needs_token=not here,
    )


def _sentences(error: AniworldError | None) -> list[str]:
    match error:
        case None:
            return []
        case BadPassword():
            return [f"The password {refusal}." for refusal in error.refusals]
        case ConfigError():
            return [f"{human.sentence(one.message)}." for one in error.problems]
        case TooManyAttempts():
            return [_wait(error)]
        case _:
            return [f"{human.sentence(str(error))}."]


def _wait(error: TooManyAttempts) -> str:
    wait = human.left(error.retry_after).removesuffix(" left")
    return f"That was tried too often. Try again in {wait}."


def _refused(response: web.Response, error: AniworldError) -> web.Response:
    described = problems.described(error)
    if described is not None:
        response.set_status(described.status)
        response.headers.update(described.headers)
    return response


def _entered(request: web.Request, opened: Opened, onwards: str) -> web.Response:
    response = forms.onto(onwards)
    session = opened.session
    lasts: timedelta = session.ends_at - session.created_at
    cookies.put(
        request,
        response,
        opened.token,
        lasts=lasts.total_seconds() if session.remember else None,
    )
    return response


def _onwards(request: web.Request) -> str:
    """Where somebody wanted to go before he was led here: a path of ours, or the first page."""
    wanted = request.query.get("next", "")
    return access.root(request) + wanted if _NEXT.fullmatch(wanted) else forms.home(request)
