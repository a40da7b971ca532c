"""The application on a real loopback port, over made-up reads."""

from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from aniworldd.bus import Bus
from aniworldd.model.account import Role
from aniworldd.web.app import build
from aniworldd.web.keys import Limits
from tests.fake_clock import FakeClock
from tests.web import doors
from tests.web.doors import House
from tests.web.worlds import FakeAnswering, FakeReads, make_desk, make_now

# The browser's driver is an extra of its own; `-m browser` finds nothing, and fails, without it.
collect_ignore_glob = [] if find_spec("playwright") else ["test_browser*.py"]

Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def reads() -> FakeReads:
    return FakeReads(make_now())


@pytest.fixture
def answering() -> FakeAnswering:
    return FakeAnswering()


@pytest.fixture
def pressed() -> list[str]:
    """What the buttons of the queue have done."""
    return []


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    """Whom the application lets in; nobody yet."""
    with doors.house(tmp_path / "state", clock) as house:
        yield house


@pytest.fixture
def serve(
    aiohttp_client: AiohttpClient,
    reads: FakeReads,
    bus: Bus,
    clock: FakeClock,
    house: House,
    answering: FakeAnswering,
    pressed: list[str],
) -> Serve:
    async def start(limits: Limits | None = None, *, role: Role | None = Role.ADMIN) -> Client:
        """A client that is logged in with this role, or a stranger to an application set up."""
        await house.set_up()
        app = build(
            *(reads, bus, clock, "1.2.3", house.entrance, make_desk(answering, pressed), limits),
        )
        token = f"Bearer {await house.token(role)}" if role else ""
        return await aiohttp_client(app, headers={"Authorization": token} if token else None)

    return start


@pytest.fixture
async def client(serve: Serve) -> Client:
    """Logged in, as an administrator."""
    return await serve()


@pytest.fixture
async def stranger(serve: Serve) -> Client:
    """Not logged in."""
    return await serve(role=None)
