"""A real library root in a real folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.library.root import Root
from tests.library.roots import open_at


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "anime"
    directory.mkdir()
    return directory


@pytest.fixture
def root(directory: Path) -> Iterator[Root]:
    with open_at(directory) as root:
        yield root
