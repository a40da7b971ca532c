"""Swagger UI and ReDoc in a real browser: they read our document, and nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from aniworldd.bus import Bus
from tests.web.browsing import launched, serving
from tests.web.doors import House
from tests.web.worlds import FakeReads

_SHOWN = "Get a token for a password"

pytestmark = [pytest.mark.browser, pytest.mark.part("chromium")]


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
async def test_a_reader_draws_the_calls_while_the_machine_is_offline(
    reads: FakeReads, bus: Bus, house: House, path: str
) -> None:
    async with serving(reads, bus, house) as served, launched() as browser:
        page = await browser.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.goto(f"http://127.0.0.1:{served.port}{path}")

        shown = page.locator(f"text={_SHOWN} >> visible=true").first
        await expect(shown).to_be_visible(timeout=30_000)

        loaded = await page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
        assert broken == []
        assert {urlsplit(one).netloc for one in loaded} <= {f"127.0.0.1:{served.port}", ""}
