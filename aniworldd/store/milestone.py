"""A file of the state folder that only says that something happened, apart from all tables."""

import logging
from datetime import datetime
from pathlib import Path

from aniworldd.store.files import Disk, Files, write_all
from aniworldd.store.folder import failure

logger = logging.getLogger(__name__)


class Milestone:
    """Made once. Nobody else can make it meanwhile: whoever opens the state holds its folder."""

    def __init__(self, folder: Path, name: str, *, files: Files | None = None) -> None:
        self._folder = folder
        self._path = folder / name
        self._files = files or Disk()

    def there(self) -> bool:
        """Also true when it cannot be told, and for whatever else has its name."""
        try:
            self._files.facts(self._path)
        except FileNotFoundError:
            return False
        except OSError as error:
            logger.error("Cannot look for %s: %s", self._path, error.strerror)
        return True

    def make(self, at: datetime) -> bool:
        """Return once it survives a power cut; false when it was there. Raises `StoreError`."""
        if self.there():
            return False
        try:
            descriptor = self._files.open(self._path, create=True)
            try:
                write_all(self._files, descriptor, f"{at.isoformat()}\n".encode(), 0)
                self._files.sync(descriptor)
            finally:
                self._files.close(descriptor)
            self._files.sync_folder(self._folder)
        except OSError as error:
            raise failure(f"{self._path.name} cannot be made", self._folder, error) from error
        return True
