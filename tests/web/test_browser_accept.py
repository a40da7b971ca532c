"""The real daemon, a disk that is unplugged, and the buttons that a person presses then."""

import pytest
from playwright.async_api import Page, expect

from aniworldd.accounts.door import Origin
from aniworldd.model.account import Role
from tests.daemon.conftest import KETTLE, World, world  # noqa: F401
from tests.web.browsing import CONTRASTS, launched

pytestmark = [pytest.mark.browser, pytest.mark.part("chromium")]

STOPPED = ("library:", "downloads: {running: false}\nlibrary:")


async def open_page(page: Page, world: World) -> None:  # noqa: F811
    """The first page, as somebody sees it who has logged in."""
    accounts = world.daemon.parts.entrance.door.accounts
    account = accounts.named("") or await accounts.create("admin", "Kettle-7-Harbour", Role.ADMIN)
    opened = await world.daemon.parts.entrance.door.enter(account, Origin("127.0.0.1"))
    port = world.daemon.address.rsplit(":", 1)[1].strip("/")
    cookie = {"name": f"aniworldd-{port}", "value": opened.token, "url": world.daemon.address}
    await page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])  # type: ignore[typeddict-item]
    await page.goto(world.daemon.address)


async def test_an_unplugged_disk_is_accepted_step_by_step(world: World) -> None:  # noqa: F811
    world.wish(KETTLE)
    await world.start()
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    await world.why(KETTLE, "S01E01", "here")
    await world.stop()
    world.configure(STOPPED)
    files = len(world.stage.expected(KETTLE))
    library = world.stage.library
    library.rename(world.folder / "unplugged")
    library.mkdir()  # what is left is the folder where it was mounted
    await world.start()
    await world.sees(lambda: "has no mark" in str(world.now().concerns))

    async with launched() as browser:
        page = await browser.new_page()
        await open_page(page, world)
        concerns = page.locator("#concerns")
        await expect(concerns).to_contain_text(f"{library} has no mark")
        words = page.locator("#ask-root p")
        await expect(words).to_be_hidden()
        await page.locator("#asked-root").click()
        await expect(words).to_be_visible()
        await expect(words).to_contain_text("gets a mark, and is the library from then on")
        assert await page.evaluate(CONTRASTS) == []
        assert list(library.iterdir()) == []

        await page.locator("#agree-root").click()

        await expect(concerns).to_contain_text(f"{files} files vanished from the library at once")
        assert [path.name for path in library.iterdir()] == [".aniworldd-root"]
        assert not world.daemon.parts.records.queue.downloads()
        await page.locator("#asked-files").press("Enter")
        await expect(page.locator("#ask-files p")).to_be_visible()

        await page.locator("#agree-files").press("Enter")

        await expect(page.locator("#queued")).to_contain_text("the queue is stopped")
        await expect(concerns).not_to_contain_text("vanished")
    assert len(world.daemon.parts.records.queue.downloads()) == files


async def test_the_disk_that_comes_back_takes_the_question_along(world: World) -> None:  # noqa: F811
    await world.start()
    await world.sees(lambda: world.daemon.parts.reconciler.sequence)
    library, away = world.stage.library, world.folder / "unplugged"
    library.rename(away)
    library.mkdir()
    world.daemon.parts.reconciler.request(scan=True)
    await world.sees(lambda: "has no mark" in str(world.now().concerns))

    async with launched() as browser:
        page = await browser.new_page()
        await open_page(page, world)
        await page.locator("#asked-root").click()
        library.rmdir()
        away.rename(library)
        mark = (library / ".aniworldd-root").read_bytes()
        await world.daemon.parts.reconciler.settle(scan=True)

        await expect(page.locator("#concerns")).to_be_hidden()

    assert (library / ".aniworldd-root").read_bytes() == mark
