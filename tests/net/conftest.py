"""A faulty server and clients that may ask it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.net.cache import PageCache
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from tests.faults.server import FaultyServer


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with FaultyServer() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """One that may ask 127.0.0.1 and waits for nothing."""
    clock = SystemClock()
    made = Client(
        policy=AddressPolicy(["127.0.0.1"]),
        pace=Pace(clock, delay=0, at_once=8),
        cache=None,
        clock=clock,
    )
    yield made
    await made.close()


@pytest.fixture
async def make_client(tmp_path: Path) -> AsyncIterator[Callable[..., Client]]:
    """The same with parts of one's own."""
    made: list[Client] = []

    def make(
        *,
        allowed: tuple[str, ...] = ("127.0.0.1",),
        pace: Pace | None = None,
        cached: bool = False,
        **parts: object,
    ) -> Client:
        clock = SystemClock()
        cache = PageCache(tmp_path / "pages") if cached else None
        arguments = {"clock": clock, **parts}
        client = Client(
            policy=AddressPolicy(allowed),
            pace=pace or Pace(clock, delay=0, at_once=8),
            cache=cache,
            **arguments,  # type: ignore[arg-type]
        )
        made.append(client)
        return client

    yield make
    for each in made:
        await each.close()
