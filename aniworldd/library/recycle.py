"""A better file takes the place of one that we made; the old one goes to the recycle folder.

No rename ever removes a file: the new one waits in the recycle folder, and both change their names
in one step. Where the file system cannot do that, and where the new file has another name, it
appears beside the old one before that leaves. Whenever power fails one of them is there as a whole,
and `mend` carries it to its end.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from aniworldd.errors import Conflict, LibraryAway
from aniworldd.library import beneath, identity, importer
from aniworldd.library.identity import Identity
from aniworldd.library.root import WORK, Root

FOLDER = PurePath(WORK, "recycle")

_MOST = 1000  # files of one name on one day


@dataclass(frozen=True, slots=True)
class Swap:
    """Which file leaves and which one comes; paths are below the root."""

    old: str
    before: Identity
    recycled: str  # where the old one goes
    via: str  # where the new one appears beside the old one: its own name, unless that has it
    new: str
    after: Identity


def prepare(
    root: Root, old: str, before: Identity, new: PurePath, after: Identity, day: date
) -> Swap:
    """What `swap` would do; raises `Conflict` when the old file is not the one that we made."""
    root.check()
    try:
        if not identity.same(identity.find(root.fd, PurePath(old)), before):
            raise Conflict(
                f"{old} is not as aniworldd made it, so it stays; move it away to have another one"
            )
        wanted = FOLDER / day.isoformat() / old
        recycled = _free(root.fd, beneath.as_it_is(root.fd, wanted.parent) / wanted.name)
        beside = PurePath(old).parent == new.parent and _twin(root.fd, new) == PurePath(old).name
        via = _free(root.fd, new.with_name(f"{new.stem} (new){new.suffix}")) if beside else new
    except OSError as error:
        raise LibraryAway(f"{old} cannot be looked at: {error.strerror}") from error
    return Swap(old, before, str(recycled), str(via), str(new), after)


def swap(root: Root, part: Path, swap: Swap) -> str:
    """Carry it out with a verified part; the answer is where the new file lies.

    Raises as `importer.place`. After a `Conflict` the old file is where it was.
    """
    if swap.via == swap.new:
        importer.place(root, part, PurePath(swap.via))
        return _finish(root, swap)
    importer.place(root, part, PurePath(swap.recycled))
    return _exchange(root, swap)


def mend(root: Root, swap: Swap) -> str:
    """Finish what a kill or an error ended early; "" when the new file had not come that far."""
    root.check()
    try:
        via, new, recycled = (
            identity.same(identity.find(root.fd, PurePath(path)), swap.after)
            for path in (swap.via, swap.new, swap.recycled)
        )
    except OSError as error:
        raise LibraryAway(f"{swap.new} cannot be looked at: {error.strerror}") from error
    if swap.via == swap.new:
        return _finish(root, swap) if via else ""
    if new:
        return _rename(root, swap) if via else swap.new
    if recycled and not via:
        return _exchange(root, swap)
    if recycled:  # interrupted between the new file's two names
        importer.move(root, PurePath(swap.recycled), PurePath(swap.via))
    return _finish(root, swap) if via else ""


def prune(root: Root, recycled: Mapping[str, Identity]) -> None:
    """Remove these, unless somebody has changed them, and the folders that are empty then.

    Raises `LibraryAway`.
    """
    root.check()
    try:
        for path in map(PurePath, recycled):
            if identity.same(identity.find(root.fd, path), recycled[str(path)]):
                with beneath.folder(root.fd, path.parent) as above:
                    beneath.remove(above, path.name)
            _drop_empty(root.fd, path.parent)
    except OSError as error:
        raise LibraryAway(f"{FOLDER} cannot be tidied: {error.strerror}") from error


def _exchange(root: Root, swap: Swap) -> str:
    """The new file lies in the recycle folder, and the old one where it always did."""
    old, recycled = PurePath(swap.old), PurePath(swap.recycled)
    try:
        if not identity.same(identity.find(root.fd, old), swap.before):
            _take_back(root, swap.recycled, swap.after)
            raise Conflict(f"{old} was changed in the last moment, so it stays")
        with (
            beneath.folder(root.fd, recycled.parent) as here,
            beneath.folder(root.fd, old.parent) as there,
        ):
            able = beneath.exchange(here, recycled.name, there, old.name)
            os.fsync(there)
            os.fsync(here)
            if able and not identity.same(identity.find(root.fd, recycled), swap.before):
                beneath.exchange(here, recycled.name, there, old.name)
                _take_back(root, swap.recycled, swap.after)
                raise Conflict(f"{old} was replaced in the last moment, so it stays")
    except OSError as error:
        raise LibraryAway(f"{old} cannot be replaced: {error.strerror}") from error
    if able:
        return swap.old
    importer.move(root, recycled, PurePath(swap.via))
    return _finish(root, swap)


def _finish(root: Root, swap: Swap) -> str:
    """The new file lies beside the old one."""
    try:
        _retire(root, swap)
    except Conflict:
        _take_back(root, swap.via, swap.after)
        raise
    return _rename(root, swap) if swap.via != swap.new else swap.via


def _retire(root: Root, swap: Swap) -> None:
    old, to = PurePath(swap.old), PurePath(swap.recycled)
    try:
        here = identity.find(root.fd, old)
        if here is None or (
            not identity.same(here, swap.before)
            and identity.same(identity.find(root.fd, to), swap.before)
        ):
            return  # it has left already, or a person took it away
        if not identity.same(here, swap.before):
            raise Conflict(f"{old} was changed in the last moment, so it stays")
        importer.move(root, old, to)
        if identity.same(identity.find(root.fd, to), swap.before):
            return
    except OSError as error:
        raise LibraryAway(f"{old} cannot be looked at: {error.strerror}") from error
    importer.move(root, to, old)  # somebody put another one there just now
    raise Conflict(f"{old} was replaced in the last moment, so it stays")


def _rename(root: Root, swap: Swap) -> str:
    """Where the new file lies at last; when somebody took its name meanwhile, as it is."""
    try:
        return str(importer.move(root, PurePath(swap.via), PurePath(swap.new)))
    except Conflict:
        return swap.via


def _take_back(root: Root, where: str, after: Identity) -> None:
    """The new file goes again: it has no place."""
    path = PurePath(where)
    with suppress(OSError):
        if identity.same(identity.find(root.fd, path), after):
            with beneath.folder(root.fd, path.parent) as above:
                beneath.remove(above, path.name)


def _free(root: int, path: PurePath) -> PurePath:
    """This path, or one like it that nothing has; raises `Conflict`."""
    for number in range(1, _MOST):
        name = path.name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        found = path.with_name(name)
        if _twin(root, found) is None:
            return found
    raise Conflict(f"there are too many files like {path}")


def _twin(root: int, path: PurePath) -> str | None:
    """The name of what lies at a path, in whatever case; None when nothing does."""
    try:
        with beneath.folder(root, path.parent) as above:
            return beneath.twin(above, path.name)
    except FileNotFoundError:
        return None


def _drop_empty(root: int, path: PurePath) -> None:
    """Remove this folder and those above it, as far as they are empty and of ours."""
    while path != FOLDER and path.is_relative_to(FOLDER):
        with suppress(FileNotFoundError), beneath.folder(root, path.parent) as above:
            try:
                beneath.remove_folder(above, path.name)
            except FileNotFoundError:
                pass
            except OSError:
                return  # it holds something
        path = path.parent
