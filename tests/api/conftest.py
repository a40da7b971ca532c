"""The Aniworld API of the real daemon, in this process, on the demo's stage, over real HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import orjson
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from aniworldd.accounts.door import Origin
from aniworldd.demo.shelf import Shelf
from aniworldd.demo.titles import invented
from aniworldd.model.account import Role
from tests.daemon.conftest import World, world  # noqa: F401  a fixture

PASSWORD = "Kettle-7-Harbour"
_HERE = Origin("127.0.0.1")


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return orjson.loads(self.body)

    def one(self) -> dict[str, object]:
        """The body, which is an object."""
        found = self.json
        assert isinstance(found, dict), found
        return found

    def rows(self) -> list[dict[str, object]]:
        """The body, which is a list of objects."""
        found = self.json
        assert isinstance(found, list), found
        return found


class Api(World):
    """A world whose daemon is asked over HTTP, as an administrator unless told otherwise."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        super().__init__(folder, shelf)
        self._tokens: dict[Role, str] = {}
        self._web = AsyncExitStack()
        self._session: ClientSession | None = None

    async def begin(self) -> None:
        """Start the daemon, which nobody has set up."""
        await self.start()
        self._session = await self._web.enter_async_context(ClientSession())

    async def open(self) -> None:
        """Start the daemon; whoever asks is let in from now on."""
        await self.begin()
        accounts, door = self.daemon.parts.entrance.door.accounts, self.daemon.parts.entrance.door
        for role in Role:
            account = await accounts.create(role.value, PASSWORD, role)
            self._tokens[role] = (await door.enter(account, _HERE)).token

    async def restart(self) -> None:
        """Who was let in stays so."""
        await self.stop()
        await self.start()

    async def close(self) -> None:
        await self._web.aclose()
        await self.stop()

    def token(self, role: Role = Role.ADMIN) -> str:
        return self._tokens[role]

    @property
    def session(self) -> ClientSession:
        assert self._session is not None, "the daemon does not run"
        return self._session

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        role: Role | None = Role.ADMIN,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        """What a call is answered with; without a role nobody in particular asks."""
        given = dict(headers or {})
        data = None if body is None and raw is None else BytesIO(raw or orjson.dumps(body))
        if role:
            given["Authorization"] = f"Bearer {self.token(role)}"
        if data is not None:
            given.setdefault("Content-Type", "application/json")
        url = f"{self.daemon.address.rstrip('/')}{path}"
        async with self.session.request(method, url, data=data, headers=given) as answer:
            return Reply(answer.status, answer.headers, await answer.read())

    async def get(
        self,
        path: str,
        *,
        role: Role | None = Role.ADMIN,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        return await self.ask("GET", path, role=role, headers=headers)

    async def post(
        self, path: str, body: object = None, *, role: Role | None = Role.ADMIN
    ) -> Reply:
        return await self.ask("POST", path, body, role=role)

    async def socket(self, path: str) -> ClientWebSocketResponse:
        """A socket, open until the end of the test."""
        url = f"{self.daemon.address.rstrip('/')}{path}"
        return await self._web.enter_async_context(self.session.ws_connect(url))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Api]:
    """The catalogue is there; the daemon is not started yet."""
    made = Api(tmp_path / "demo", invented())
    async with made.stage:
        yield made
        await made.close()


@pytest.fixture
async def api(stage: Api) -> Api:
    """The daemon runs, with nothing wished for, and downloads nothing by itself."""
    stage.configure(("auto_download_after_rescan: true", "auto_download_after_rescan: false"))
    await stage.open()
    return stage


@pytest.fixture
async def unset(stage: Api) -> Api:
    """The daemon runs for the first time, and nobody has set it up."""
    await stage.begin()
    return stage
