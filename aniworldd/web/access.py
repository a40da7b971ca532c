"""Who asks, and whether he may: each request is let through to its route here, or nowhere."""

import hmac
from collections.abc import Mapping

from aiohttp import hdrs, web

from aniworldd.accounts.audit import Result
from aniworldd.accounts.door import Caller, Origin
from aniworldd.accounts.lockout import Attempt, client_of
from aniworldd.clock import Clock
from aniworldd.errors import Forbidden, Unauthenticated
from aniworldd.model.account import Role
from aniworldd.web import cookies
from aniworldd.web.clients import PEER
from aniworldd.web.ids import ID
from aniworldd.web.keys import ENTRANCE, READS, Entrance, locked
from aniworldd.web.limits import RATED, Rated, Rates, too_many
from aniworldd.web.request import judge_kind
from aniworldd.web.routes import Policy, Rate, Route

CSRF = "X-CSRF-Token"
CALLER = web.RequestKey("caller", Caller)

_ROLES = {Policy.VIEWER: Role.VIEWER, Policy.USER: Role.USER, Policy.ADMIN: Role.ADMIN}
_READING = {hdrs.METH_GET, hdrs.METH_HEAD}
# A cookie that is strict does not come along when a link is followed from elsewhere; from our own
# page it does.
_ONCE_MORE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>aniworldd</title>"
    "<meta http-equiv=refresh content=0>"
)


class LoginNeeded(Unauthenticated):
    """Nobody asked for something that is not for everybody."""

    def __init__(self, *, setup_required: bool) -> None:
        super().__init__("Set a master password first" if setup_required else "Log in first")
        self.setup_required = setup_required


class Access:
    """The one way to a handler; see `routes.register`."""

    def __init__(self, entrance: Entrance, clock: Clock) -> None:
        self._entrance = entrance
        self._rates = Rates(clock)

    async def admit(self, request: web.Request, route: Route) -> None:
        """Raises `LoginNeeded`, `Forbidden`, `TooManyAttempts`, `Unavailable`, 303, 415."""
        door = self._entrance.door
        shown, by_cookie = _shown(request)
        found = door.caller(shown) if shown else None
        if found is not None:
            request[CALLER] = found
        await self._count(request, route, found)
        self._judge(request, route, found)
        if request.method not in _READING:
            judge_kind(request, form=route.form)
            if route.form:
                _refuse_foreign_form(request)
            elif by_cookie and found is not None:
                _refuse_forged(request, found)

    async def _count(self, request: web.Request, route: Route, found: Caller | None) -> None:
        limits = self._entrance.server().limits
        client = client_of(request[PEER].address)
        if route.rate in {Rate.FREE, Rate.LOGIN}:
            return
        if found is not None:
            rated = self._rates.count(found.credential, limits.requests)
        elif route.rate is Rate.SEARCH:
            rated = self._rates.count(f"search {client}", limits.searches)
        else:
            rated = self._rates.count(client, limits.requests)
        request[RATED] = rated
        if rated.over == 1:
            who = found.account.name if found else ""
            await note(request, "too many requests", who=who)
        if rated.over:
            raise too_many(rated)

    def _judge(self, request: web.Request, route: Route, found: Caller | None) -> None:
        policy = route.policy
        if policy is Policy.READ:
            policy = Policy.PUBLIC if self._entrance.auth().public_read else Policy.VIEWER
        if policy is Policy.PUBLIC:
            return
        if found is None:
            setup_required = not self._entrance.door.accounts.configured
            if not route.page and request.app[READS].locked():
                raise locked()  # whoever it is: a good token is none to be thrown away for that
            if route.page:
                _lead(request, setup_required=setup_required)
            raise LoginNeeded(setup_required=setup_required)
        if not found.role.includes(_ROLES[policy]):
            raise Forbidden(f"{found.account.name} may not do that: it takes the role {policy}")


def caller(request: web.Request) -> Caller:
    """Who asks; raises `LoginNeeded` when nobody does, on a route for everybody."""
    if CALLER not in request:
        door = request.app[ENTRANCE].door
        raise LoginNeeded(setup_required=not door.accounts.configured)
    return request[CALLER]


def origin(request: web.Request) -> Origin:
    """Where it comes from, for the door."""

    def tried(attempt: Attempt) -> None:
        limit = request.app[ENTRANCE].server().limits.logins
        request[RATED] = Rated(limit, min(attempt.left, limit), attempt.reset)

    return Origin(request[PEER].address, request[ID], tried)


async def note(request: web.Request, what: str, *, who: str = "", why: str = "") -> None:
    """Write a refusal into the audit log."""
    client = request[PEER].address if PEER in request else request.remote or ""
    await request.app[ENTRANCE].door.audit.note(
        what,
        Result.REFUSED,
        who=who,
        client=client,
        request=request[ID],
        asked=f"{request.method} {request.path}",
        why=why,
    )


def root(request: web.Request) -> str:
    """The way to the first page, relative: a proxy may have cut the path's beginning."""
    base = request.app[ENTRANCE].server().base_path
    return "../" * (request.rel_url.raw_path.count("/") - 1 - base.count("/"))


def _shown(request: web.Request) -> tuple[str, bool]:
    """A token or key, and whether it came by itself, as cookies do."""
    given = request.headers.getall(hdrs.AUTHORIZATION, [])
    if given:
        scheme, _, token = given[0].partition(" ")
        return (token.strip() if scheme.lower() == "bearer" and len(given) == 1 else "."), False
    return cookies.token(request), True


def _lead(request: web.Request, *, setup_required: bool) -> None:
    """A person to where he can log in; a script of ours is told 401 instead."""
    if request.method not in _READING or "part" in request.query:
        return
    foreign = request.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"}
    if foreign and not cookies.token(request):
        raise web.HTTPOk(text=_ONCE_MORE, content_type="text/html")
    path = request.rel_url.raw_path.removeprefix(request.app[ENTRANCE].server().base_path)
    follow = f"?next={path[1:]}" if path[1:] and not setup_required else ""
    page = "setup" if setup_required else "login"
    raise web.HTTPSeeOther(f"{root(request)}{page}{follow}")


def _refuse_foreign_form(request: web.Request) -> None:
    """Every browser says where a form came from; Host and Origin were compared before."""
    if hdrs.ORIGIN not in request.headers and "Sec-Fetch-Site" not in request.headers:
        raise Forbidden("this form is for browsers; programs use the API")


def refuse_forged_form(request: web.Request, found: Caller, fields: Mapping[str, str]) -> None:
    """Raise `Forbidden` unless the form was shown to who sends it now."""
    if not of_our_page(request, found, fields.get("csrf", "")):
        raise Forbidden("this form was not sent to you; load the page anew")


def of_our_page(request: web.Request, found: Caller, given: str) -> bool:
    """Whether `given` is what only a page of ours can know, which somebody was shown."""
    if found.session is None:
        return False
    known = request.app[ENTRANCE].door.sessions.csrf(found.session)
    return hmac.compare_digest(given.encode(), known.encode())


def _refuse_forged(request: web.Request, found: Caller) -> None:
    """A foreign page can have cookies sent along, but cannot know this."""
    if not of_our_page(request, found, request.headers.get(CSRF, "")):
        raise Forbidden(f"with a cookie this needs the page's own {CSRF} header")
