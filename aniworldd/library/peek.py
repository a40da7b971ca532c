"""A look at the library for commands: reads disk and state, and writes neither."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from aniworldd.errors import LibraryAway
from aniworldd.library import brake
from aniworldd.library.known import Known, by_folder, shelve
from aniworldd.library.library import moved_from
from aniworldd.library.root import Machine, RootMemory, open_root
from aniworldd.library.scan import Scan, scan
from aniworldd.library.shelf import Shelf
from aniworldd.store import Store

_MEMORY = TypeAdapter(RootMemory)
_QUESTION = TypeAdapter(brake.Question)


def peek(store: Store, directory: Path, titles: Mapping[str, str], now: datetime) -> Shelf:
    """The shelf as the daemon's next scan would find it; `titles` is folder -> known name."""
    known = Known(store)
    try:
        found = _scan(store, directory, titles, now)
    except LibraryAway as error:
        return Shelf(files=known.files, away=str(error), away_since=now)
    before = store.table("library").find("question")
    question = brake.judge(
        set(known.found),
        {file.path for file in found.files},
        _QUESTION.validate_python(before) if before else None,
        now,
    )
    kept = known.found.values() if question else ()
    folders = by_folder([*kept, *found.files])
    return Shelf(
        folders=found.folders,
        files={folder: shelve(files.values(), known.language) for folder, files in folders.items()},
        gone=question.gone if question else frozenset(),
        shrunk_since=question.since if question else None,
        moved_from=moved_from(store) if question else "",
    )


def _scan(store: Store, directory: Path, titles: Mapping[str, str], now: datetime) -> Scan:
    stored = store.table("library").find("root")
    if stored is None or stored["directory"] != str(directory):
        raise LibraryAway(f"no daemon has looked at {directory} yet; aniworldd run does")
    memory = _MEMORY.validate_python(stored)
    with open_root(
        directory, memory, machine=Machine.observe(), new_id=lambda: memory.id, now=now
    ) as root:
        return scan(root, titles, Scan(), now)
