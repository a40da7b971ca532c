"""The real daemon in this process, on the demo's stage, over real sockets and a real clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import ClientSession

from aniworldd.accounts.door import Origin
from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import plugs, written
from aniworldd.daemon.run import Running, running
from aniworldd.demo.shelf import Shelf
from aniworldd.demo.stage import Stage
from aniworldd.demo.titles import invented
from aniworldd.model.account import Role
from aniworldd.overview.records import ItemRow, Now, TitleRow
from tests.present import digest, parts, visible

T = TypeVar("T")

KETTLE = "die-teekesselritter"
CHAIR = "buerostuhl-galaxis"


class World:
    """A stage with its catalogue; the daemon is started, ended and started again by tests."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self.folder = folder
        self.shelf = shelf
        self.stage = Stage(folder, shelf, SystemClock())
        self._life = AsyncExitStack()
        self._daemon: Running | None = None

    @property
    def daemon(self) -> Running:
        assert self._daemon is not None, "the daemon does not run"
        return self._daemon

    async def start(self) -> None:
        where = places.find(self.stage.config, {})
        begin = written.start(where, plugs.PLUGS)
        self._life = AsyncExitStack()
        self._daemon = await self._life.enter_async_context(running(begin, where, SystemClock()))

    async def stop(self) -> None:
        self._daemon = None
        await self._life.aclose()

    def configure(self, *changes: tuple[str, str]) -> None:
        """Replace text in the config, as an editor would."""
        text = self.stage.config.read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        self.stage.config.write_text(text, "utf-8")

    def wish(self, key: str, more: str = "") -> Path:
        """Drop a watch file with more lines than the link."""
        path = self.stage.watchlist / f"{key}.yaml"
        path.write_text(f"link: {self.stage.url}/anime/stream/{key}\n{more}", "utf-8")
        return path

    async def page(self, path: str = "") -> str:
        """What a browser that is logged in is shown there."""
        door, here = self.daemon.parts.entrance.door, Origin("127.0.0.1")
        account = door.accounts.named("")
        if account is None:
            account = await door.accounts.create("admin", "Kettle-7-Harbour", Role.ADMIN)
        token = (await door.enter(account, here)).token
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.daemon.address}{path}"
        async with ClientSession(headers=headers) as session, session.get(url) as answer:
            return await answer.text()

    def now(self) -> Now:
        return self.daemon.parts.view.now()

    def title(self, key: str) -> TitleRow | None:
        rows = [row for row in self.now().titles if row.key == key]
        return self.daemon.parts.view.title(key) if rows else None

    def item(self, key: str, code: str) -> ItemRow | None:
        row = self.title(key)
        return next((item for item in row.items if item.code == code), None) if row else None

    async def sees(self, look: Callable[[], T], *, seconds: float = 60.0) -> T:
        """Wait until `look` gives something true, and answer it."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := look()):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pytest.fail(f"not seen in {seconds} s; the page says: {self.now().headline}")
        return found

    async def why(self, key: str, code: str, reason: str, *, seconds: float = 60.0) -> str:
        """Wait until this is the reason; the answer is its sentence."""

        def look() -> ItemRow | None:
            item = self.item(key, code)
            return item if item is not None and item.reason == reason else None

        found = await self.sees(look, seconds=seconds)
        assert found is not None
        return found.why

    def files(self) -> dict[str, str]:
        """Every file in the library that is not hidden, with its SHA-256."""
        library = self.stage.library
        return {
            str(path.relative_to(library)): digest(path.read_bytes()) for path in visible(library)
        }

    def parts(self) -> list[Path]:
        """The files of downloads under way."""
        return parts(self.stage.library)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The catalogue is there; the daemon is not started yet."""
    world = World(tmp_path / "demo", invented())
    async with world.stage:
        yield world
        await world.stop()
