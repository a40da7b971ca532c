from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.providers.archive import Settings, build
from aniworldd.providers.archive.provider import ArchiveProvider
from tests.providers.archive.standin import Archive
from tests.providers.served import serving


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[tuple[Archive, ArchiveProvider]]:
    async with serving(tmp_path, "application/json") as (served, tools):
        settings = Settings(kind="archive", link=served.url)
        yield Archive(served), build("archive.org", settings, tools)


@pytest.fixture
def archive(world: tuple[Archive, ArchiveProvider]) -> Archive:
    return world[0]


@pytest.fixture
def provider(world: tuple[Archive, ArchiveProvider]) -> ArchiveProvider:
    return world[1]
