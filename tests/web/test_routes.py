from collections.abc import Iterator

import pytest
from aiohttp import web

from aniworldd.bus import Bus
from aniworldd.web.app import ROUTES, build
from tests.fake_clock import FakeClock
from tests.web.conftest import Client
from tests.web.doors import House
from tests.web.worlds import FakeReads

PATHS = ["/", "/?part=main", "/library/lights", "/health", "/api/health", "/healthz"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_route_of_the_table_answers(client: Client, path: str) -> None:
    answer = await client.get(path)

    assert answer.status == 200


@pytest.mark.parametrize("path", PATHS)
async def test_head_tells_what_get_would(client: Client, path: str) -> None:
    answer = await client.head(path)

    assert answer.status == 200
    assert await answer.read() == b""


async def test_every_route_that_is_served_is_in_the_table(client: Client) -> None:
    assert client.app is not None
    served = {
        (route.method, route.resource.canonical)
        for route in client.app.router.routes()
        if route.resource is not None
    }

    told = {(route.method, route.path) for route in ROUTES}
    assert served == told | {("HEAD", path) for method, path in told if method == "GET"}


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PUT"])
async def test_a_path_of_its_own_is_nothing_else_s(client: Client, method: str) -> None:
    """`/api/anime/search` is not the series called `search`."""
    answer = await client.request(method, "/api/anime/search")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD,POST"


def test_every_number_that_a_request_may_hold_has_its_bounds() -> None:
    """One that is larger than JSON's writers can write would break the answer."""
    models = [model for route in ROUTES for model in (route.body, route.query) if model]

    open_ended = [
        f"{model.__name__}: {part}"
        for model in models
        for part in _integers(model.model_json_schema())
        if not part.keys() & {"maximum", "exclusiveMaximum"}
    ]

    assert models
    assert open_ended == []


def _integers(schema: object) -> Iterator[dict[str, object]]:
    if isinstance(schema, dict):
        if schema.get("type") == "integer":
            yield schema
        for part in schema.values():
            yield from _integers(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _integers(part)


async def test_an_application_with_a_route_without_a_policy_does_not_start(
    reads: FakeReads, house: House
) -> None:
    async def secret(_: web.Request) -> web.Response:
        return web.Response(text="open to everybody")

    app = build(reads, Bus(), FakeClock(), "1.2.3", house.entrance)
    app.router.add_get("/secret", secret)

    with pytest.raises(RuntimeError, match="GET /secret"):
        await web.AppRunner(app).setup()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_nothing_but_reading_is_answered(client: Client, method: str) -> None:
    answer = await client.request(method, "/")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD"
