"""What lies in a folder that is to be the library, before it is."""

import os
from collections.abc import Collection
from pathlib import Path

from aniworldd.errors import LibraryAway


def matched(directory: Path, folders: Collection[str]) -> int:
    """How many of these series' folders are in it; blocking, raises `LibraryAway`."""
    try:
        with os.scandir(directory) as entries:
            return sum(entry.name in folders and entry.is_dir() for entry in entries)
    except OSError as error:
        raise LibraryAway(f"{directory} cannot be read: {error.strerror}") from error
