"""The application: one flat table of routes on the read models and the bus."""

import secrets

from aiohttp import web

from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.desk.desk import Desk
from aniworldd.web import guards, problems
from aniworldd.web.access import Access
from aniworldd.web.aniworld import (
    auth,
    backups,
    config,
    directory,
    events,
    health,
    logs,
    nfo,
    people,
    queue,
    rescan,
    scheduler,
    search,
    series,
    socket,
    talk,
    unknown,
)
from aniworldd.web.clients import Clients
from aniworldd.web.docs import views as docs
from aniworldd.web.keys import (
    CLOCK,
    DESK,
    ENTRANCE,
    LIMITS,
    READS,
    VERSION,
    Entrance,
    Limits,
    Reads,
)
from aniworldd.web.page import accepting, queueing, views, wishing
from aniworldd.web.page import entrance as doors
from aniworldd.web.request import ROOM, Room
from aniworldd.web.routes import Admit, Policy, Rate, Route, register

ROUTES = (
    Route("GET", "/", views.index, Policy.VIEWER, page=True),
    Route("GET", "/library/{key}", views.title, Policy.VIEWER, page=True),
    Route("GET", "/queue", views.queue, Policy.VIEWER, page=True),
    Route("GET", "/static/{name}", views.static, Policy.PUBLIC, Rate.FREE),
    Route("GET", "/login", doors.ask_login, Policy.PUBLIC, page=True),
    Route("POST", "/login", doors.login, Policy.PUBLIC, Rate.LOGIN, page=True, form=True),
    Route("GET", "/setup", doors.ask_setup, Policy.PUBLIC, page=True),
    Route("POST", "/setup", doors.set_up, Policy.PUBLIC, Rate.LOGIN, page=True, form=True),
    Route("POST", "/logout", doors.logout, Policy.VIEWER, page=True, form=True),
    Route("POST", "/wish", wishing.add, Policy.USER, page=True, form=True),
    Route("POST", "/library/{key}/remove", wishing.remove, Policy.USER, page=True, form=True),
    Route("POST", "/queue", queueing.press, Policy.USER, page=True, form=True),
    Route("POST", "/accept", accepting.accept, Policy.ADMIN, page=True, form=True),
    *auth.ROUTES,
    *people.ROUTES,
    *rescan.ROUTES,
    *series.ROUTES,
    *search.ROUTES,
    *config.ROUTES,
    *directory.ROUTES,
    *backups.ROUTES,
    *scheduler.ROUTES,
    *nfo.ROUTES,
    *unknown.ROUTES,
    *queue.ROUTES,
    *docs.ROUTES,
    *health.ROUTES,
    *logs.ROUTES,
    Route("GET", "/system", views.system, Policy.ADMIN, page=True),
    *socket.ROUTES,
    *events.ROUTES,
)


def build(
    reads: Reads,
    bus: Bus,
    clock: Clock,
    version: str,
    entrance: Entrance,
    desk: Desk | None = None,
    limits: Limits | None = None,
) -> web.Application:
    """Everything that answers over HTTP, to nobody but those whom `entrance` lets in.

    Without a `desk` nothing can be asked for: the state is locked.
    """
    limits = limits or Limits()
    app = web.Application(middlewares=[problems.problems, guards.guard])
    app[READS] = reads
    app[CLOCK] = clock
    app[VERSION] = version
    app[LIMITS] = limits
    app[ENTRANCE] = entrance
    if desk is not None:
        app[DESK] = desk
    app[guards.CLIENTS] = Clients(entrance.server().trusted_proxies, clock)
    app[ROOM] = lambda: _room(entrance)
    app[docs.DOCUMENT] = docs.Document()
    pages = app[views.PAGES] = views.Pages()
    app[problems.DRAW] = views.error
    app.on_response_prepare.append(guards.dress)
    series.install(app)
    talk.install(app, bus, reads, clock, limits, secrets.token_hex(4))
    register(app, ROUTES, _admit(Access(entrance, clock), pages), entrance.server().base_path)
    return app


def _admit(access: Access, pages: views.Pages) -> Admit:
    async def admit(request: web.Request, route: Route) -> None:
        await access.admit(request, route)
        if route.page:
            await pages.prepare()

    return admit


def _room(entrance: Entrance) -> Room:
    limits = entrance.server().limits
    return Room(limits.body, limits.body_time)
