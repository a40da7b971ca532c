"""A look at the library for commands: reads disk and state, and writes neither."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from aniworldd.clock import Clock
from aniworldd.disk import patiently
from aniworldd.errors import LibraryAway
from aniworldd.library import brake, nfo
from aniworldd.library.adopt import Ids
from aniworldd.library.known import Known, by_folder, shelve
from aniworldd.library.library import moved_from
from aniworldd.library.root import Machine, Root, RootMemory, open_root
from aniworldd.library.scan import Scan, scan
from aniworldd.library.shelf import Shelf
from aniworldd.library.swaps import recycled
from aniworldd.store import Store

_MEMORY = TypeAdapter(RootMemory)
_QUESTION = TypeAdapter(brake.Question)


@dataclass(frozen=True, slots=True)
class Peeked:
    shelf: Shelf
    ids: Ids = field(default_factory=dict)
    free: int = 0  # bytes


def peek(
    store: Store,
    directory: Path,
    titles: Mapping[str, str],
    unclaimed: Callable[[frozenset[str]], Iterable[str]],
    clock: Clock,
) -> Peeked:
    """The shelf as the daemon's next scan would find it; `titles` is folder -> known name.

    And what the NFOs say of the folders that `unclaimed` names.
    """
    known, now = Known(store), clock.now()

    def look(moved: Callable[[], None]) -> tuple[Scan, Ids, int]:
        with _open(store, directory, now) as root:
            found = scan(root, titles, Scan(), now, moved)
            return found, nfo.read(root, unclaimed(found.folders), moved), root.free()

    try:
        found, ids, free = patiently(look, clock)
    except LibraryAway as error:
        return Peeked(Shelf(files=known.files, away=str(error), away_since=now))
    before = store.table("library").find("question")
    question = brake.judge(
        set(known.found),
        {file.path for file in found.files},
        _QUESTION.validate_python(before) if before else None,
        now,
    )
    kept = known.found.values() if question else ()
    folders = by_folder([*kept, *found.files])
    shelf = Shelf(
        folders=found.folders,
        files={folder: shelve(files.values(), known.language) for folder, files in folders.items()},
        gone=question.gone if question else frozenset(),
        shrunk_since=question.since if question else None,
        moved_from=moved_from(store) if question else "",
        unread=found.unread,
        recycled=recycled(store),
    )
    return Peeked(shelf, ids, free)


def _open(store: Store, directory: Path, now: datetime) -> Root:
    stored = store.table("library").find("root")
    if stored is None or stored["directory"] != str(directory):
        raise LibraryAway(f"no daemon has looked at {directory} yet; aniworldd run does")
    memory = _MEMORY.validate_python(stored)
    return open_root(
        directory, memory, machine=Machine.observe(), new_id=lambda: memory.id, now=now
    )
