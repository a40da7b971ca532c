"""What is in the watched folders, looked at so that looking itself rouses nobody."""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_REUSED = 12  # looks that one listing of a folder serves

Identity = tuple[str, int, int]  # path, device, inode


@dataclass(slots=True)
class _Listing:
    facts: tuple[int, int, int]  # of the folder itself: device, inode, time of change
    names: tuple[str, ...]  # whole paths
    left: int  # looks that it still serves


class Looks:
    """Tells one look at folders from another.

    Listing a folder opens it, which the system tells whoever watches it: ourselves. So a listing
    serves again while the folder's own time of change stays: for a minute at most, and not before a
    second one found the same, because some file systems count whole seconds.
    """

    def __init__(self) -> None:
        self._listings: dict[Path, _Listing] = {}

    def look(self, folders: Collection[Path]) -> int:
        """A number that changes with each folder, name, size, time of change, inode. Blocking."""
        found = 0
        for folder in folders:
            listing = self._listing(folder)
            if listing is None:
                continue
            found += hash((folder, listing.facts[:2]))  # it may be empty
            for name in listing.names:
                with suppress(OSError):
                    facts = os.stat(name)  # noqa: PTH116 (thousands of them, every few seconds)
                    entry = name, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino
                    found += hash(entry)
        return found

    def _listing(self, folder: Path) -> _Listing | None:
        """None when it is not there."""
        listing = self._listings.pop(folder, None)
        try:
            own = folder.stat()
            facts = own.st_dev, own.st_ino, own.st_mtime_ns
            if listing is None or listing.facts != facts:
                listing = _Listing(facts, _list(folder), 0)
            elif listing.left == 0:
                listing = _Listing(facts, _list(folder), _REUSED)
            else:
                listing.left -= 1
        except OSError:
            return None
        self._listings[folder] = listing
        return listing


def with_parents(folders: Collection[Path]) -> tuple[Identity, ...]:
    """Those that are there, and which folders they are now."""
    wanted = {path for folder in folders for path in (folder, folder.parent)}
    found = []
    for path in sorted(wanted):
        with suppress(OSError):
            facts = path.stat()
            if path.is_dir():
                found.append((str(path), facts.st_dev, facts.st_ino))
    return tuple(found)


def changed_at(paths: Iterable[Path], folders: Iterable[Path], before: float) -> float:
    """The last change before that time of these and of what is in the folders; 0 for none.

    Seconds of the epoch. Blocking.
    """
    found = [0.0]
    for path in paths:
        with suppress(OSError):  # one that came or went just now is told anyway
            found += _times(path.stat(), before)
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    found += _times(entry.stat(), before)
    return max(found)


def _times(facts: os.stat_result, before: float) -> Iterator[float]:
    """Of its bytes, and of its name: one that was moved in has bytes that are old."""
    return (at for at in (facts.st_mtime, facts.st_ctime) if at <= before)


def _list(folder: Path) -> tuple[str, ...]:
    with os.scandir(folder) as entries:
        return tuple(entry.path for entry in entries)
