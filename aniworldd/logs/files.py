"""A log file that is turned over; a disk that is slow or full holds nobody up."""

import logging
import os
import queue
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from threading import Thread

_WAITING = 10_000  # lines that may wait for the disk
_RIGHTS = 0o640
_PATIENCE = 2.0  # seconds for what waits, at the end


class Turned(RotatingFileHandler):
    """One file and its forerunners, `.1` being the newest of them."""

    def __init__(self, path: Path, *, max_bytes: int, backup_count: int) -> None:
        """Raises `OSError`."""
        self.troubled = False
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(
            path, maxBytes=max_bytes, backupCount=backup_count, encoding="utf-8", errors="replace"
        )

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _RIGHTS)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        self.troubled = False
        super().emit(record)

    def close(self) -> None:
        with suppress(OSError):  # what could not be written was told
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """A line that cannot be written is lost; stderr has it, too."""
        self.troubled = True


class _Writer(QueueListener):
    """Asked to end, it takes what waits first, however full the queue is."""

    def __init__(self, waiting: "queue.Queue[logging.LogRecord | None]", target: Turned) -> None:
        super().__init__(waiting, target)
        self._waiting = waiting

    def enqueue_sentinel(self) -> None:
        self._waiting.put(None)


class Apart(QueueHandler):
    """Leaves lines to a thread that writes them; when too many wait, the newest are lost."""

    def __init__(self, target: Turned) -> None:
        waiting: queue.Queue[logging.LogRecord | None] = queue.Queue(_WAITING)
        super().__init__(waiting)
        self.target = target
        self._listener = _Writer(waiting, target)
        self._listener.start()

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """As it is: the formatter of the file words it."""
        return record

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        self.target.troubled = True

    def close(self) -> None:
        """What waits is written; what the disk does not take in time is lost."""
        ending = Thread(target=self._end, name="end of a log file", daemon=True)
        ending.start()
        ending.join(_PATIENCE)
        super().close()

    def _end(self) -> None:
        self._listener.stop()
        self.target.close()
