"""A catalogue and a hoster that go away for days, and a daemon's parts that want things of them.

The servers are real and on loopback; the days are those of a clock that a test moves.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aniworldd.catalogue import Catalogue
from aniworldd.downloaders.http import Http
from aniworldd.downloads.needs import Whence
from aniworldd.errors import FetchError, ProviderUnreachable
from aniworldd.model.release import Form, Release
from aniworldd.model.title import Item, ItemKey, Title
from aniworldd.model.watch import Watch
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace, Turn
from aniworldd.net.policy import AddressPolicy
from aniworldd.refresh.refresher import Refresher
from tests.downloads.stand_ins import Bench
from tests.fake_clock import FakeClock
from tests.faults.answers import Answer, made, ok
from tests.faults.asked import Asked, reply
from tests.faults.server import FaultyServer

HOUR = 3600.0
DAY = 24 * HOUR
ITEMS = 40
WISHES = 30
_STEP = 20.0  # seconds


class Counted(Pace):
    """Notes when each host is asked."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self._fake = clock
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.inside = 0

    @asynccontextmanager
    async def turn(self, host: str, delay: float | None = None) -> AsyncIterator[Turn]:
        async with super().turn(host, delay) as turn:
            self.asked[host].append(self._fake.monotonic())
            self.inside += 1
            try:
                yield turn
            finally:
                self.inside -= 1

    def most_in_an_hour(self, host: str, end: float) -> int:
        """The most requests in any hour until then."""
        window: deque[float] = deque()
        most = 0
        for at in self.asked[host]:
            if at <= end:
                window.append(at)
                while window[0] <= at - HOUR:
                    window.popleft()
                most = max(most, len(window))
        return most


class Shop:
    """A provider whose pages lie on one server, and the files on another."""

    name = "demo"

    def __init__(self, client: Client, pages: str, files: str, *, hosters: bool) -> None:
        self._client = client
        self._pages = pages
        self._files = files
        self._hosters = ("Kiste",) if hosters else ()

    def recognises(self, link: str) -> bool:
        return True

    async def titles(self, watch: Watch) -> Sequence[Title]:
        await self._ask(f"/titles/{watch.id}")
        return [Title(watch.id, self.name, watch.link, watch.id)]

    async def items(self, title: Title) -> Sequence[Item]:
        await self._ask(f"/items/{title.key}")
        return [Item(ItemKey(title.key, 1, 1), hosters=self._hosters)]

    async def close(self) -> None:
        pass

    async def releases(self, wanted: Item | ItemKey) -> Sequence[Release]:
        key = wanted if isinstance(wanted, ItemKey) else wanted.key
        await self._ask(f"/links/{key.number}")
        hoster = self._hosters[0] if self._hosters else ""
        url = f"{self._files}/file/{key.number}"
        return [Release(key, self.name, url, hoster=hoster, form=Form.FILE)]

    async def elsewhere(self, key: ItemKey) -> Sequence[Release]:
        return ()

    def whence(self, key: ItemKey) -> Whence:
        return Whence(self.name, self._hosters)

    async def _ask(self, path: str) -> None:
        try:
            await self._client.get(f"{self._pages}{path}")
        except FetchError as error:
            raise ProviderUnreachable(
                self.name, str(error), retry_after=error.retry_after
            ) from error


class World:
    """Forty downloads and thirty wishes; what is away says the test."""

    def __init__(
        self, folder: Path, pages: FaultyServer, files: FaultyServer, *, hosters: bool
    ) -> None:
        self.pages, self.files = pages, files
        self.bench = Bench(folder)
        self.clock = self.bench.clock
        self.pace = Counted(self.clock)
        self.client = Client(
            policy=AddressPolicy(["127.0.0.0/8"]), pace=self.pace, cache=None, clock=self.clock
        )
        self.shop = Shop(self.client, pages.url(""), files.url(""), hosters=hosters)
        self.bench.shops = self.shop  # type: ignore[assignment]
        self.bench.downloaders = (Http(self.client, self.bench.disk),)
        self.bench.worker = self.bench._worker()
        self.catalogue = Catalogue(self.bench.store)
        self.refresher = Refresher(
            self.catalogue,
            self.clock,
            publish=self.bench.events.append,
            changed=lambda: None,
            jitter=lambda: 0.5,
        )
        self._repaired: dict[FaultyServer, float] = {}
        for server in (pages, files):
            server.routes.update(_GOOD)

    def host(self, server: FaultyServer) -> str:
        return f"127.0.0.1:{server.port}"

    def start(self) -> None:
        self.bench.add(*range(1, ITEMS + 1))
        watches = [Watch(f"show-{number}", f"https://x/{number}") for number in range(WISHES)]
        self.refresher.wish({self.shop.name: watches}, {self.shop.name: self.shop})
        self.bench.start()

    async def close(self) -> None:
        await self.refresher.close()
        await self.bench.stop()
        await self.client.close()

    def break_down(self, server: FaultyServer, answer: Answer) -> None:
        server.routes.update(dict.fromkeys(_GOOD, answer))

    def repair(self, server: FaultyServer) -> None:
        server.routes.update(_GOOD)
        self._repaired[server] = self.clock.monotonic()

    def failed_until(self, server: FaultyServer) -> float:
        """When it was repaired, or now."""
        return self._repaired.get(server, self.clock.monotonic())

    async def passes(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let that time go by, a little at a time, with all that is asked meanwhile answered."""
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end and not until():
            await self.clock.advance(_STEP)
            await self._quiet()

    async def _quiet(self) -> None:
        """Until nothing is under way that takes time of the real world."""
        disk = self.bench.disk
        while self.pace.inside or self.pages.serving or self.files.serving or disk._calls:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


@asynccontextmanager
async def world(folder: Path, *, hosters: bool = True) -> AsyncIterator[World]:
    async with AsyncExitStack() as life:
        pages = await life.enter_async_context(FaultyServer())
        files = await life.enter_async_context(FaultyServer())
        made = World(folder, pages, files, hosters=hosters)
        life.push_async_callback(made.close)
        yield made


async def _file(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, {"Content-Type": "video/mp4"}, made(3000))


_GOOD: Mapping[str, Answer] = {"/titles": ok, "/items": ok, "/links": ok, "/file": _file}
