"""Abuse of every route: tokens, paths, ids, bodies and headers that nobody should send."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from aniworldd.accounts.sessions import Sessions
from aniworldd.accounts.tokens import Tokens
from aniworldd.config.doors import Limits, Server
from aniworldd.model.account import Account, Role
from aniworldd.web import access, guards, request
from aniworldd.web.access import Access
from aniworldd.web.routes import Policy, Route
from tests.faults.probed import BAD_TOKENS, Probed, path_of, probed
from tests.web.doors import PASSWORD

REFUSED = {400, 401, 404, 405}
HOSTILE_IDS = [
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "..%5c..%5c",
    "%00",
    "a%0d%0aSet-Cookie:%20x=y",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "';DROP%20TABLE%20accounts;--",
    "%7B%7B7*7%7D%7D",
    "%ff%fe",
    "%C3%A4",
    "a" * 5000,
    "-1",
    "1e309",
    "null",
    "__proto__",
    "*",
    "%252e%252e%252f",
    "CON",
]


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Probed]:
    async with probed(tmp_path / "state") as it:
        yield it


# Tokens


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_no_bad_token_opens_any_route(it: Probed, kind: str) -> None:
    token = await made(BAD_TOKENS[kind], it)

    opened = {
        f"{route.method} {route.path}": status
        for route in it.guarded
        if (status := await it.ask(route, token)) != 401
    }

    assert len(it.guarded) > 10
    assert opened == {}


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_no_bad_token_makes_a_socket_tell(it: Probed, kind: str) -> None:
    token = await made(BAD_TOKENS[kind], it)
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    for path, shown in (("/ws/connect", headers), (f"/ws/connect?token={token}", {})):
        async with it.client.ws_connect(path, headers=shown) as ws:
            greeting = await ws.receive_json(timeout=10)
            await ws.send_json({"action": "join", "data": {"room": "downloads"}})
            joined = await ws.receive_json(timeout=10)
            await ws.send_json({"action": "auth", "data": {"token": token}})
            known = await ws.receive_json(timeout=10)

        assert greeting["type"] == "connected"
        assert joined["data"]["error"] == known["data"]["error"] == "AUTHENTICATION_ERROR"


# What stands between a bad token and a route; each is taken away once.


def _unverified(tokens: Tokens, token: str) -> str | None:
    import jwt

    try:
        return str(jwt.decode(token, options={"verify_signature": False})["jti"])
    except jwt.InvalidTokenError:
        return None


TAKEN_AWAY: dict[str, tuple[type, str, object, str]] = {
    "the signature is checked": (Tokens, "read", _unverified, "foreign"),
    "none is no algorithm": (Tokens, "read", _unverified, "alg none"),
    "sessions end with time": (Sessions, "left", lambda *_: 1.0, "expired"),
    "sessions end when told to": (Sessions, "revoke", lambda *_: None, "revoked"),
}


@pytest.mark.parametrize("guard", TAKEN_AWAY)
async def test_without_its_guard_a_bad_token_opens_routes(
    it: Probed, guard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, name, instead, kind = TAKEN_AWAY[guard]
    monkeypatch.setattr(owner, name, instead)
    token = await made(BAD_TOKENS[kind], it)

    statuses = [await it.ask(route, token) for route in it.guarded if route.policy is Policy.ADMIN]

    assert 200 in statuses
    assert 401 not in statuses


async def test_without_policies_anybody_sees_the_page(
    it: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Access, "_judge", lambda *_: None)

    page = await it.client.get("/", allow_redirects=False)

    assert page.status == 200


# Paths


def forms(path: str) -> list[str]:
    first, *rest = path.strip("/").split("/")
    tail = "/".join(rest)
    coded = "".join(f"%{ord(sign):02x}" if sign.isalpha() else sign for sign in path)
    return [
        *(f"/{path}", f"{path}/", f"{path}//", f"{path}/.", f"{path}/x/..", f"/.{path}"),
        *(f"/x/..{path}", f"/%2e{path}", f"/x/%2e%2e{path}", f"/{first}//{tail}", coded),
        *(path.upper(), f"{path};x=y", f"{path}%00", f"{path}%20", f"{path}%0a", f"{path}."),
        *(f"{path}..;/", path.replace("/", "\\"), path.replace("/", "%2f"), f"{path}?x#y"),
        *(f"{path}.json", f"{path}%23", f"http://localhost{path}", f"http://evil.example{path}"),
    ]


async def opened_by_form(it: Probed) -> dict[str, int]:
    """What some form of a guarded route's path is answered with by mistake."""
    opened = {}
    for route in it.guarded:
        for form in forms(path_of(route)):
            for method in {route.method, "GET", "HEAD"}:
                raw = f"{method} {form} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                status = await it.say(raw.encode())
                # 303 leads to the login; a page, never what was asked for
                if status not in {*REFUSED, 303, 415, 0} and not public(it, form):
                    opened[f"{method} {form}"] = status
    return opened


async def test_no_form_of_a_path_opens_it(it: Probed) -> None:
    assert await opened_by_form(it) == {}


async def test_without_policies_odd_forms_open_paths(
    it: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Access, "_judge", lambda *_: None)
    system = next(route for route in it.guarded if route.path == "/system")

    statuses = [
        await it.say(
            f"GET {form} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        for form in forms(system.path)
    ]

    assert 200 in statuses


def public(it: Probed, form: str) -> bool:
    """Whether a form of a guarded path has become one that is for everybody."""
    path = form.partition("?")[0]
    return any(route.policy is Policy.PUBLIC and route.path == path for route in it.routes)


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "PROPFIND", "OPTIONS", "get", "G\tT", "DELETE"]
)
async def test_no_method_opens_a_path_that_does_not_answer_it(it: Probed, method: str) -> None:
    for route in it.guarded:
        if route.method == method:
            continue
        target = "localhost:80" if method == "CONNECT" else path_of(route)
        raw = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

        assert await it.say(raw.encode()) in {*REFUSED, 0}


STAND_INS = [
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-Original-URL": "/api/auth/users"},
    {"X-Rewrite-URL": "/api/auth/users"},
    {"X-Forwarded-Prefix": "/api/auth"},
    {"X-Forwarded-User": "admin"},
    {"X-Remote-User": "admin"},
    {"X-Auth-Request-User": "admin"},
    {"Authorization": "Basic YWRtaW46S2V0dGxlLTctSGFyYm91cg=="},
    {"X-API-Key": "admin"},
    {"Connection": "close, Authorization"},
    {"Cookie": "aniworldd=admin; session=admin; token=admin"},
]


async def answered(it: Probed, trick: dict[str, str]) -> set[int]:
    """The statuses of all guarded routes with these headers."""
    statuses = set()
    for route in it.guarded:
        answer = await it.client.request(
            route.method, path_of(route), headers=trick, allow_redirects=False
        )
        statuses.add(answer.status)
    return statuses


@pytest.mark.parametrize("trick", STAND_INS, ids=lambda trick: next(iter(trick)))
async def test_no_header_stands_for_a_login(it: Probed, trick: dict[str, str]) -> None:
    assert await answered(it, trick) <= {401, 303}


@pytest.mark.parametrize("header", ["X-Forwarded-User", "X-Remote-User", "X-Auth-Request-User"])
async def test_a_daemon_that_believed_such_a_header_would_be_found_out(
    it: Probed, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await it.house.token()

    def believing(request: web.Request) -> tuple[str, bool]:
        return (token if header in request.headers else ""), False

    monkeypatch.setattr(access, "_shown", believing)

    assert 200 in await answered(it, {header: "admin"})


# Ids


async def found_by_ids(it: Probed) -> dict[str, int]:
    """What a hostile id in some route's path is answered with, that is no refusal."""
    token = await it.house.token()
    caller = it.house.door.caller(token)
    assert caller is not None
    assert caller.session is not None
    form = f"csrf={it.house.door.sessions.csrf(caller.session)}"
    named = [route for route in it.routes if "{" in route.path]
    assert named
    found = {}
    for route in named:
        kind, body = ("application/json", "{}") if route.body else ("", "")
        if route.form:
            kind, body = "application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin", form
        said = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if body else ""
        for id in HOSTILE_IDS:
            raw = (
                f"{route.method} {path_of(route, id)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {token}\r\nConnection: close\r\n{said}\r\n{body}"
            )
            status = await it.say(raw.encode())
            if status not in {400, 404, 405, 409, 414, 422}:
                found[f"{route.method} {path_of(route, id)[:80]}"] = status
    return found


async def test_hostile_ids_find_nothing_and_break_nothing(it: Probed) -> None:
    assert await found_by_ids(it) == {}


@pytest.mark.parametrize("fault", ["joins it to a path", "stumbles over it"])
async def test_a_route_that_does_more_than_look_its_id_up_would_be_found_out(
    tmp_path: Path, fault: str
) -> None:
    async def joining(request: web.Request) -> web.Response:
        path = tmp_path / request.match_info["id"]
        if fault == "joins it to a path" and path.exists():
            return web.Response(text=str(path))
        if fault == "stumbles over it":
            return web.Response(text=str(float(request.match_info["id"])))
        raise web.HTTPNotFound

    faulty = Route("GET", "/api/faulty/{id}", joining, Policy.VIEWER)
    async with probed(tmp_path / "state", faulty) as it:
        found = await found_by_ids(it)

    assert {path.partition("?")[0].rpartition("/")[0] for path in found} == {"GET /api/faulty"}
    assert (200 if fault == "joins it to a path" else 500) in found.values()


# Bodies


BODIES: dict[str, tuple[bytes, dict[str, str], set[int]]] = {
    "too large": (b'{"a": "' + b"x" * 70_000 + b'"}', {}, {413}),
    "deep": (b"[" * 5000 + b"]" * 5000, {}, {400}),
    "deep inside": (b'{"a":' * 5000 + b"1" + b"}" * 5000, {}, {400}),
    "cut short": (b'{"password": "x', {}, {400}),
    "no json": (b"password=x", {}, {400}),
    "no text": (b"\xff\xfe\x00", {}, {400}),
    "a number out of bounds": (b'{"a": 1e99999, "b": ' + b"9" * 5000 + b"}", {}, {400, 422, 404}),
    "not a number": (b'{"a": NaN}', {}, {200, 400, 404, 422}),  # 200: /validate says that it is not
    "a list": (b"[]", {}, {422}),
    "null": (b"null", {}, {422}),
    "a text": (b'"x"', {}, {422}),
    "a form": (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, {415}),
    "plain text": (b"{}", {"Content-Type": "text/plain"}, {415}),
    "xml": (b"<x/>", {"Content-Type": "application/xml"}, {415}),
    "compressed": (b"\x1f\x8b", {"Content-Encoding": "gzip"}, {415}),
    "deflated": (b"x", {"Content-Encoding": "deflate"}, {415}),
}


@pytest.mark.parametrize("kind", BODIES)
async def test_no_body_breaks_a_call(it: Probed, kind: str) -> None:
    data, more, expected = BODIES[kind]
    headers = {"Content-Type": "application/json", **more}
    answered = {}
    for route in taking(it):
        headers["Authorization"] = f"Bearer {await it.house.token()}"
        answer = await it.client.request(route.method, path_of(route), data=data, headers=headers)
        if answer.status not in expected:
            answered[f"{route.method} {route.path}"] = answer.status

    assert answered == {}


def taking(it: Probed) -> list[Route]:
    found = [route for route in it.routes if route.body]
    assert len(found) >= 5
    return found


BODY_GUARDS: dict[str, Callable[[pytest.MonkeyPatch, Probed], None]] = {
    "too large": lambda patch, it: setattr(
        it.house, "server", Server(limits=Limits(requests=1000, body=10**9))
    ),
    "a form": lambda patch, it: patch.setattr(request, "judge_kind", lambda *_, **__: None),
    "plain text": lambda patch, it: patch.setattr(request, "judge_kind", lambda *_, **__: None),
}


@pytest.mark.parametrize("kind", BODY_GUARDS)
async def test_without_its_guard_a_bad_body_comes_further(
    it: Probed, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    BODY_GUARDS[kind](monkeypatch, it)
    monkeypatch.setattr(access, "judge_kind", lambda *_, **__: None)
    data, more, expected = BODIES[kind]
    headers = {"Content-Type": "application/json", **more}

    answer = await it.client.post("/api/auth/login", data=data, headers=headers)

    assert answer.status not in expected


@pytest.mark.parametrize(
    "raw",
    [
        b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
        b"Content-Length: 9\r\n\r\n{}",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX\x00Y: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\nHost: localhost\n\n",
        b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    ],
    ids=range(14),
)
async def test_what_is_no_request_gets_nothing(it: Probed, raw: bytes) -> None:
    assert await it.say(raw) in {0, 400, 408, 413, 414, 431, 303, 505}
    assert (await it.client.get("/healthz")).status == 200


# Guessing


async def guess(it: Probed, number: int, headers: dict[str, str]) -> int:
    answer = await it.client.post(
        "/api/auth/login", json={"password": f"Wrong-{number}-x"}, headers=headers
    )
    return answer.status


TRICKS: dict[str, Callable[[int], dict[str, str]]] = {
    "nothing": lambda number: {},
    "X-Forwarded-For": lambda number: {"X-Forwarded-For": f"10.0.0.{number}"},
    "X-Real-IP": lambda number: {"X-Real-IP": f"10.0.0.{number}"},
    "Forwarded": lambda number: {"Forwarded": f"for=10.0.0.{number}"},
    "CF-Connecting-IP": lambda number: {"CF-Connecting-IP": f"10.0.0.{number}"},
    "User-Agent": lambda number: {"User-Agent": f"agent {number}"},
    "X-Request-ID": lambda number: {"X-Request-ID": f"{number}"},
    "Cookie": lambda number: {"Cookie": f"a={number}"},
}


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_header_buys_another_guess(it: Probed, trick: str) -> None:
    statuses = [await guess(it, number, TRICKS[trick](number)) for number in range(12)]

    assert statuses == [401] * 5 + [429] * 7


async def test_many_names_buy_no_other_guess(it: Probed) -> None:
    statuses = []
    for number in range(12):
        body = {"username": f"name{number}", "password": "x"}
        statuses.append((await it.client.post("/api/auth/login", json=body)).status)

    assert statuses == [401] * 5 + [429] * 7


async def test_the_form_and_the_call_count_together(it: Probed) -> None:
    form = {"data": {"password": "x"}, "headers": {"Sec-Fetch-Site": "same-origin"}}
    statuses = []
    for number in range(6):
        if number % 2:
            statuses.append((await it.client.post("/login", **form)).status)  # type: ignore[arg-type]
        else:
            statuses.append(await guess(it, number, {}))

    assert statuses == [401] * 5 + [429]


async def test_guessing_leaves_open_sessions_alone(it: Probed) -> None:
    known = {"Authorization": f"Bearer {await it.house.token()}"}
    for number in range(12):
        await guess(it, number, {})

    assert (await it.client.get("/api/auth/users", headers=known)).status == 200


async def test_without_its_guard_guessing_goes_on(
    it: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    it.house.server = Server(limits=Limits(logins=1000, logins_all=1000))

    assert {await guess(it, number, {}) for number in range(12)} == {401}


# Foreign pages


FOREIGN: dict[str, tuple[dict[str, str], str]] = {
    "a name that is not ours": ({"Host": "evil.example"}, "_refuse_foreign_host"),
    "a foreign origin": ({"Origin": "https://evil.example"}, "_refuse_foreign_origin"),
    "a sandboxed page": ({"Origin": "null"}, "_refuse_foreign_origin"),
    "another port": ({"Origin": "http://localhost:1"}, "_refuse_foreign_origin"),
    "what a page loads": ({"Sec-Fetch-Site": "cross-site"}, "_refuse_foreign_fetch"),
    "a neighbour's page": ({"Sec-Fetch-Site": "same-site"}, "_refuse_foreign_fetch"),
}


@pytest.mark.parametrize("kind", FOREIGN)
async def test_no_route_answers_a_foreign_page(it: Probed, kind: str) -> None:
    headers, _ = FOREIGN[kind]
    token = await it.house.token()
    answered = {}
    for route in it.routes:
        answer = await it.client.request(
            route.method,
            path_of(route),
            headers={"Host": "localhost", "Authorization": f"Bearer {token}", **headers},
            allow_redirects=False,
        )
        if answer.status not in {403, 421}:
            answered[f"{route.method} {route.path}"] = answer.status

    assert answered == {}


@pytest.mark.parametrize("kind", FOREIGN)
async def test_without_its_guard_a_foreign_page_is_answered(
    it: Probed, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, guard = FOREIGN[kind]
    monkeypatch.setattr(guards, guard, lambda *_: None)

    answer = await it.client.get("/health", headers={"Host": "localhost", **headers})

    assert answer.status == 200


# Roles


async def test_nobody_raises_himself(it: Probed) -> None:
    known = {"Authorization": f"Bearer {await it.house.token(Role.USER)}"}
    user = it.house.door.accounts.named("user")
    assert isinstance(user, Account)
    tries: list[Awaitable[object]] = [
        it.client.put(f"/api/auth/users/{user.id}", json={"role": "admin"}, headers=known),
        it.client.post("/api/auth/keys", json={"name": "x", "role": "admin"}, headers=known),
        it.client.post(
            "/api/auth/password",
            json={"old_password": PASSWORD, "new_password": "Other-9-Harbour", "role": "admin"},
            headers=known,
        ),
    ]
    for one in tries:
        await one

    again = it.house.door.accounts.named("user")
    assert again is not None
    assert again.role is Role.USER
    assert {key.role for key in it.house.door.keys.of(user.id)} <= {Role.VIEWER, Role.USER}


async def made(make: Callable[[Probed], object], it: Probed) -> str:
    found = make(it)
    assert isinstance(found, Awaitable)
    return str(await found)
