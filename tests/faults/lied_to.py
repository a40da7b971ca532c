"""A worker with the real downloader and a real library, and a server for each lie."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path, PurePath

from aniworldd.clock import SystemClock
from aniworldd.downloaders.http import Http
from aniworldd.library.library import Library, Made
from aniworldd.model.download import Download, DownloadState
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.net.client import NO_HEADERS, Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.net.requests import Limits
from aniworldd.net.stream import Stream
from tests.downloads.stand_ins import Bench
from tests.fake_clock import FakeClock
from tests.faults import lies_of_length, lies_on_resume, lies_on_the_way
from tests.faults.answers import Answer
from tests.faults.asked import Asked
from tests.faults.film import Film
from tests.faults.lies import Lie
from tests.faults.server import FaultyServer
from tests.present import digest, hidden, size, visible

LIES: Mapping[str, Lie] = {
    **lies_of_length.LIES.table,
    **lies_on_resume.LIES.table,
    **lies_on_the_way.LIES.table,
}
_STALL = 0.3  # seconds without a byte, instead of a minute
_ROOM = 512 << 20  # bytes that the disk has for parts
_FLOOR = 384 << 20  # bytes that stay free


class Liars:
    """A server for each lie, each with a film of its own; paths below a library name them."""

    def __init__(self, lies: Iterable[Lie], size: int, seed: int) -> None:
        self.lies = list(lies)
        self.films = {
            lie.name: Film(size, seed * 10_000 + number) for number, lie in enumerate(self.lies)
        }
        self.urls: dict[str, str] = {}
        self._truths = {
            code(number): {digest(data) for data in self.films[lie.name].truths}
            for number, lie in enumerate(self.lies)
        }

    def number(self, name: str) -> int:
        """The place of a lie among them."""
        return [lie.name for lie in self.lies].index(name)

    def arrived(self, library: Path) -> set[str]:
        """The lies whose film a library has."""
        return {self.of(str(path.relative_to(library))) for path in visible(library)}

    def truths(self, path: str) -> Collection[str]:
        """What the file at this path may be."""
        for word in path.lower().replace("-", " ").replace("/", " ").split():
            if word in self._truths:
                return self._truths[word]
        return ()

    def of(self, path: str) -> str:
        """The lie that this path's film was fetched from."""
        words = set(path.lower().replace("-", " ").replace("/", " ").split())
        return next(lie.name for at, lie in enumerate(self.lies) if code(at) in words)

    @asynccontextmanager
    async def telling(self) -> AsyncIterator["Liars"]:
        async with AsyncExitStack() as life:
            for number, lie in enumerate(self.lies):
                server = await life.enter_async_context(FaultyServer())
                for path in ("/", "/film.mp4", "/captcha", f"/Lie-{code(number)}-S01E01.mp4"):
                    server.routes[path] = self._answer(lie)
                self.urls[lie.name] = server.url(f"/Lie-{code(number)}-S01E01.mp4")
            yield self

    def _answer(self, lie: Lie) -> Answer:
        film = self.films[lie.name]

        async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
            film.asked.append(asked)
            await lie.tell(film, asked, writer)

        return answer


def code(number: int) -> str:
    """A word that no reader of file names takes for anything else."""
    return "".join("bcdfghjklm"[int(digit)] for digit in f"{number:03}") + "o"


class _Shelves:
    """A real library that calls the films by their lies' codes, on a disk of a few MiB."""

    def __init__(self, library: Library, room: int) -> None:
        self.library = library
        self._room = room

    def available(self) -> str:
        return self.library.available()

    def free(self) -> int:
        return self._room - sum(map(size, hidden(self.library.directory)))

    async def ask(self) -> bool:
        return await self.library.ask()

    def parts(self, download: str) -> AbstractAsyncContextManager[Path]:
        return self.library.parts(download)

    async def discard(self, download: str) -> None:
        await self.library.discard(download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        await self.library.keep_only(downloads)

    async def take_in(self, part: Path, download: Download, release: Release) -> str:
        name = f"Lie {code(download.item.number)}"
        made = Made(download.item, "", PurePath(name, f"{name} - S01E01"))
        return await self.library.take_in(part, release, made)


class _Hasty:
    """The client with less patience than a day has."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def stream(
        self, url: str, *, headers: Mapping[str, str] = NO_HEADERS, stall: float = 0.0
    ) -> AbstractAsyncContextManager[Stream]:
        limits = Limits(first_byte=2 * _STALL)
        return self._client.stream(url, headers=headers, stall=_STALL, limits=limits)


class Victim:
    """Downloads the films of all liars at once; may be stopped and started as a daemon is."""

    def __init__(self, folder: Path, liars: Liars) -> None:
        self.liars = liars
        self.library = folder / "library"
        self.library.mkdir()
        self._folder = folder
        self._clock = FakeClock()
        self._bench: Bench | None = None
        self._client: Client | None = None
        self._shelves: _Shelves | None = None

    async def start(self) -> None:
        """A new worker on the state, and on the parts, that the one before left."""
        bench = self._bench = Bench(self._folder, clock=self._clock)
        self._client = Client(
            policy=AddressPolicy(["127.0.0.1/32"]),
            pace=Pace(bench.clock, delay=0.0),
            cache=None,
            clock=SystemClock(),
        )
        library = Library(
            bench.store,
            self.library,
            clock=bench.clock,
            disk=bench.disk,
            new_id=lambda: "root",
            publish=lambda event: None,
        )
        await library.look({}, anew=True)
        self._shelves = _Shelves(library, _ROOM)
        bench.shelves = self._shelves  # type: ignore[assignment]
        bench.downloaders = (Http(_Hasty(self._client), bench.disk),)
        bench.settings = replace(bench.settings, concurrent=24, retries=1000, min_free=_FLOOR)
        bench.worker = bench._worker()
        for number, lie in enumerate(self.liars.lies):
            key = ItemKey("lie", 1, number)
            url = self.liars.urls[lie.name]
            bench.shops.offers[key] = [Release(key, "demo", url, form=Form.FILE)]
            bench.queue.add(key, title=lie.name)
        bench.start()

    async def stop(self) -> None:
        assert self._bench is not None
        assert self._client is not None
        assert self._shelves is not None
        await self._bench.stop()
        await self._client.close()
        self._shelves.library.close()

    @property
    def here(self) -> set[str]:
        """The lies whose film has arrived."""
        return self.liars.arrived(self.library)

    async def drive(self, until: Callable[[], bool], seconds: float = 300.0) -> None:
        """Let the day go by: quickly while all wait, slowly while something is under way."""
        assert self._bench is not None
        queue, clock = self._bench.queue, self._bench.clock
        async with asyncio.timeout(seconds):
            while not until():
                running = [
                    one for one in queue.downloads() if one.state is DownloadState.DOWNLOADING
                ]
                due = queue.next_due_at()
                if running or queue.first_due() is not None or due is None:
                    await asyncio.sleep(0.02)
                    # what is due and does not run waits for room, perhaps for ever
                    await clock.advance(4.0 if running else 30.0)
                else:
                    await clock.advance((due - clock.now()).total_seconds())
