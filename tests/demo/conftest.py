"""The catalogue on loopback, with a clock that only adds up how long it was waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request

from aniworldd.demo import catalogue, titles
from aniworldd.demo.shelf import Shelf

Client = TestClient[Request, Application]


class PatientClock:
    """Nobody waits; `slept` is how long it would have been, in seconds.

    With `steps` set, each sleeper needs one.
    """

    def __init__(self) -> None:
        self.slept = 0.0
        self.steps: asyncio.Semaphore | None = None

    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.slept

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        if self.steps is not None:
            await self.steps.acquire()
        await asyncio.sleep(0)


@pytest.fixture
def shelf() -> Shelf:
    return titles.invented()


@pytest.fixture
def clock() -> PatientClock:
    return PatientClock()


@pytest.fixture
async def client(
    shelf: Shelf,
    clock: PatientClock,
    aiohttp_client: Callable[[Application], Awaitable[Client]],
) -> Client:
    return await aiohttp_client(catalogue.build(shelf, clock))
