"""Every error path of every call of the real daemon: the documented code, and body."""

import re

from aniworldd.model.account import Role
from aniworldd.web.app import ROUTES
from aniworldd.web.routes import Policy, Rate, Route
from tests.api.conftest import Api, Reply

CALLS = [route for route in ROUTES if not route.page]
BODIES: dict[str, object] = {
    "/api/anime/search": {"query": "lights"},
    "/api/auth/login": {"password": "wrong"},
    "/api/auth/password": {"old_password": "wrong", "new_password": "Kettle-8-Harbour"},
    "/api/auth/setup": {"master_password": "short"},
}
TOO_OFTEN = "Too many authentication attempts, try again later"
LOCKED = "the state is locked, and nothing can be asked for: aniworldd recover"


def path_of(route: Route) -> str:
    """Of something that is not there."""
    return re.sub(r"\{\w+\}", "something", route.path)


async def ask(api: Api, route: Route, role: Role | None = Role.ADMIN) -> Reply:
    path = path_of(route)
    query = "?query=lights" if route.method == "GET" and path.endswith("/search") else ""
    body = BODIES.get(path, {}) if route.method in {"POST", "PUT"} else None
    return await api.ask(route.method, path + query, body, role=role)


def refused(answer: Reply, status: int, code: str) -> dict[str, object]:
    """The body of every edition, which is looked at, and its details."""
    body = answer.one()
    assert answer.status == status, body
    assert {**body, "message": "", "details": {}} == {
        "success": False,
        "error": code,
        "message": "",
        "details": {},
        "request_id": answer.headers["X-Request-ID"],
        **({"detail": body["message"]} if status == 429 else {}),
    }
    details = body["details"]
    assert isinstance(details, dict)
    return details


def too_many(answer: Reply, limit: int) -> str:
    """As the editions have it together; what its message is."""
    wait = refused(answer, 429, "RATE_LIMIT_ERROR")["retry_after"]
    assert isinstance(wait, int)
    assert 0 < wait <= 60
    headers = answer.headers
    assert int(headers["Retry-After"]) == wait
    assert headers["X-RateLimit-Limit"] == str(limit)
    assert headers["X-RateLimit-Remaining"] == "0"
    assert int(headers["X-RateLimit-Reset"]) == wait
    return str(answer.one()["message"])


LOWER = {Policy.USER: Role.VIEWER, Policy.ADMIN: Role.USER}


async def test_every_call_refuses_strangers_and_those_who_may_not(api: Api) -> None:
    guarded = [route for route in CALLS if route.policy not in {Policy.PUBLIC, Policy.READ}]
    for route in guarded:
        stranger = await ask(api, route, None)
        assert refused(stranger, 401, "AUTHENTICATION_ERROR") == {}, route.path
        assert stranger.headers["WWW-Authenticate"] == "Bearer"
        if route.policy in LOWER:
            lower = await ask(api, route, LOWER[route.policy])
            assert refused(lower, 403, "AUTHORIZATION_ERROR") == {}, route.path

    assert len(guarded) > 50


async def test_every_call_about_one_thing_says_404_when_there_is_no_such_thing(api: Api) -> None:
    about = [route for route in CALLS if "{" in route.path]
    for route in about:
        assert refused(await ask(api, route), 404, "NOT_FOUND_ERROR") == {}, route.path

    assert len(about) > 15


async def test_every_call_says_405_and_what_its_path_answers(api: Api) -> None:
    for route in CALLS:
        path = path_of(route)
        answer = await api.ask("PATCH", path)

        assert refused(answer, 405, "METHOD_NOT_ALLOWED_ERROR") == {}, path
        allowed = answer.headers["Allow"].split(",")
        assert route.method in allowed
        assert ("HEAD" in allowed) == ("GET" in allowed)


async def test_every_call_with_a_body_judges_it(stage: Api) -> None:
    """400 what is no JSON, 413 what is too large, 415 what is of another kind, 422 no sense."""
    stage.configure(("server: {host:", "server: {limits: {body: 1 KiB}, host:"))
    await stage.open()
    taking = [route for route in CALLS if route.body is not None]
    for route in taking:
        path = path_of(route)

        async def sent(raw: bytes, kind: str, route: Route = route, path: str = path) -> Reply:
            kinds = {"Content-Type": kind}
            return await stage.ask(route.method, path, raw=raw, headers=kinds)

        no_json = await sent(b'{"a": ', "application/json")
        assert refused(no_json, 400, "BAD_REQUEST_ERROR") == {}, path
        too_large = await sent(b" " * 5000, "application/json")
        assert refused(too_large, 413, "PAYLOAD_TOO_LARGE_ERROR") == {}, path
        of_another_kind = await sent(b"a=b", "application/x-www-form-urlencoded")
        assert refused(of_another_kind, 415, "UNSUPPORTED_MEDIA_TYPE_ERROR") == {}, path
        details = refused(await sent(b"[1]", "application/json"), 422, "VALIDATION_ERROR")
        assert {"field", "issue", "errors"} <= details.keys(), path

    assert len(taking) > 15


async def test_every_call_says_429_to_who_asks_too_often(stage: Api) -> None:
    few = "server: {limits: {requests: 1, searches: 2, logins: 1}, host:"
    stage.configure(("server: {host:", few))
    await stage.open()
    counted = [route for route in CALLS if route.rate in {Rate.USUAL, Rate.SEARCH}]
    public = [route for route in counted if route.policy in {Policy.PUBLIC, Policy.READ}]

    for route in counted:
        await stage.get("/api/auth/status")  # the one that a minute has room for
        said = too_many(await ask(stage, route), 1)
        assert said == "Too many requests: there may be 1 a minute", route.path
    for route in public:
        searching = route.rate is Rate.SEARCH
        before = "/api/v1/anime/search?q=x" if searching else "/api/auth/status"
        for _ in range(2):
            await stage.get(before, role=None)
        said = too_many(await ask(stage, route, None), 2 if searching else 1)
        assert said.startswith("Too many requests: there may be "), route.path
    assert len(counted) > 60
    assert {route.rate for route in public} == {Rate.USUAL, Rate.SEARCH}


async def test_every_call_that_judges_a_password_says_429_to_who_guesses(stage: Api) -> None:
    stage.configure(("server: {host:", "server: {limits: {logins: 1}, host:"))
    await stage.open()
    judging = [route for route in CALLS if route.rate is Rate.LOGIN]

    for route in judging:
        first = await ask(stage, route)
        assert first.status in {400, 401}, first.body
        assert too_many(await ask(stage, route), 1) == TOO_OFTEN

    assert [route.path.rpartition("/")[2] for route in judging] == ["setup", "login", "password"]


async def test_probes_and_what_a_page_is_made_of_are_not_counted(stage: Api) -> None:
    stage.configure(("server: {host:", "server: {limits: {requests: 1}, host:"))
    await stage.open()
    free = [route for route in CALLS if route.rate is Rate.FREE]

    for route in free:
        for _ in range(3):
            assert (await ask(stage, route, None)).status in {200, 404}, route.path

    assert {"/healthz", "/readyz", "/static/{name}"} <= {route.path for route in free}


async def test_every_call_that_needs_the_state_says_503_while_it_is_locked(stage: Api) -> None:
    await stage.open()
    await stage.stop()
    for path in (stage.stage.config.parent / "state").glob("*"):
        if path.is_file() and path.suffix != ".lock":
            path.write_bytes(b"\x00" * 512)
    await stage.start()
    needing = [route for route in CALLS if route.policy is not Policy.PUBLIC]

    for route in needing:
        for role in (Role.ADMIN, None):
            answer = await ask(stage, route, role)
            assert refused(answer, 503, "SERVICE_UNAVAILABLE_ERROR") == {}, route.path
            assert answer.one()["message"] == LOCKED
    for call in ("/api/auth/login", "/api/auth/setup"):
        answer = await stage.post(call, BODIES[call], role=None)
        assert refused(answer, 503, "DATABASE_ERROR") == {}
    status = (await stage.get("/api/auth/status")).one()
    assert (status["configured"], status["token_valid"]) == (True, False)
    health = (await stage.get("/health/detailed", role=None)).one()
    assert health["status"] == "unhealthy"
    database = health["database"]
    assert isinstance(database, dict)
    assert database["status"] == "disconnected"
    assert len(needing) > 55
