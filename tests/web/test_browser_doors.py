"""Logging in as a person does, and what foreign pages try, in Debian's chromium."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from aniworldd.bus import Bus
from aniworldd.web import guards
from tests.web.browsing import CONTRASTS, Served, launched, serving
from tests.web.doors import PASSWORD, House
from tests.web.worlds import FakeReads

pytestmark = [pytest.mark.browser, pytest.mark.part("chromium")]

# What a foreign page tries on the daemon, each answered with whether it got anything.
_TRY = """async ([http, ws]) => {
  const wait = (make) => Promise.race([
    new Promise(make), new Promise((end) => setTimeout(() => end("silence"), 4000))]);
  const got = {};
  for (const [name, init] of Object.entries({
    read: {}, opaque: {mode: "no-cors"}, cookies: {credentials: "include"},
    simple: {method: "POST", mode: "no-cors", body: '{"password":"x"}'},
    form: {method: "POST", mode: "no-cors", body: new URLSearchParams({password: "x"})},
    json: {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"},
    logout: {method: "POST", mode: "no-cors", credentials: "include"},
  })) {
    const path = {simple: "api/auth/login", json: "api/auth/login", form: "login",
      logout: "api/auth/logout"}[name] || "health";
    got[name] = await fetch(http + path, init).then((a) => a.type + a.status, () => "refused");
  }
  got.image = await wait((end) => { const it = new Image();
    it.onload = () => end("loaded"); it.onerror = () => end("refused");
    it.src = http + "static/" + window.icon; });
  got.script = await wait((end) => { const it = document.createElement("script");
    it.onload = () => end("loaded"); it.onerror = () => end("refused");
    it.src = http + "static/" + window.script; document.head.append(it); });
  got.frame = await wait((end) => { const it = document.createElement("iframe");
    it.onload = () => { let seen = "refused"; try { seen = it.contentDocument ? "seen" : seen; }
      catch { /* of another origin */ } end(seen); };
    it.src = http; document.body.append(it); });
  got.socket = await wait((end) => { const it = new WebSocket(ws + "ws/connect");
    it.onmessage = () => end("told"); it.onerror = () => end("refused"); });
  got.events = await wait((end) => { const it = new EventSource(http + "api/events");
    it.onmessage = () => end("told"); it.onerror = () => { it.close(); end("refused"); }; });
  return got;
}"""


@pytest.fixture
async def served(reads: FakeReads, bus: Bus, house: House) -> AsyncIterator[Served]:
    async with serving(reads, bus, house) as served:
        yield served


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with launched("--host-resolver-rules=MAP evil.example 127.0.0.1") as browser:
        yield browser


async def submit(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        await page.fill(f"#{name}", value)
    await page.click("main button")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_person_sets_it_up_logs_out_and_in_again(
    browser: Browser, served: Served, scripts: bool
) -> None:
    page = await browser.new_page(java_script_enabled=scripts)
    await page.goto(f"http://127.0.0.1:{served.port}/library/lights")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    await submit(page, password="short", again="short")
    await expect(page.get_by_role("alert")).to_contain_text("8 characters at least")
    await submit(page, password=PASSWORD, again=PASSWORD)
    await expect(page.get_by_role("heading", level=1)).to_have_text("All well.")

    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    await page.goto(f"http://127.0.0.1:{served.port}/library/lights")
    await submit(page, password="Wrong-1-Password")
    await expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    await submit(page, password=PASSWORD)

    await expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Lights 2021")


async def test_logging_out_in_one_tab_logs_out_the_other(browser: Browser, served: Served) -> None:
    context = await browser.new_context()
    one, other = await context.new_page(), await context.new_page()
    await served.let_in(one)
    for page in (one, other):
        await page.goto(f"http://127.0.0.1:{served.port}/")
        await expect(page.locator("#live")).to_have_text("Live")

    await one.get_by_role("button", name="Log out").click()

    await expect(other.get_by_role("heading", level=1)).to_have_text("Log in")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
async def test_a_link_on_another_site_leads_in_when_logged_in(
    browser: Browser, served: Served, name: str
) -> None:
    """A strict cookie does not come with the first request."""
    page = await browser.new_page()
    await served.let_in(page, name=name)
    async with _page_of_somebody() as port:
        await page.goto(f"http://evil.example:{port}/")
        await page.evaluate(
            "(to) => { const it = document.createElement('a'); it.href = to;"
            " document.body.append(it); it.click(); }",
            f"http://{name}:{served.port}/",
        )

        await expect(page.get_by_role("heading", level=1)).to_have_text("All well.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/setup", "/login"])
async def test_all_text_of_the_forms_stands_out(
    browser: Browser, served: Served, path: str, scheme: str
) -> None:
    if path == "/login":
        await served.house.set_up()
    page = await browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 700})  # type: ignore[arg-type]
    await page.goto(f"http://127.0.0.1:{served.port}{path}")
    await submit(
        page, **{name: "x" for name in ("password", "again") if path == "/setup" or name != "again"}
    )
    await expect(page.get_by_role("alert")).to_be_visible()

    assert await page.evaluate(CONTRASTS) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("kind", ["another site", "a name bound anew", "another port"])
async def test_a_foreign_page_gets_nothing_and_does_nothing(
    browser: Browser, served: Served, kind: str
) -> None:
    """DNS rebinding: the name of the page comes to mean this machine while it is open."""
    page = await browser.new_page()
    await served.let_in(page)
    assets = await _assets(page, served)
    async with _page_of_somebody() as port:
        site = "127.0.0.1" if kind == "another port" else "evil.example"
        target = "evil.example" if kind == "a name bound anew" else "127.0.0.1"
        await page.goto(f"http://{site}:{port}/")
        await page.evaluate("([icon, script]) => Object.assign(window, {icon, script})", assets)
        before = list(served.answered)

        got = await page.evaluate(
            _TRY, [f"http://{target}:{served.port}/", f"ws://{target}:{served.port}/"]
        )

    reached = served.answered[len(before) :]
    assert {name: what for name, what in got.items() if what in {"loaded", "seen", "told"}} == {}
    assert got["read"] == got["cookies"] == got["json"] == "refused"
    # our own page may get its socket late; that a foreign one is told nothing stands above
    ours = ("/ws/connect", 101)
    assert [one for one in reached if one[1] < 400 and one != ours] == []
    assert len(served.house.door.sessions.of(served.house.door.accounts.all()[0].id)) == 1


GUARDS = {
    "a name bound anew": "_refuse_foreign_host",
    "another site": "_refuse_foreign_origin",
    "another port": "_refuse_foreign_origin",
}


@pytest.mark.parametrize("kind", GUARDS)
async def test_without_the_guards_the_same_page_gets_through(
    browser: Browser, served: Served, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the refusals above would prove nothing."""
    for guard in {"_refuse_foreign_fetch", "_refuse_foreign_origin", GUARDS[kind]}:
        monkeypatch.setattr(guards, guard, lambda *_: None)
    page = await browser.new_page()
    await served.let_in(page)
    async with _page_of_somebody() as port:
        site = "127.0.0.1" if kind == "another port" else "evil.example"
        target = "evil.example" if kind == "a name bound anew" else "127.0.0.1"
        await page.goto(f"http://{site}:{port}/")
        before = len(served.answered)

        got = await page.evaluate(
            _TRY, [f"http://{target}:{served.port}/", f"ws://{target}:{served.port}/"]
        )

    assert ("/health", 200) in served.answered[before:]
    assert got["socket"] == "told"


async def _assets(page: Page, served: Served) -> list[str]:
    """The names of an icon and a script that are there."""
    await page.goto(f"http://127.0.0.1:{served.port}/")
    names = await page.evaluate(
        "['link[rel=icon]', 'script'].map((what) => document.querySelector(what))"
        ".map((one) => (one.href || one.src).split('/').pop())"
    )
    return [str(name) for name in names]


@asynccontextmanager
async def _page_of_somebody() -> AsyncIterator[int]:
    """A web server that is not ours, with a page that may do what it likes."""

    async def index(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>x</title><body>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{any:.*}", index)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()
    await asyncio.sleep(0)
