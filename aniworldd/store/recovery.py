"""Unlocking a state that could not be read: a person's decision, taken with the daemon stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aniworldd.errors import StoreError
from aniworldd.store import opening, reading
from aniworldd.store.files import Disk, Files
from aniworldd.store.folder import failure, hold, stamp
from aniworldd.store.opening import Loss


@dataclass(frozen=True, slots=True)
class Recovery:
    """What there is to go on with: documents in each table, and the files put aside."""

    documents: Mapping[str, int]
    losses: tuple[Loss, ...]


def recover(folder: Path, *, now: Callable[[], datetime], files: Files | None = None) -> Recovery:
    """Start from what can be read, and keep every file that could not.

    Raises `AlreadyRunning`, and `StoreError` when the state is not locked or cannot be written.
    """
    files = files or Disk()
    lock, known = hold(files, folder)
    try:
        if not reading.read(files, folder, known=known).locked:
            raise StoreError(f"the state in {folder} can be read: there is nothing to recover")
        found = reading.salvage(files, folder)
        losses = opening.mend(files, folder, found, stamp(now()))
    except OSError as error:
        raise failure("the state could not be recovered", folder, error) from error
    finally:
        files.close(lock)
    documents = {name: len(table) for name, table in found.state.tables().items()}
    return Recovery(documents, tuple(losses))
