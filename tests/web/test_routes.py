import pytest
from aiohttp import web

from aniworldd.bus import Bus
from aniworldd.web.app import ROUTES, build
from tests.fake_clock import FakeClock
from tests.web.conftest import Client
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

    assert {("GET", route.path) for route in ROUTES} <= served
    assert {path for _, path in served} == {route.path for route in ROUTES}


async def test_an_application_with_a_route_without_a_policy_does_not_start(
    reads: FakeReads,
) -> None:
    async def secret(_: web.Request) -> web.Response:
        return web.Response(text="open to everybody")

    app = build(reads, Bus(), FakeClock(), "1.2.3")
    app.router.add_get("/secret", secret)

    with pytest.raises(RuntimeError, match="GET /secret"):
        await web.AppRunner(app).setup()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_nothing_but_reading_is_answered(client: Client, method: str) -> None:
    answer = await client.request(method, "/")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD"
