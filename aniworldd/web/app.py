"""The application: one flat table of routes on the read models and the bus."""

from aiohttp import web

from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.web import guards, problems
from aniworldd.web.aniworld import health, socket
from aniworldd.web.keys import CLOCK, LIMITS, READS, VERSION, Limits, Reads
from aniworldd.web.page import views
from aniworldd.web.routes import Policy, Route, register

ROUTES = (
    Route("GET", "/", views.index, Policy.PUBLIC),
    Route("GET", "/library/{key}", views.title, Policy.PUBLIC),
    Route("GET", "/static/{name}", views.static, Policy.PUBLIC),
    Route("GET", "/health", health.health, Policy.PUBLIC),
    Route("GET", "/api/health", health.health, Policy.PUBLIC),
    Route("GET", "/healthz", health.healthz, Policy.PUBLIC),
    Route("GET", "/ws/connect", socket.connect, Policy.PUBLIC),
)


def build(
    reads: Reads, bus: Bus, clock: Clock, version: str, limits: Limits | None = None
) -> web.Application:
    """Everything that answers over HTTP. It is safe on loopback only until there are accounts."""
    limits = limits or Limits()
    app = web.Application(middlewares=[problems.problems, guards.guard])
    app[READS] = reads
    app[CLOCK] = clock
    app[VERSION] = version
    app[LIMITS] = limits
    app[views.PAGES] = views.Pages()
    app[problems.DRAW] = views.error
    app.on_response_prepare.append(guards.dress)
    socket.install(app, bus, reads, clock, limits)
    register(app, ROUTES)
    return app
