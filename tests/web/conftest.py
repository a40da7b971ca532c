"""The application on a real loopback port, over made-up reads."""

from collections.abc import Awaitable, Callable
from importlib.util import find_spec

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from aniworldd.bus import Bus
from aniworldd.web.app import build
from aniworldd.web.keys import Limits
from tests.fake_clock import FakeClock
from tests.web.worlds import FakeReads, make_now

# The browser's driver is an extra of its own; `-m browser` finds nothing, and fails, without it.
collect_ignore = [] if find_spec("playwright") else ["test_browser.py"]

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
def serve(aiohttp_client: AiohttpClient, reads: FakeReads, bus: Bus, clock: FakeClock) -> Serve:
    async def start(limits: Limits | None = None) -> Client:
        return await aiohttp_client(build(reads, bus, clock, "1.2.3", limits))

    return start


@pytest.fixture
async def client(serve: Serve) -> Client:
    return await serve()
