"""The page as a person's browser shows it: Debian's chromium on a real loopback port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from aniworldd import events
from aniworldd.bus import Bus
from aniworldd.model.download import DownloadState
from tests.web.browsing import CONTRASTS, Served, launched, serving
from tests.web.doors import House
from tests.web.sockets import eventually
from tests.web.worlds import (
    FakeReads,
    make_download,
    make_empty,
    make_hostile,
    make_now,
    make_queued,
    make_running,
    make_speed,
    make_title,
)

pytestmark = [pytest.mark.browser, pytest.mark.part("chromium")]

_WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""

Open = Callable[..., Awaitable[Page]]


@pytest.fixture
async def served(reads: FakeReads, bus: Bus, house: House) -> AsyncIterator[Served]:
    async with serving(reads, bus, house) as served:
        yield served


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with launched() as browser:
        yield browser


@pytest.fixture
async def open_page(browser: Browser, served: Served) -> Open:
    async def open_page(path: str = "/", *, port: int | None = None, **context: object) -> Page:
        page = await browser.new_page(**context)  # type: ignore[arg-type]
        await page.add_init_script(_WATCH)
        await served.let_in(page, port or 0)
        address = f"http://127.0.0.1:{port or served.port}{path}"
        if not context.get("java_script_enabled", True):
            await page.goto(address)
            return page
        async with page.expect_response("**/*?part=main"):  # the one that follows joining
            await page.goto(address)
        await expect(page.locator("#live")).to_have_text("Live")
        return page

    return open_page


async def test_progress_moves_without_a_reload(open_page: Open, bus: Bus) -> None:
    page = await open_page()
    await page.evaluate("window.same = true")
    row = page.locator('[data-id="d1"]')
    await expect(row.locator(".amount")).to_have_text("25 % of 12.0 MiB")

    bus.publish(events.DownloadProgressed(make_speed(1, 9 * 2**20)))

    await expect(row.locator(".amount")).to_have_text("75 % of 12.0 MiB")
    await expect(row.locator(".rate")).to_have_text("2.0 MiB/s")
    await expect(row.locator(".left")).to_have_text("3 s left")
    await expect(row.locator("progress")).to_have_js_property("value", 9 * 2**20)
    assert await page.evaluate("window.same")


@pytest.mark.parametrize("path", ["/", "/library/lights"])
async def test_progress_alone_loads_nothing(
    browser: Browser, served: Served, bus: Bus, path: str
) -> None:
    page = await browser.new_page()
    await served.let_in(page)
    loads: list[str] = []
    frames: list[str | bytes] = []
    page.on("request", lambda request: loads.append(request.url))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(f)))
    await page.goto(f"http://127.0.0.1:{served.port}{path}")
    await eventually(lambda: loads[-1].endswith("?part=main"))
    before = len(loads)

    for done in range(1, 6):
        seen = len(frames)
        bus.publish(events.DownloadProgressed(make_speed(1, done)))
        await eventually(lambda seen=seen: len(frames) > seen)  # type: ignore[misc]
    bus.publish(events.PassFinished(1, 12, 10, 1, 0))
    await eventually(lambda: len(loads) > before)

    assert len(loads) == before + 1


async def test_a_row_appears_after_an_event(open_page: Open, reads: FakeReads, bus: Bus) -> None:
    page = await open_page()
    await page.evaluate("window.same = true")
    reads.page = make_now(queued=(make_queued(), make_queued(id="q2", title="Paper Moons")))

    bus.publish(events.DownloadQueued(make_download(2)))

    await expect(page.locator("#queued tbody tr")).to_have_count(2)
    await expect(page.locator("#queued")).to_contain_text("Paper Moons")
    assert await page.evaluate("window.same")


async def test_the_first_wish_replaces_the_welcome(
    open_page: Open, reads: FakeReads, bus: Bus
) -> None:
    reads.page = make_empty()
    page = await open_page()
    await expect(page.locator("#welcome")).to_be_visible()
    reads.page = make_now()

    bus.publish(events.PassFinished(1, 12, 10, 1, 0))

    await expect(page.locator("#welcome")).to_be_hidden()
    await expect(page.locator("#titles")).to_contain_text("Harbour Lights")
    await expect(page).to_have_title("1 downloading, 2.5 MiB/s – Aniworld")


async def test_what_finished_is_said_aloud(open_page: Open, bus: Bus) -> None:
    page = await open_page()

    bus.publish(events.DownloadFinished(make_download(1, state=DownloadState.COMPLETED)))

    await expect(page.locator("#said")).to_have_text("Finished Harbour Lights S01E01")


async def test_what_the_reader_opened_stays_open_and_focused(
    open_page: Open, reads: FakeReads, bus: Bus
) -> None:
    page = await open_page()
    titles = (make_title(), make_title(key="moons", name="Paper Moons", note="its provider fails"))
    reads.page = make_now(missing=titles, titles=titles)
    bus.publish(events.PassFinished(1, 12, 10, 1, 0))
    await expect(page.locator("#missing details")).to_have_count(2)
    await page.locator("#sum-moons").press("Enter")
    await expect(page.locator("#why-moons")).to_have_js_property("open", True)

    reads.page = make_now(missing=(titles[0], make_title(key="moons", note="it answers")))
    bus.publish(events.PassFinished(2, 12, 10, 1, 0))

    await expect(page.locator("#why-moons")).to_contain_text("It answers")
    await expect(page.locator("#why-moons")).to_have_js_property("open", True)
    await expect(page.locator("#sum-moons")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/library/lights"])
async def test_a_hostile_title_never_runs(
    open_page: Open, reads: FakeReads, bus: Bus, path: str
) -> None:
    reads.page = make_hostile()
    page = await open_page(path)

    reads.page = make_now(
        concerns=(), running=(make_running(id="d2", title="<img src=x onerror='window.pwned=1'>"),)
    )
    bus.publish(events.DownloadFinished(make_download(1, title="<b onclick=x>")))
    await expect(page.locator("#said")).to_contain_text("<b onclick=x>")
    await expect(page.locator("#foot")).to_contain_text("/srv/media")

    assert await page.evaluate("[window.pwned === undefined, violations]") == [True, []]


async def test_a_lost_connection_is_shown_and_found_again(
    open_page: Open, served: Served, reads: FakeReads
) -> None:
    page = await open_page()

    await served.stop()
    await expect(page.locator("#live")).to_contain_text("Connection lost. Trying again in")
    reads.page = make_now(library="/srv/other")
    await served.start()

    await expect(page.locator("#live")).to_have_text("Live", timeout=15_000)
    await expect(page.locator("#foot")).to_contain_text("/srv/other")


async def test_the_page_is_whole_without_scripts(open_page: Open) -> None:
    page = await open_page(java_script_enabled=False)

    await expect(page.get_by_role("heading", level=1)).to_have_text("All well.")
    await expect(page.locator("#missing summary")).to_be_visible()
    await expect(page.locator("#live")).to_be_hidden()


async def test_it_lives_below_a_path_of_a_proxy(open_page: Open, served: Served, bus: Bus) -> None:
    async with _stripping_proxy("/a/b/", served.port) as port:
        page = await open_page("/a/b/", port=port)
        bus.publish(events.DownloadProgressed(make_speed(1, 9 * 2**20)))
        await expect(page.locator('[data-id="d1"]')).to_contain_text("75 %")

        await page.locator("#titles a").click()

        await expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Lights 2021")
        await expect(page.locator("#live")).to_have_text("Live")
        await page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/library/lights", "/no/such"])
async def test_all_text_stands_out(
    open_page: Open, reads: FakeReads, scheme: str, path: str
) -> None:
    stuck = make_title(state="stuck", note="its provider fails")
    reads.page = make_now(titles=(stuck, make_title(here=12, state="here")), well=False)
    page = await open_page(path, color_scheme=scheme, java_script_enabled=path != "/no/such")

    assert await page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("width", [360, 640, 1200])
async def test_nothing_stands_out_sideways(open_page: Open, reads: FakeReads, width: int) -> None:
    long = "Supercalifragilistic" * 10
    reads.page = make_now(
        running=(make_running(title=long),), titles=(make_title(name=long),), library=f"/{long}"
    )
    page = await open_page(viewport={"width": width, "height": 800})

    assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_on_a_phone_the_header_is_one_row(open_page: Open, reads: FakeReads) -> None:
    reads.page = make_now(name="Aniworld demo")
    page = await open_page(viewport={"width": 360, "height": 800})

    bottom = await page.locator(".brand").evaluate("one => one.getBoundingClientRect().bottom")
    assert await page.locator(".out").evaluate("one => one.getBoundingClientRect().top") < bottom


async def test_the_keyboard_reaches_the_content_first(open_page: Open) -> None:
    page = await open_page()

    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await expect(page.locator(".skip")).to_be_in_viewport()
    await page.keyboard.press("Enter")

    await expect(page.locator("main")).to_be_focused()


async def test_tables_and_landmarks_have_names(open_page: Open) -> None:
    page = await open_page(viewport={"width": 360, "height": 800})
    await page.locator("#missing details").evaluate("one => one.open = true")

    for role in ("banner", "main", "contentinfo", "complementary"):
        await expect(page.get_by_role(role)).to_have_count(1)
    for caption in ("Running downloads", "All wished titles", "What is missing of Harbour Lights"):
        await expect(page.get_by_role("table", name=caption)).to_have_count(1)
    await expect(page.get_by_role("progressbar", name="10 of 12 here")).to_have_count(1)


@asynccontextmanager
async def _stripping_proxy(prefix: str, backend: int) -> AsyncIterator[int]:
    """What a reverse proxy does: the daemon does not see the path that it lives below."""

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65536):
            sink.write(chunk)
        sink.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, rest = head.split(b"\r\n", 1)
        back, forth = await asyncio.open_connection("127.0.0.1", backend)
        line = line.replace(b" " + prefix.encode(), b" /")
        forth.write(line + b"\r\n" + rest.replace(b"keep-alive", b"close"))
        await asyncio.gather(pipe(reader, forth), pipe(back, writer), return_exceptions=True)

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
