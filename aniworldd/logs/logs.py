"""The handlers of this process: set up once, and changed as the config changes."""

import logging
import os
import sys
from collections.abc import Collection
from pathlib import Path

from aniworldd.config.settings import Logging
from aniworldd.logs.files import Apart, Turned
from aniworldd.logs.formats import Human, Journal, Json
from aniworldd.logs.hiding import Hiding
from aniworldd.logs.recent import Recent

logger = logging.getLogger(__name__)

_FILE = 10 * 1024**2  # bytes
_TALKATIVE = ("aiohttp.access", "watchfiles", "schedule", "asyncio")


class Logs:
    """Lines go to stderr, to the file of the config, and the last ones stay in memory."""

    def __init__(self, folder: Path, stream: str = "") -> None:
        self._folder = folder  # where a relative file name begins
        self._stream = stream  # $JOURNAL_STREAM
        self._hiding = Hiding()
        self._stderr = logging.StreamHandler(sys.stderr)
        self._file: Apart | None = None
        self._settings: Logging | None = None
        self._trouble = ""
        self.recent = Recent(self._hiding)

    @property
    def trouble(self) -> str:
        """What is wrong with the log file; empty when nothing is."""
        if self._file is not None and self._file.target.troubled:
            return f"lines are lost: {self._file.target.baseFilename} cannot be written"
        return self._trouble

    def open(self, settings: Logging, secrets: Collection[str]) -> None:
        """Take over the process's logging."""
        root = logging.getLogger()
        for handler in root.handlers[:]:
            root.removeHandler(handler)
        root.addHandler(self._stderr)
        root.addHandler(self.recent)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        self.apply(settings, secrets)

    def apply(self, settings: Logging, secrets: Collection[str]) -> None:
        """Have these in force from the next line on."""
        self._hiding.know(secrets)
        if settings == self._settings:
            return
        self._settings = settings
        root = logging.getLogger()
        root.setLevel(settings.level)
        self._stderr.setFormatter(self._format(settings.format, dated=False))
        before, self._file, self._trouble = self._file, None, ""
        if before is not None:
            root.removeHandler(before)
            before.close()
        if settings.file is not None:
            self._open_file(self._folder / settings.file, settings)

    def close(self) -> None:
        """Every line of the file is written; stderr stays."""
        if self._file is not None:
            logging.getLogger().removeHandler(self._file)
            self._file.close()
            self._file = None

    def _open_file(self, path: Path, settings: Logging) -> None:
        try:
            target = Turned(
                path, max_bytes=settings.max_bytes or _FILE, backup_count=settings.backup_count
            )
        except OSError as error:
            self._trouble = f"the log file {path} cannot be opened: {error.strerror}"
            logger.error("%s", self._trouble)
            return
        target.setFormatter(self._format(settings.format, dated=True))
        self._file = Apart(target)
        logging.getLogger().addHandler(self._file)

    def _format(self, name: str, *, dated: bool) -> logging.Formatter:
        if name == "json":
            return Json(self._hiding)
        if not dated and (name == "journal" or (name == "auto" and self._to_the_journal())):
            return Journal(self._hiding)
        return Human(self._hiding, dated=dated)

    def _to_the_journal(self) -> bool:
        """Whether stderr is the journal, which has its own time stamps."""
        if not self._stream:
            return False
        try:
            status = os.fstat(sys.stderr.fileno())
        except (OSError, ValueError):
            return False
        return self._stream == f"{status.st_dev}:{status.st_ino}"
