"""A log of the whole process that is taken back after the test."""

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.config.settings import Logging
from aniworldd.logs.logs import Logs


class Logbook:
    """Logs whose stderr is read by the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stderr = sys.stderr
        self._written = sys.stderr = io.StringIO()
        self.logs = Logs(folder)
        self.logger = logging.getLogger("aniworldd.tests")

    def open(self, *secrets: str, **settings: object) -> None:
        self.logs.open(Logging.model_validate(settings), secrets)

    @property
    def lines(self) -> list[str]:
        return self._written.getvalue().split("\n")[:-1]

    def close(self) -> None:
        self.logs.close()
        sys.stderr = self._stderr


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    book = Logbook(tmp_path)
    yield book
    book.close()
    root.handlers[:] = handlers
    root.setLevel(level)
