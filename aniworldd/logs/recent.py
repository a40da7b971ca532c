"""The last log lines, kept in memory for the page and the API."""

import logging
from collections import deque
from datetime import UTC, datetime

from aniworldd.logs import formats
from aniworldd.logs.hiding import Hiding
from aniworldd.overview.system import LogRow

KEPT = 500  # lines
_LONGEST = 1000  # signs of one


class Recent(logging.Handler):
    """Bounded: what is older than the last `KEPT` lines is forgotten."""

    def __init__(self, hiding: Hiding) -> None:
        super().__init__()
        self._hiding = hiding
        self._lines: deque[tuple[LogRow, int]] = deque(maxlen=KEPT)
        self._number = 0

    def emit(self, record: logging.LogRecord) -> None:
        self._number += 1
        text = formats.message(record, self._hiding)
        line = LogRow(
            self._number,
            datetime.fromtimestamp(record.created, UTC),
            record.levelname.lower(),
            text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
        )
        self._lines.append((line, record.levelno))

    def lines(self, *, level: int = logging.DEBUG, after: int = 0) -> tuple[LogRow, ...]:
        """The newest last: those of at least this level, and of a higher number."""
        return tuple(
            line for line, its in tuple(self._lines) if its >= level and line.number > after
        )
