"""The numbers in the tvshow.nfo of series folders: files of strangers, read with every limit."""

import logging
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import PurePath

from aniworldd.errors import InvalidRequest, LibraryAway
from aniworldd.library import beneath
from aniworldd.library.root import Root
from aniworldd.naming import ids
from aniworldd.naming.ids import Id
from aniworldd.net import documents
from aniworldd.net.documents import DocumentError, Element

logger = logging.getLogger(__name__)

NAME = "tvshow.nfo"

_LONGEST = 512 * 1024  # bytes; Kodi's own have 20 KiB at most
_END = b"</tvshow>"  # a link may follow
_ELEMENTS = {  # besides `uniqueid`, as Kodi and Jellyfin write them
    "imdbid": "imdb",
    "imdb_id": "imdb",
    "tmdbid": "tmdb",
    "tvdbid": "tvdb",
}


def read(root: Root, folders: Iterable[str], moved: Callable[[], None]) -> dict[str, frozenset[Id]]:
    """By folder, of those that have such numbers; `moved` is called for each.

    Raises `LibraryAway`.
    """
    found = {}
    for folder in folders:
        moved()
        content = _content(root, folder)
        if content is not None and (numbers := understand(content, folder)):
            found[folder] = numbers
    return found


def understand(content: bytes, folder: str) -> frozenset[Id]:
    """The numbers in an NFO; none when it cannot be read."""
    end = content.rfind(_END)
    try:
        show = documents.xml(content[: end + len(_END)] if end >= 0 else content, folder)
    except DocumentError as error:
        logger.info("An NFO says nothing: %s", error)
        return frozenset()
    numbers = map(_id, show.children()) if show.name == "tvshow" else ()
    return frozenset(filter(None, numbers))


def _id(element: Element) -> Id | None:
    whose = _ELEMENTS.get(element.name, "")
    if element.name == "uniqueid":
        whose = (element.attribute("type") or "").lower()
    number = element.text()
    return ids.read(whose, number)


def _content(root: Root, folder: str) -> bytes | None:
    """None when there is none that may be read."""
    try:
        fd = beneath.open_file(root.fd, PurePath(folder, NAME), os.O_RDONLY)
    except InvalidRequest:  # no name that we could have been given by a listing
        return None
    except OSError as error:
        if error.errno in beneath.NOT_THERE:
            return None
        raise LibraryAway(f"{folder}/{NAME} cannot be read: {error.strerror}") from error
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST:
            return None
        return os.pread(fd, _LONGEST, 0)
    except OSError as error:
        raise LibraryAway(f"{folder}/{NAME} cannot be read: {error.strerror}") from error
    finally:
        os.close(fd)
