"""What the NFOs of series folders say, read again only when a folder has changed."""

from collections.abc import Callable, Iterable, Mapping

from aniworldd.library import nfo
from aniworldd.library.access import Access
from aniworldd.library.adopt import Ids
from aniworldd.library.scan import Scan
from aniworldd.naming.ids import Id


class Described:
    """Reads in the disk's threads; `moved` is called for each file."""

    def __init__(self, access: Access, moved: Callable[[], None]) -> None:
        self._access = access
        self._moved = moved
        self._known: Mapping[str, tuple[int, frozenset[Id]]] = {}  # with the folder's stamp

    async def ids(self, folders: Iterable[str], scan: Scan) -> Ids:
        """The numbers of each of these folders that has some; raises `LibraryAway`."""
        stamps = {folder: scan.leaves[folder].stamp for folder in folders if folder in scan.leaves}
        known = {
            folder: self._known[folder]
            for folder, stamp in stamps.items()
            if stamp and folder in self._known and self._known[folder][0] == stamp
        }
        unread = [folder for folder in stamps if folder not in known]
        read = (
            await self._access.run(lambda root: nfo.read(root, unread, self._moved))
            if unread
            else {}
        )
        fresh = {folder: (stamps[folder], read.get(folder, frozenset())) for folder in unread}
        self._known = {**known, **fresh}
        return {folder: found for folder, (_, found) in self._known.items() if found}
