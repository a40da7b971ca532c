"""Routes as data: what is asked, who answers, who may ask."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Policy(StrEnum):
    """Who may ask."""

    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    handler: Handler
    policy: Policy


POLICIES = web.AppKey("policies", dict[tuple[str, str], Policy])


def register(app: web.Application, table: Iterable[Route]) -> None:
    """Add the table's routes; the application will not start with any other."""
    policies: dict[tuple[str, str], Policy] = {}
    for route in table:
        resource = app.router.add_resource(route.path)
        for method in (route.method, "HEAD") if route.method == "GET" else (route.method,):
            resource.add_route(method, route.handler)
            policies[method, resource.canonical] = route.policy
    app[POLICIES] = policies
    app.on_startup.append(_refuse_unguarded)


async def _refuse_unguarded(app: web.Application) -> None:
    policies = app[POLICIES]
    open_doors = [
        f"{route.method} {route.resource.canonical if route.resource else '?'}"
        for route in app.router.routes()
        if route.resource is None or (route.method, route.resource.canonical) not in policies
    ]
    if open_doors:
        raise RuntimeError(f"these routes say nobody may or may not ask: {', '.join(open_doors)}")
