"""The real daemon, and a person who presses the buttons of its queue."""

import pytest
from playwright.async_api import expect

from tests.daemon.conftest import KETTLE, World, world  # noqa: F401
from tests.web.browsing import CONTRASTS, launched
from tests.web.test_browser_accept import STOPPED, open_page

pytestmark = [pytest.mark.browser, pytest.mark.part("chromium")]


async def test_downloads_are_cancelled_begun_and_cleared(world: World) -> None:  # noqa: F811
    world.configure(STOPPED)
    world.wish(KETTLE, "seasons: [1]\n")
    await world.start()
    await world.sees(lambda: len(world.now().queued) == 3)
    queue = world.daemon.parts.records.queue
    first, second, third = queue.downloads()
    queue.give_up(second.id, "it broke")

    async with launched() as browser:
        page = await browser.new_page(viewport={"width": 360, "height": 800})
        await open_page(page, world)
        queued = page.locator("#queued")
        await expect(queued.get_by_role("button", name="Try again")).to_have_count(1)
        assert await page.evaluate(CONTRASTS) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        await page.locator(f"#remove-{first.id}").click()
        await expect(queued).not_to_contain_text(first.item.code)
        await page.locator(f"#retry-{second.id}").press("Enter")
        await expect(queued.get_by_role("button", name="Try again")).to_have_count(0)
        await queued.get_by_role("button", name="Start downloads again").click()

        finished = page.locator("#finished")
        await expect(finished.locator("tbody tr")).to_have_count(2, timeout=60_000)
        await expect(queued).to_contain_text("Nothing waits in the queue.")
        await expect(queued.get_by_role("button", name="Pause")).to_be_visible()
        await page.locator("#clear-queue").click()
        await expect(finished).to_contain_text("Nothing yet.")

    assert len(world.files()) == 2
    assert "cancelled by a person" in await world.why(KETTLE, first.item.code, "cancelled")
    assert third.item.code in str(world.files())
