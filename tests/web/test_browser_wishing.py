"""The real daemon, and a person who adds a series by its link and removes it again."""

import pytest
from playwright.async_api import expect

from tests.daemon.conftest import KETTLE, World, world  # noqa: F401
from tests.web.browsing import CONTRASTS, launched
from tests.web.test_browser_accept import open_page

pytestmark = [pytest.mark.browser, pytest.mark.part("chromium")]


async def test_a_link_is_pasted_and_the_wish_removed(world: World) -> None:  # noqa: F811
    world.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    await world.start()
    await world.sees(lambda: world.daemon.parts.reconciler.sequence)

    async with launched() as browser:
        page = await browser.new_page()
        await open_page(page, world)
        await page.get_by_label("Address of its page").fill(
            f"{world.stage.url}/anime/stream/{KETTLE}"
        )
        await page.get_by_label("Name").fill("Ritter")
        assert await page.evaluate(CONTRASTS) == []

        await page.locator("#wish").press("Enter")

        await expect(page.locator("#headline")).to_contain_text("Die Teekesselritter")
        await expect(page.locator(".facts")).to_contain_text("Ritter")
        await page.locator("#ask-remove").press("Enter")
        assert await page.evaluate(CONTRASTS) == []

        await page.locator("#do-remove").press("Enter")

        await expect(page.locator("#add")).to_be_visible()
        assert list(world.stage.watchlist.iterdir()) == []
        await page.set_viewport_size({"width": 360, "height": 700})
        wide = "document.documentElement.scrollWidth"
        assert await page.evaluate(wide) <= 360
