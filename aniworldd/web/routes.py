"""Routes as data: what is asked, who answers, who may ask, how often, with what, for what."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from aiohttp import hdrs, web
from pydantic import BaseModel

from aniworldd.web import request as reading

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Answers = Mapping[int, Any]  # status → the body's type; str: plain text; None: no body

B = TypeVar("B", bound=BaseModel)


class Policy(StrEnum):
    """Who may ask."""

    PUBLIC = "public"
    READ = "read"  # everybody, unless auth.public_read says no: then who may look
    VIEWER = "viewer"
    USER = "user"
    ADMIN = "admin"


class Rate(StrEnum):
    """What a request counts as."""

    FREE = "free"  # not counted: what a page loads once, and probes
    USUAL = "usual"
    SEARCH = "search"  # of those without a login: each asks the providers
    LOGIN = "login"  # counted where passwords are judged


@dataclass(frozen=True, slots=True)
class Taking(Generic[B]):
    """A handler that is given the request's JSON body, judged by its model."""

    body: type[B]
    handler: Callable[[web.Request, B], Awaitable[web.StreamResponse]]

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        return await self.handler(request, await reading.body(request, self.body))


@dataclass(frozen=True, slots=True)
class Asking(Generic[B]):
    """A handler that is given what stands behind the question mark, judged by its model."""

    query: type[B]
    handler: Callable[[web.Request, B], Awaitable[web.StreamResponse]]

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        return await self.handler(request, reading.query(request, self.query))


@dataclass(frozen=True, slots=True)
class Route:
    """`answers` and the models of the handler are what the OpenAPI document tells."""

    method: str
    path: str
    handler: Handler
    policy: Policy
    rate: Rate = Rate.USUAL
    answers: Answers = field(default_factory=dict)
    summary: str = ""
    page: bool = False  # for people: who must log in first is led there
    form: bool = False  # takes what a page's form sends, not JSON

    @property
    def body(self) -> type[BaseModel] | None:
        return self.handler.body if isinstance(self.handler, Taking) else None

    @property
    def query(self) -> type[BaseModel] | None:
        return self.handler.query if isinstance(self.handler, Asking) else None


Admit = Callable[[web.Request, Route], Awaitable[None]]
"""Lets a request through to its route, or raises what it is answered with instead."""

POLICIES = web.AppKey("policies", dict[tuple[str, str], Policy])
TABLE = web.AppKey("table", tuple[Route, ...])
LITERAL = web.AppKey("literal", Mapping[str, frozenset[str]])
"""The methods of each path without a part that varies: such a path is nothing else's."""


def register(app: web.Application, table: Iterable[Route], admit: Admit, base: str = "") -> None:
    """Add the table's routes below `base`; the application will not start with any other."""
    routes = tuple(table)
    policies: dict[tuple[str, str], Policy] = {}
    literal = app[LITERAL] = _literal(routes, base)
    for route in routes:
        resource = app.router.add_resource(base + route.path)
        handler = _guarded(route, admit, literal)
        for method in _methods(route):
            resource.add_route(method, handler)
            policies[method, resource.canonical] = route.policy
    app[POLICIES] = policies
    app[TABLE] = routes
    app.on_startup.append(_refuse_unguarded)


def _methods(route: Route) -> tuple[str, ...]:
    return (route.method, "HEAD") if route.method == hdrs.METH_GET else (route.method,)


def _literal(routes: Iterable[Route], base: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for route in routes:
        if "{" not in route.path:
            path = base + route.path
            found[path] = found.get(path, frozenset()) | frozenset(_methods(route))
    return found


def _guarded(route: Route, admit: Admit, literal: Mapping[str, frozenset[str]]) -> Handler:
    varies = "{" in route.path

    async def handle(request: web.Request) -> web.StreamResponse:
        if varies and request.path in literal:
            raise web.HTTPMethodNotAllowed(request.method, literal[request.path])
        await admit(request, route)
        return await route.handler(request)

    return handle


async def _refuse_unguarded(app: web.Application) -> None:
    policies = app[POLICIES]
    open_doors = [
        f"{route.method} {route.resource.canonical if route.resource else '?'}"
        for route in app.router.routes()
        if route.resource is None or (route.method, route.resource.canonical) not in policies
    ]
    if open_doors:
        raise RuntimeError(f"these routes say nobody may or may not ask: {', '.join(open_doors)}")
