"""What tests in a browser share: arguments, a measure of contrast, an application to look at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Middleware
from playwright.async_api import Browser, Page, async_playwright

from aniworldd.bus import Bus
from aniworldd.clock import SystemClock
from aniworldd.web.app import build
from aniworldd.web.routes import Handler
from tests.parts import program
from tests.web.doors import House
from tests.web.worlds import FakeReads

_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
CONTRASTS = """() => {
  const shine = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const found = parts(getComputedStyle(one).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && !one.closest("caption, thead, .skip, .said"))
    .filter((one) => [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((one) => {
      const [front, back] = [shine(parts(getComputedStyle(one).color)), shine(behind(one))];
      const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
      return [one.textContent.trim().slice(0, 40), ratio];
    })
    .filter(([, ratio]) => ratio < 4.5);
}"""


@asynccontextmanager
async def launched(*more: str) -> AsyncIterator[Browser]:
    """Debian's chromium, with more arguments than the usual ones."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program("chromium"), args=[*_ARGUMENTS, *more]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def serving(reads: FakeReads, bus: Bus, house: House) -> AsyncIterator["Served"]:
    """The application until the body ends."""
    served = Served(reads, bus, house)
    await served.start()
    yield served
    await served.stop()


class Served:
    """The application on a port that it keeps when it is started again."""

    def __init__(self, reads: FakeReads, bus: Bus, house: House) -> None:
        self.reads, self.bus, self.house, self.port = reads, bus, house, 0
        self.answered: list[tuple[str, int]] = []  # paths with their status
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = build(self.reads, self.bus, SystemClock(), "1.2.3", self.house.entrance)
        app.middlewares.insert(0, self._note)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def let_in(self, page: Page, port: int = 0, name: str = "127.0.0.1") -> None:
        """Give the browser what a login would."""
        await page.context.add_cookies(
            [
                {
                    "name": f"aniworldd-{port or self.port}",
                    "value": await self.house.token(),
                    "url": f"http://{name}:{port or self.port}/",
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )

    @property
    def _note(self) -> Middleware:
        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await handler(request)
            self.answered.append((request.path, response.status))
            return response

        return note

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
