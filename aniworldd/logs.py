"""Where log lines go and what they look like; set up once, from the config."""

import logging
import os
import sys

_PRIORITIES = {
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}
_ESCAPES = {number: f"\\x{number:02x}" for number in (*range(32), 127) if number != 10}


def set_up(level: str) -> None:
    """Log to stderr: for the journal with `<N>` priorities and no time, else for a person."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JournalFormatter() if _journal() else _HumanFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    logging.getLogger("schedule").setLevel(logging.WARNING)


def _journal() -> bool:
    """Whether stderr is the journal, which has its own time stamps."""
    stream = os.environ.get("JOURNAL_STREAM", "")
    if not stream:
        return False
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return stream == f"{status.st_dev}:{status.st_ino}"


class _HumanFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).translate(_ESCAPES)


class _JournalFormatter(logging.Formatter):
    """Each line with its priority, also those of a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        priority = _PRIORITIES.get(record.levelno, 6)
        lines = super().format(record).translate(_ESCAPES).split("\n")
        return "\n".join(f"<{priority}>{line}" for line in lines)
