"""The auth calls, as the three editions of the documents have them."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import WSMsgType
from pytest_aiohttp import AiohttpClient

from aniworldd.bus import Bus
from aniworldd.config.doors import Server
from aniworldd.model.account import Role
from aniworldd.web.app import build
from tests.fake_clock import FakeClock
from tests.web.conftest import Client, Serve
from tests.web.doors import PASSWORD, SETUP_TOKEN, House
from tests.web.sockets import connected
from tests.web.worlds import FakeReads

NEW = "Other-9-Harbour"


@pytest.fixture
async def fresh(
    aiohttp_client: AiohttpClient, reads: FakeReads, bus: Bus, clock: FakeClock, house: House
) -> Client:
    """An application that nobody has set up."""
    return await aiohttp_client(build(reads, bus, clock, "1.2.3", house.entrance))


async def set_up(client: Client, **more: object) -> tuple[int, dict[str, object]]:
    headers = more.pop("headers", {})
    body = {"master_password": PASSWORD, **more}
    answer = await client.post("/api/auth/setup", json=body, headers=headers)  # type: ignore[arg-type]
    return answer.status, await answer.json()


async def test_setup_answers_as_documented(fresh: Client) -> None:
    assert await set_up(fresh) == (
        201,
        {"status": "ok", "success": True, "restart_required": False},
    )


async def test_setup_works_once(fresh: Client) -> None:
    await set_up(fresh)

    status, body = await set_up(fresh, master_password=NEW)

    assert (status, body["error"]) == (400, "BAD_REQUEST_ERROR")
    assert body["message"] == "the master password is configured already"


async def test_of_many_setups_at_once_one_wins(fresh: Client, house: House) -> None:
    results = await asyncio.gather(*(set_up(fresh) for _ in range(20)))

    statuses = [status for status, _ in results]
    assert statuses.count(201) == 1
    assert set(statuses) == {201, 400, 429}
    assert len(house.door.accounts.all()) == 1


async def test_a_bad_password_is_400_and_says_everything(fresh: Client) -> None:
    status, body = await set_up(fresh, master_password="short")

    assert status == 400
    assert "8 characters at least" in str(body["message"])
    assert "an upper-case letter" in str(body["message"])
    assert (await set_up(fresh))[0] == 201


async def test_a_directory_is_put_into_the_config(fresh: Client, house: House) -> None:
    status, body = await set_up(fresh, anime_directory="/srv/media")

    assert (status, body["restart_required"]) == (201, True)
    assert house.chosen == ["/srv/media"]


async def test_a_directory_that_is_refused_leaves_setup_open(fresh: Client, house: House) -> None:
    house.refused = "there is no folder /srv/none on this machine"

    status, body = await set_up(fresh, anime_directory="/srv/none")

    assert (status, body["message"]) == (422, house.refused)
    assert not house.door.accounts.configured


PROXIES = [
    {"X-Forwarded-For": "10.0.0.1"},
    {"X-Forwarded-Proto": "https"},
    {"Forwarded": "for=10.0.0.1"},
    {"Via": "1.1 proxy"},
    {"X-Real-IP": "10.0.0.1"},
    {"Host": "192.168.1.5"},
]


@pytest.mark.parametrize("headers", PROXIES, ids=lambda headers: next(iter(headers)))
async def test_setup_from_elsewhere_takes_the_token_of_the_log(
    fresh: Client, headers: dict[str, str]
) -> None:
    refused, body = await set_up(fresh, headers=headers)
    wrong, _ = await set_up(fresh, headers={**headers, "X-Setup-Token": "0" * 32})
    right, _ = await set_up(fresh, headers={**headers, "X-Setup-Token": SETUP_TOKEN})

    assert (refused, body["error"]) == (403, "AUTHORIZATION_ERROR")
    assert "setup token" in str(body["message"])
    assert (wrong, right) == (403, 201)


async def test_the_token_may_stand_in_the_body(fresh: Client) -> None:
    status, _ = await set_up(fresh, headers={"Via": "1.1 x"}, setup_token=SETUP_TOKEN)

    assert status == 201


async def test_setup_may_be_tried_five_times_a_minute(fresh: Client) -> None:
    statuses = [(await set_up(fresh, master_password="short"))[0] for _ in range(6)]

    assert statuses == [400] * 5 + [429]


async def login(client: Client, password: str = PASSWORD, **more: object) -> dict[str, object]:
    answer = await client.post("/api/auth/login", json={"password": password, **more})
    body = await answer.json()
    assert isinstance(body, dict)
    return {**body, "status_code": answer.status}


async def test_login_answers_in_the_words_of_all_editions(stranger: Client) -> None:
    body = await login(stranger)

    assert body["access_token"] == body["token"]
    assert {name: body[name] for name in ("token_type", "expires_at", "expires_in")} == {
        "token_type": "bearer",
        "expires_at": "2026-05-02T12:00:00Z",
        "expires_in": 86400,
    }


async def test_remember_lasts_a_month(stranger: Client) -> None:
    assert (await login(stranger, remember=True))["expires_at"] == "2026-05-31T12:00:00Z"


async def test_a_wrong_password_is_401(stranger: Client) -> None:
    body = await login(stranger, NEW)

    assert (body["status_code"], body["error"]) == (401, "AUTHENTICATION_ERROR")
    assert body["message"] == "Invalid credentials"


async def test_a_wrong_name_is_told_the_same(stranger: Client) -> None:
    one, other = await login(stranger, NEW), await login(stranger, username="nobody")

    for body in (one, other):
        del body["request_id"]
    assert one == other


async def test_the_sixth_guess_is_429_with_all_that_the_editions_show(stranger: Client) -> None:
    for _ in range(5):
        await login(stranger, NEW)
    answer = await stranger.post("/api/auth/login", json={"password": PASSWORD})

    body = await answer.json()
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.headers["X-RateLimit-Limit"] == "5"
    assert body["detail"] == "Too many authentication attempts, try again later"
    assert (body["error"], body["details"]) == ("RATE_LIMIT_ERROR", {"retry_after": 60})


async def test_every_try_says_how_many_remain(stranger: Client) -> None:
    async def left(path: str, **body: str) -> str:
        answer = await stranger.post(f"/api/auth/{path}", json=body, headers=known)
        assert answer.headers["X-RateLimit-Limit"] == "5"
        return answer.headers["X-RateLimit-Remaining"]

    known = {"Authorization": f"Bearer {(await login(stranger))['token']}"}
    remaining = [
        await left("login", password=NEW),
        await left("login", password=NEW),
        await left("login", password=PASSWORD),
        await left("setup", master_password=PASSWORD),
        await left("password", old_password=NEW, new_password=NEW),
        await left("password", old_password=PASSWORD, new_password=NEW),
    ]

    assert remaining == ["4", "3", "3", "4", "4", "4"]


async def test_logout_ends_the_token(stranger: Client) -> None:
    known = {"Authorization": f"Bearer {(await login(stranger))['token']}"}

    answer = await stranger.post("/api/auth/logout", headers=known)

    assert answer.status == 200
    assert await answer.json() == {
        "status": "ok",
        "success": True,
        "message": "Logged out successfully",
    }
    assert (await stranger.post("/api/auth/logout", headers=known)).status == 401


async def test_status_tells_everybody(fresh: Client) -> None:
    async def status(headers: dict[str, str] | None = None) -> dict[str, object]:
        answer = await fresh.get("/api/auth/status", headers=headers)
        assert answer.status == 200
        return {k: v for k, v in (await answer.json()).items() if isinstance(v, bool)}

    nobody = {"authenticated": False, "token_valid": False}
    assert await status() == {"configured": False, **nobody}
    await set_up(fresh)
    assert await status() == {"configured": True, **nobody}
    assert await status({"Authorization": "Bearer x"}) == {"configured": True, **nobody}
    token = (await login(fresh))["token"]
    assert await status({"Authorization": f"Bearer {token}"}) == {
        "configured": True,
        "authenticated": True,
        "token_valid": True,
    }


async def test_an_expired_token_is_nobody(stranger: Client, clock: FakeClock) -> None:
    known = {"Authorization": f"Bearer {(await login(stranger))['token']}"}
    await clock.advance(timedelta(hours=24).total_seconds())

    assert (await stranger.get("/api/auth/sessions", headers=known)).status == 401


async def test_one_s_password_is_changed_with_the_old_one(client: Client) -> None:
    body = {"old_password": PASSWORD, "new_password": NEW}

    answer = await client.post("/api/auth/password", json=body)

    token = (await answer.json())["access_token"]
    assert answer.status == 200
    assert (await client.get("/api/auth/sessions")).status == 401
    known = {"Authorization": f"Bearer {token}"}
    assert (await client.get("/api/auth/sessions", headers=known)).status == 200


async def test_without_the_old_password_nothing_is_changed(client: Client) -> None:
    body = {"old_password": NEW, "new_password": NEW}

    answer = await client.post("/api/auth/password", json=body)

    assert answer.status == 401
    assert (await client.get("/api/auth/sessions")).status == 200


async def test_a_new_password_that_is_bad_is_422(client: Client) -> None:
    answer = await client.post(
        "/api/auth/password", json={"old_password": PASSWORD, "new_password": "short"}
    )

    assert answer.status == 422


@pytest.mark.parametrize("end", ["logout", "password", "role", "deletion", "session"])
async def test_a_socket_is_closed_when_its_session_ends(
    serve: Serve, house: House, end: str
) -> None:
    client = await serve(role=Role.USER)
    user = house.door.accounts.named("user")
    assert user is not None
    async with connected(client) as ws:
        if end == "logout":
            await client.post("/api/auth/logout")
        elif end == "password":
            await house.door.accounts.change(user.id, password=NEW)
        elif end == "role":
            await house.door.accounts.change(user.id, role=Role.VIEWER)
        elif end == "deletion":
            await house.door.accounts.delete(user.id)
        else:
            ids = [one["id"] for one in await (await client.get("/api/auth/sessions")).json()]
            await client.delete(f"/api/auth/sessions/{ids[0]}")
        message = await ws.receive(5)

    assert (message.type, message.data) == (WSMsgType.CLOSE, 4401)


async def test_the_last_password_of_a_body_s_form_counts_nowhere(stranger: Client) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = await stranger.post(
            "/api/auth/login", data=b'{"password":"x"}', headers={"Content-Type": kind}
        )
        assert answer.status == 415


async def test_the_path_is_below_the_base(serve: Serve, house: House) -> None:
    house.server = Server(base_path="/a/b")
    client = await serve()

    assert (await client.get("/a/b/api/auth/sessions")).status == 200
    assert (await client.get("/api/auth/sessions")).status == 404
    page = await client.get("/a/b/library/lights")
    assert 'href="../static/page.' in await page.text()
