"""Who may ask for what: every route of the table, for each role and for nobody."""

import pytest
from aiohttp import web

from aniworldd.config.doors import Auth, Limits, Server
from aniworldd.model.account import Role
from aniworldd.web.app import ROUTES, build
from aniworldd.web.routes import Policy, Rate, Route
from tests.fake_clock import FakeClock
from tests.web.conftest import Client, Serve
from tests.web.doors import House

NEEDED = {Policy.VIEWER: Role.VIEWER, Policy.USER: Role.USER, Policy.ADMIN: Role.ADMIN}
GUARDED = [route for route in ROUTES if route.policy in NEEDED]


def asked(route: Route) -> tuple[str, str, dict[str, object]]:
    """A request of the route that is in order, apart from who asks."""
    path = route.path.replace("{", "").replace("}", "")
    if route.form:
        origin = {"Sec-Fetch-Site": "same-origin"}
        return route.method, path, {"data": {"csrf": "x"}, "headers": origin}
    return route.method, path, {"json": {}} if route.body else {}


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.method} {route.path}")
async def test_nobody_is_told_to_log_in(stranger: Client, route: Route) -> None:
    method, path, more = asked(route)

    answer = await stranger.request(method, path, allow_redirects=False, **more)  # type: ignore[arg-type]

    if route.page and method == "GET":
        assert (answer.status, answer.headers["Location"].split("?")[0].split("/")[-1]) == (
            303,
            "login",
        )
    else:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert (await answer.json())["error"] == "AUTHENTICATION_ERROR"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.method} {route.path}")
async def test_a_role_may_what_the_table_says(serve: Serve, route: Route, role: Role) -> None:
    client = await serve(role=role)
    method, path, more = asked(route)

    answer = await client.request(method, path, allow_redirects=False, **more)  # type: ignore[arg-type]

    if role.includes(NEEDED[route.policy]):
        assert answer.status != 401
        assert "login" not in answer.headers.get("Location", "")
        assert answer.status != 403 or route.form  # which asks for its own token
    else:
        assert answer.status == 403
        assert (await answer.json())["error"] == "AUTHORIZATION_ERROR"


async def test_before_setup_nobody_is_led_to_it(
    serve: Serve, reads: object, house: House, aiohttp_client: object
) -> None:
    client = await unset(house, reads, aiohttp_client)

    page = await client.get("/library/lights", allow_redirects=False)
    call = await client.get("/api/auth/users")

    assert (page.status, page.headers["Location"]) == (303, "../setup")
    assert call.status == 401
    assert (await call.json())["details"] == {"setup_required": True}


async def unset(house: House, reads: object, aiohttp_client: object) -> Client:
    """A client of an application that nobody has set up."""
    from aniworldd.bus import Bus

    app = build(reads, Bus(), FakeClock(), "1.2.3", house.entrance)  # type: ignore[arg-type]
    return await aiohttp_client(app)  # type: ignore[operator,no-any-return]


async def test_after_logging_in_one_is_where_one_wanted_to_be(stranger: Client) -> None:
    answer = await stranger.get("/library/lights", allow_redirects=False)

    assert answer.headers["Location"] == "../login?next=library/lights"


async def test_a_link_followed_from_elsewhere_is_followed_once_more(stranger: Client) -> None:
    """A strict cookie comes along only the second time."""
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }

    answer = await stranger.get("/", headers=headers, allow_redirects=False)

    assert answer.status == 200
    assert "http-equiv=refresh" in await answer.text()


async def test_a_part_of_a_page_is_not_led_anywhere(stranger: Client) -> None:
    answer = await stranger.get("/?part=main", allow_redirects=False)

    assert answer.status == 401


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Basic YWRtaW46eA==", "bearer a.b.c", "x", "Bearer awd_x"],
)
async def test_rubbish_in_place_of_a_token_is_nobody(stranger: Client, header: str) -> None:
    answer = await stranger.get("/api/auth/users", headers={"Authorization": header})

    assert answer.status == 401


async def test_the_scheme_s_name_has_no_case(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    token = await house.token()

    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = await client.get("/api/auth/users", headers={"Authorization": f"{scheme} {token}"})
        assert answer.status == 200


async def test_two_tokens_are_none(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    token = f"Bearer {await house.token()}"

    answer = await client.get(
        "/api/auth/users", headers=[("Authorization", token), ("Authorization", token)]
    )

    assert answer.status == 401


async def test_a_token_in_the_address_opens_no_call(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    token = await house.token()

    answer = await client.get(f"/api/auth/users?token={token}")

    assert answer.status == 401


async def test_what_is_public_to_read_may_be_closed(house: House, reads: object) -> None:
    async def found(_: web.Request) -> web.Response:
        return web.Response(text="found")

    route = Route("GET", "/search", found, Policy.READ, Rate.SEARCH)
    from aiohttp.test_utils import TestClient, TestServer

    from aniworldd.bus import Bus
    from aniworldd.web import app as application

    before, application.ROUTES = application.ROUTES, (*application.ROUTES, route)  # type: ignore[assignment]
    try:
        await house.set_up()
        app = build(reads, Bus(), FakeClock(), "1", house.entrance)  # type: ignore[arg-type]
    finally:
        application.ROUTES = before
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/search")).status == 200
        house.auth = Auth(public_read=False)
        assert (await client.get("/search")).status == 401
        token = await house.token(Role.VIEWER)
        known = {"Authorization": f"Bearer {token}"}
        assert (await client.get("/search", headers=known)).status == 200


async def test_a_login_may_ask_so_often_a_minute(
    serve: Serve, house: House, clock: FakeClock
) -> None:
    house.server = Server(limits=Limits(requests=3))
    client = await serve()

    left = [
        (await client.get("/api/auth/users")).headers["X-RateLimit-Remaining"] for _ in range(3)
    ]
    refused = await client.get("/api/auth/users")
    again = await client.get("/api/auth/users")
    await clock.advance(60)

    body = await refused.json()
    assert left == ["2", "1", "0"]
    assert refused.status == again.status == 429
    assert refused.headers["Retry-After"] == refused.headers["X-RateLimit-Reset"] == "60"
    assert (body["error"], body["details"]) == ("RATE_LIMIT_ERROR", {"retry_after": 60})
    assert body["detail"] == body["message"] == "Too many requests: there may be 3 a minute"
    assert house.noted().count("too many requests refused") == 1
    assert (await client.get("/api/auth/users")).status == 200


async def test_one_login_is_not_slowed_by_another(serve: Serve, house: House) -> None:
    house.server = Server(limits=Limits(requests=1))
    one, other = await serve(), await serve(role=Role.USER)

    assert (await one.get("/api/auth/status")).status == 200
    assert (await one.get("/api/auth/status")).status == 429
    assert (await other.get("/api/auth/status")).status == 200


async def test_no_header_that_anybody_may_write_moves_the_counter(
    serve: Serve, house: House
) -> None:
    house.server = Server(limits=Limits(requests=2))
    client = await serve(role=None)

    statuses = [
        (await client.get("/health", headers={name: f"10.0.0.{number}"})).status
        for number, name in enumerate(("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"))
    ]

    assert statuses == [200, 200, 429, 429]


async def test_behind_a_trusted_proxy_each_client_counts_for_itself(
    serve: Serve, house: House
) -> None:
    house.server = Server(limits=Limits(requests=1), trusted_proxies=("127.0.0.0/8",))
    client = await serve(role=None)

    async def ask(forwarded: str) -> int:
        return (await client.get("/health", headers={"X-Forwarded-For": forwarded})).status

    assert await ask("10.0.0.1") == 200
    assert await ask("10.0.0.1") == 429
    assert await ask("1.2.3.4, 10.0.0.1") == 429
    assert await ask("10.0.0.2, 127.0.0.5") == 200
    assert await ask("10.0.0.2") == 429


@pytest.mark.parametrize("path", ["/healthz", "/static/x.css"])
async def test_probes_and_what_a_page_loads_are_not_counted(
    serve: Serve, house: House, path: str
) -> None:
    house.server = Server(limits=Limits(requests=1))
    client = await serve(role=None)

    for _ in range(5):
        assert (await client.get(path)).status in {200, 404}
