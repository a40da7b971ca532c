"""What the queue and the worker need, made of dicts and folders."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aniworldd.disk import Disk
from aniworldd.downloaders import Downloader
from aniworldd.downloads.attempt import Attempt
from aniworldd.downloads.gate import Gate
from aniworldd.downloads.hosts import Hosts
from aniworldd.downloads.leftovers import Leftovers
from aniworldd.downloads.needs import Whence, WorkerSettings
from aniworldd.downloads.outcome import Outcome
from aniworldd.downloads.queue import Queue
from aniworldd.downloads.rate import Meter
from aniworldd.downloads.turns import Turns
from aniworldd.downloads.worker import Worker
from aniworldd.events import Event
from aniworldd.model.download import Download, DownloadState, Progress
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from aniworldd.store import StateTable, Store
from tests.fake_clock import FakeClock

GIB = 1024**3
MIB = 1024**2
KIB = 1024


def make_queue(
    clock: FakeClock, table: StateTable, publish: Callable[[Event], None] = lambda event: None
) -> Queue:
    # some have left meanwhile, and no id comes twice
    ids = itertools.count(1 + max((int(id.removeprefix("d")) for id in table.ids()), default=0))
    return Queue(table, clock=clock, new_id=lambda: f"d{next(ids)}", publish=publish)


def item(number: int, title: str = "lamp-post") -> ItemKey:
    return ItemKey(title, 1, number)


def make_release(number: int = 1, **fields: object) -> Release:
    values: dict[str, object] = {
        "item": item(number),
        "provider": "demo",
        "url": f"https://files.example/{number}.mp4",
        "form": Form.FILE,
    }
    return Release(**(values | fields))  # type: ignore[arg-type]


def make_download(**fields: object) -> Download:
    values: dict[str, object] = {
        "id": "d1",
        "item": item(1),
        "title": "The Lamp Post",
        "added_at": FakeClock().now(),
        "position": 1,
    }
    return Download(**(values | fields))  # type: ignore[arg-type]


class Shops:
    """Sources: one release for each item, unless a test says otherwise."""

    def __init__(self) -> None:
        self.offers: dict[ItemKey, Sequence[Release]] = {}
        self.trouble: dict[ItemKey, Exception] = {}
        self.silent: set[ItemKey] = set()
        self.asked: list[ItemKey] = []
        self.others: dict[ItemKey, Sequence[Release]] = {}
        self.asked_elsewhere: list[ItemKey] = []
        self.known: dict[ItemKey, Whence] = {}

    def whence(self, item: ItemKey) -> Whence:
        return self.known.get(item, Whence())

    async def releases(self, item: ItemKey) -> Sequence[Release]:
        self.asked.append(item)
        if item in self.silent:
            await asyncio.Event().wait()
        if item in self.trouble:
            raise self.trouble[item]
        return self.offers.get(item, [make_release(item.number)])

    async def elsewhere(self, item: ItemKey) -> Sequence[Release]:
        self.asked_elsewhere.append(item)
        return self.others.get(item, ())


class Shelves:
    """Places in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.away = ""
        self.answers = True
        self.held = 0  # folders of downloads
        self.bytes_free = 100 * GIB
        self.trouble: dict[ItemKey, list[Exception]] = {}
        self.door = asyncio.Event()  # `take_in` waits for it
        self.door.set()
        self.placing: list[ItemKey] = []
        self.taken: dict[ItemKey, bytes] = {}

    def available(self) -> str:
        return self.away

    def free(self) -> int:
        return self.bytes_free

    async def ask(self) -> bool:
        return self.answers

    @asynccontextmanager
    async def parts(self, download: str) -> AsyncIterator[Path]:
        self.held += 1
        try:
            yield self.make(download)
        finally:
            self.held -= 1

    def make(self, download: str) -> Path:
        folder = self.root / "parts" / download
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    async def take_in(self, part: Path, download: Download, release: Release) -> str:
        self.placing.append(download.item)
        await self.door.wait()
        if self.trouble.get(download.item):
            raise self.trouble[download.item].pop(0)
        self.taken[download.item] = _move_out(part)
        return f"{download.item.title}/{download.item.code}{part.suffix}"

    async def discard(self, download: str) -> None:
        _remove(self.root / "parts" / download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        for folder in (self.root / "parts").glob("*"):
            if folder.name not in downloads:
                _remove(folder)

    def kept(self) -> list[str]:
        return sorted(folder.name for folder in (self.root / "parts").glob("*"))


def _remove(folder: Path) -> None:
    """What goes meanwhile, as parts do that a thread still writes, is gone as well."""
    if folder.exists():
        shutil.rmtree(folder, onerror=_unless_gone)


def _unless_gone(_what: object, _path: str, info: tuple[object, BaseException, object]) -> None:
    if not isinstance(info[1], FileNotFoundError):
        raise info[1]


def _move_out(part: Path) -> bytes:
    content = part.read_bytes()
    part.unlink()
    return content


@dataclass
class Script:
    """How a fetch goes: progress, then an error, a wait for `gate`, or a file."""

    steps: Sequence[Progress] = (Progress(4, 4),)
    error: Exception | None = None
    gate: asyncio.Event | None = None
    files: Mapping[str, bytes] = field(default_factory=lambda: {"media.mp4": b"film"})


class Player:
    """A downloader that plays scripts, one after the other, the last one for ever."""

    def __init__(self, name: str = "player", forms: Collection[Form] = (Form.FILE,)) -> None:
        self.name = name
        self.forms = forms
        self.scripts: dict[str, list[Script]] = {}
        self.fetched: list[str] = []
        self.closed: list[str] = []
        self.running = 0
        self.most = 0

    def accepts(self, release: Release) -> bool:
        return release.form in self.forms

    async def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        self.fetched.append(release.url)
        scripts = self.scripts.get(release.url, [Script()])
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        self.running += 1
        self.most = max(self.most, self.running)
        (folder / "media.part").write_bytes(b"fi")
        try:
            for progress in script.steps:
                yield progress
                await asyncio.sleep(0)
            if script.gate is not None:
                await script.gate.wait()
            if script.error is not None:
                raise script.error
            for name, content in script.files.items():
                (folder / name).write_bytes(content)
        finally:
            self.running -= 1
            self.closed.append(release.url)


class Bench:
    """A worker with everything it needs; its state and its files are below `root`."""

    def __init__(
        self, root: Path, *downloaders: Downloader, clock: FakeClock | None = None
    ) -> None:
        self.clock = clock or FakeClock()
        self.events: list[Event] = []
        self.settings = WorkerSettings()
        self.store = Store.open(root / "state", now=self.clock.now)
        self.queue = make_queue(self.clock, self.store.table("queue"), self.events.append)
        self.shops = Shops()
        self.shelves = Shelves(root / "library")
        self.player = Player()
        self.downloaders = downloaders or (self.player,)
        self.finished: list[Download] = []
        self.disk = Disk(self.clock)
        self.worker = self._worker()
        self._task: asyncio.Task[None] | None = None

    def _worker(self) -> Worker:
        self.gate = Gate(places=self.shelves, settings=lambda: self.settings, clock=self.clock)
        self.meter = Meter(clock=self.clock, publish=self.events.append)
        self.hosts = Hosts(self.clock, per_host=32)
        self.attempt = Attempt(
            sources=self.shops,
            places=self.shelves,
            downloaders=self.downloaders,
            disk=self.disk,
            hosts=self.hosts,
            clock=self.clock,
        )
        return Worker(
            queue=self.queue,
            attempt=self.attempt,
            outcome=Outcome(
                queue=self.queue,
                record=self._record,
                settings=lambda: self.settings,
                clock=self.clock,
                jitter=lambda: 0.5,
            ),
            gate=self.gate,
            meter=self.meter,
            turns=Turns(
                queue=self.queue,
                hosts=self.hosts,
                whence=self.shops.whence,
                concurrent=lambda: self.settings.concurrent,
            ),
            leftovers=Leftovers(
                queue=self.queue, attempt=self.attempt, gate=self.gate, clock=self.clock
            ),
            clock=self.clock,
        )

    async def _record(self, download: Download, release: Release) -> None:
        self.finished.append(download)

    def add(self, *numbers: int, **fields: object) -> list[str]:
        return [
            self.queue.add(item(number), title="The Lamp Post", **fields).id  # type: ignore[arg-type]
            for number in numbers
        ]

    def start(self) -> None:
        self._task = asyncio.create_task(self.worker.run())

    async def stop(self) -> None:
        self.worker.stop()
        if self._task is not None:
            await self._task
        self.store.close()

    async def until(self, condition: Callable[[], object]) -> None:
        """Let things happen, without time passing on the clock, until it is so."""
        for _ in range(5000):
            if condition():
                return
            await asyncio.sleep(0.001)
        raise AssertionError("it never came to that")

    async def until_failed(self, id: str) -> Download:
        """Until a try has failed; the answer is what the queue has of it then."""
        await self.until(
            lambda: self.queued[id].error and self.queued[id].state is not DownloadState.DOWNLOADING
        )
        return self.queued[id]

    @property
    def queued(self) -> dict[str, Download]:
        return {download.id: download for download in self.queue.downloads()}

    def happened(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.events)
