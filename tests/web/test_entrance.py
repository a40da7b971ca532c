"""`/login`, `/setup` and `/logout`, as a browser without scripts uses them."""

import re
import threading
from collections.abc import Callable, Mapping

import pytest
from aiohttp import ClientResponse
from pytest_aiohttp import AiohttpClient
from yarl import URL

from aniworldd.bus import Bus
from aniworldd.config.doors import Auth, Server
from aniworldd.model.account import Role
from aniworldd.web.app import build
from aniworldd.web.page import drawing
from tests.fake_clock import FakeClock
from tests.web.conftest import Client, Serve
from tests.web.doors import PASSWORD, SETUP_TOKEN, House
from tests.web.worlds import FakeReads

BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
GOOD = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
async def fresh(
    aiohttp_client: AiohttpClient, reads: FakeReads, bus: Bus, clock: FakeClock, house: House
) -> Client:
    """An application that nobody has set up."""
    return await aiohttp_client(build(reads, bus, clock, "1.2.3", house.entrance))


async def send(
    client: Client, path: str, fields: Mapping[str, str], **headers: str
) -> ClientResponse:
    return await client.post(
        path, data=fields, headers={**BROWSER, **headers}, allow_redirects=False
    )


def cookie_of(answer: ClientResponse) -> str:
    return answer.headers.getall("Set-Cookie", [""])[0]


async def test_setup_logs_in_and_leads_to_the_first_page(fresh: Client, house: House) -> None:
    answer = await send(fresh, "/setup", {**GOOD, "directory": " /srv/media "})

    assert (answer.status, answer.headers["Location"]) == (303, "./")
    assert house.chosen == ["/srv/media"]
    assert (await fresh.get("/")).status == 200


async def test_a_second_setup_leads_to_the_login(fresh: Client) -> None:
    await send(fresh, "/setup", GOOD)
    fresh.session.cookie_jar.clear()

    for answer in (
        await send(fresh, "/setup", GOOD),
        await fresh.get("/setup", allow_redirects=False),
    ):
        assert (answer.status, answer.headers["Location"]) == (303, "login")


@pytest.mark.parametrize(
    "fields, status, sentence",
    [
        ({"password": "short", "again": "short"}, 422, "must have 8 characters at least."),
        ({**GOOD, "again": "another"}, 422, "The two passwords are not the same."),
        ({**GOOD, "directory": "/none"}, 422, "There is no folder /none."),
        ({}, 422, "must have 8 characters at least."),
    ],
)
async def test_what_is_wrong_is_said_in_the_form(
    fresh: Client, house: House, fields: dict[str, str], status: int, sentence: str
) -> None:
    house.refused = "there is no folder /none"

    answer = await send(fresh, "/setup", fields)

    text = await answer.text()
    assert answer.status == status
    assert sentence in text
    assert f'value="{fields.get("directory", "")}"' in text
    assert "short" not in text.replace("shortcut", "")
    assert not house.door.accounts.configured


async def test_from_elsewhere_the_form_asks_for_the_token(fresh: Client, house: House) -> None:
    here = await (await fresh.get("/setup")).text()
    away = await (await fresh.get("/setup", headers={"Via": "1.1 x"})).text()
    refused = await send(fresh, "/setup", GOOD, Via="1.1 x")
    let_in = await send(fresh, "/setup", {**GOOD, "token": f" {SETUP_TOKEN} "}, Via="1.1 x")

    assert 'name="token"' not in here
    assert 'name="token"' in away
    assert "/srv/media" in here
    assert "/srv/media" not in away
    assert (refused.status, let_in.status) == (403, 303)


async def test_the_rules_are_those_in_force(fresh: Client, house: House) -> None:
    house.auth = Auth(password_policy="length")

    assert "At least 15 characters" in await (await fresh.get("/setup")).text()


async def test_before_setup_the_login_leads_to_it(fresh: Client) -> None:
    answer = await fresh.get("/login", allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "setup")


async def test_a_login_sets_a_cookie_that_no_script_reads(stranger: Client) -> None:
    answer = await send(stranger, "/login", {"password": PASSWORD})

    assert (answer.status, answer.headers["Location"]) == (303, "./")
    assert re.fullmatch(
        rf"aniworldd-{stranger.port}=\S+; HttpOnly; Path=/; SameSite=Strict", cookie_of(answer)
    )
    assert (await stranger.get("/")).status == 200


async def test_remember_outlives_the_browser(stranger: Client) -> None:
    answer = await send(stranger, "/login", {"password": PASSWORD, "remember": "yes"})

    assert "Max-Age=2592000" in cookie_of(answer)


async def test_under_tls_the_cookie_is_bound_to_the_host(serve: Serve, house: House) -> None:
    house.server = Server(trusted_proxies=("127.0.0.1",), allowed_hosts=("media.example.org",))
    client = await serve(role=None)
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "media.example.org"}

    answer = await send(client, "/login", {"password": PASSWORD}, **proxied)

    cookie = cookie_of(answer)
    assert cookie.startswith("__Host-aniworldd-443=")
    assert "; Secure" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "wanted, onwards",
    [
        ("library/lights", "library/lights"),
        ("//evil.example", "./"),
        ("/evil", "./"),
        ("http://evil.example", "./"),
        ("javascript:alert(1)", "./"),
        ("..//evil", "./"),
        ("a/../../evil", "./"),
        ("\\\\evil", "./"),
        ("a\r\nSet-Cookie: x=y", "./"),
        ("", "./"),
    ],
)
async def test_a_login_leads_on_to_paths_of_ours_only(
    stranger: Client, wanted: str, onwards: str
) -> None:
    answer = await send(
        stranger, str(URL("/login").with_query(next=wanted)), {"password": PASSWORD}
    )

    assert answer.headers["Location"] == onwards


async def test_a_wrong_password_is_said_in_the_form(stranger: Client) -> None:
    answer = await send(stranger, "/login", {"password": "Wrong-1-Password"})

    text = await answer.text()
    assert answer.status == 401
    assert "That is not the password." in text
    assert "Wrong-1" not in text
    assert "Set-Cookie" not in answer.headers


async def test_guessing_is_told_to_wait(stranger: Client) -> None:
    for _ in range(5):
        await send(stranger, "/login", {"password": "x"})

    answer = await send(stranger, "/login", {"password": PASSWORD})

    assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
    assert "Try again in 1 min." in await answer.text()


async def test_a_name_is_asked_for_when_there_are_more(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    assert 'type="hidden" name="username"' in await (await client.get("/login")).text()

    await house.token(Role.USER)

    assert '<label for="username">' in await (await client.get("/login")).text()
    answer = await send(client, "/login", {"username": "user", "password": PASSWORD})
    assert answer.status == 303


async def test_who_is_logged_in_is_not_asked_again(client: Client) -> None:
    answer = await client.get("/login?next=library/lights", allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "library/lights")


async def test_the_page_s_own_button_logs_out(stranger: Client) -> None:
    await send(stranger, "/login", {"password": PASSWORD})
    page = await (await stranger.get("/")).text()
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found is not None

    answer = await send(stranger, "/logout", {"csrf": found[1]})

    assert (answer.status, answer.headers["Location"]) == (303, "login")
    assert "Max-Age=0" in cookie_of(answer)
    assert (await stranger.get("/", allow_redirects=False)).status == 303


@pytest.mark.parametrize("csrf", ["", "0" * 64, "ü"])
async def test_a_forged_logout_does_nothing(stranger: Client, csrf: str) -> None:
    await send(stranger, "/login", {"password": PASSWORD})

    answer = await send(stranger, "/logout", {"csrf": csrf})

    assert answer.status == 403
    assert (await stranger.get("/", allow_redirects=False)).status == 200


async def test_a_form_that_says_nothing_of_its_page_is_refused(stranger: Client) -> None:
    answer = await stranger.post("/login", data={"password": PASSWORD}, allow_redirects=False)

    assert answer.status == 403


async def test_a_call_with_a_cookie_needs_the_page_s_own_token(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    await send(client, "/login", {"password": PASSWORD})
    page = await (await client.get("/")).text()
    found = re.search(r'data-csrf="([0-9a-f]{64})"', page)
    assert found is not None
    body = {"name": "script"}

    bare = await client.post("/api/auth/keys", json=body)
    forged = await client.post("/api/auth/keys", json=body, headers={"X-CSRF-Token": "0" * 64})
    ours = await client.post("/api/auth/keys", json=body, headers={"X-CSRF-Token": found[1]})
    reading = await client.get("/api/auth/keys")

    assert [one.status for one in (bare, forged, ours, reading)] == [403, 403, 201, 200]


async def test_the_token_of_one_session_is_not_another_s(serve: Serve) -> None:
    client = await serve(role=None)
    tokens = []
    for _ in range(2):
        await send(client, "/login", {"password": PASSWORD})
        page = await (await client.get("/")).text()
        tokens += re.findall(r'data-csrf="([0-9a-f]{64})"', page)
        client.session.cookie_jar.clear()

    assert len(set(tokens)) == 2


async def test_a_ticket_lets_in_once(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    ticket = house.door.ticket("")

    first = await client.get(f"/login?ticket={ticket}", allow_redirects=False)
    inside = await client.get("/", allow_redirects=False)
    client.session.cookie_jar.clear()
    second = await client.get(f"/login?ticket={ticket}", allow_redirects=False)

    assert (first.status, first.headers["Location"], inside.status) == (303, "./", 200)
    assert second.status == 200
    assert "good once only" in await second.text()


async def test_a_ticket_is_good_for_ten_minutes(
    serve: Serve, house: House, clock: FakeClock
) -> None:
    client = await serve(role=None)
    ticket = house.door.ticket("admin")
    await clock.advance(600)

    answer = await client.get(f"/login?ticket={ticket}", allow_redirects=False)

    assert answer.status == 200


async def test_what_was_typed_is_text_on_the_page(serve: Serve, house: House) -> None:
    client = await serve(role=None)
    await house.token(Role.USER)

    answer = await send(client, "/login", {"username": '"><script>x', "password": "x"})

    assert "<script>x" not in await answer.text()


async def test_below_a_base_path_everything_stays_there(serve: Serve, house: House) -> None:
    house.server = Server(base_path="/a/b")
    client = await serve(role=None)

    led = await client.get("/a/b/library/lights", allow_redirects=False)
    entered = await send(client, "/a/b/login?next=library/lights", {"password": PASSWORD})

    assert led.headers["Location"] == "../login?next=library/lights"
    assert entered.headers["Location"] == "library/lights"
    assert (await client.get("/a/b/library/lights")).status == 200


async def test_the_first_page_that_anybody_sees_is_compiled_beside_the_loop(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    compiled = drawing.compiled

    def watched(names: Mapping[str, str]) -> Mapping[str, Callable[..., str]]:
        threads.append(threading.current_thread())
        return compiled(names)

    monkeypatch.setattr(drawing, "compiled", watched)
    assert (await stranger.get("/login")).status == 200

    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
