"""Opening a state folder: a new one is made, a damaged one is mended before anything is written."""

import logging
from dataclasses import dataclass
from pathlib import Path

from aniworldd.errors import StoreError
from aniworldd.store import generations, journal, reading
from aniworldd.store.files import Files
from aniworldd.store.folder import set_aside
from aniworldd.store.generations import Generations
from aniworldd.store.reading import WHOLE, Damage, Reading
from aniworldd.store.snapshot import Snapshot

logger = logging.getLogger(__name__)

_OWN = (*generations.NAMES[1:], generations.BESIDE, *(f"{name}.tmp" for name in journal.NAMES))


@dataclass(frozen=True, slots=True)
class Loss:
    """A file that was not what it should be when the state was opened."""

    file: str
    aside: str  # the name it is kept under; "" when there was nothing to keep
    reason: str
    cost: str  # what is gone with it

    def __str__(self) -> str:
        kept = f"; it is kept as {self.aside}" if self.aside else ""
        return f"{self.file}: {self.reason}; {self.cost}{kept}"


def prepare(files: Files, folder: Path, *, known: bool, stamp: str) -> tuple[Reading, list[Loss]]:
    """The state to go on from, and what had to be set aside. Raises `StoreError`, `OSError`."""
    found = reading.read(files, folder, known=known)
    if found.locked:
        return found, []
    losses = _clear_the_way(files, folder, stamp)
    if found.fresh:
        make(files, folder)
    elif found.damages:
        losses += mend(files, folder, found, stamp)
    if found.torn is not None:
        journal.wipe(files, folder, found.torn.name, found.torn.start, found.torn.end)
    if found.fresh or found.damages or found.torn is not None:
        found = reading.read(files, folder, known=True)
    if found.damages or found.locked or found.torn is not None:
        raise StoreError(f"the state in {folder} could not be mended: {found.locked or losses}")
    return found, losses


def make(files: Files, folder: Path) -> None:
    """An empty state; the snapshot comes last and says that the rest is complete."""
    first, second = journal.NAMES
    journal.create(files, folder, first, life=1, after=0)
    journal.create(files, folder, second, life=0, after=0)
    files.sync_folder(folder)
    Generations(files, folder, None).add(Snapshot(reading.EMPTY.picture, 0, 1))


def mend(files: Files, folder: Path, found: Reading, stamp: str) -> list[Loss]:
    """Write what could be read before anything that held it is moved."""
    snapshots = [one for one in found.damages if one.file in generations.NAMES]
    journals = [one for one in found.damages if one.file in journal.NAMES]
    losses = [_put_aside(files, folder, damage, stamp) for damage in snapshots]
    sequence = found.sequence if found.place else found.highest
    Generations(files, folder, None).add(Snapshot(found.state.picture(), sequence, found.life))
    losses += [_put_aside(files, folder, damage, stamp) for damage in journals]
    if found.place is None:
        first, second = journal.NAMES
        journal.create(files, folder, second, life=found.life, after=sequence)
        journal.create(files, folder, first, life=found.life + 1, after=sequence)
    files.sync_folder(folder)
    return losses


def _clear_the_way(files: Files, folder: Path, stamp: str) -> list[Loss]:
    """Folders and the like that stand where files of ours go and that nothing is read from."""
    losses: list[Loss] = []
    for name in _OWN:
        try:
            regular = files.facts(folder / name).regular
        except FileNotFoundError:
            continue
        if not regular:
            damage = Damage(name, "it is no file", WHOLE)
            losses.append(_put_aside(files, folder, damage, stamp))
    return losses


def _put_aside(files: Files, folder: Path, damage: Damage, stamp: str) -> Loss:
    aside = set_aside(files, folder / damage.file, "unreadable", stamp)
    return Loss(damage.file, aside, damage.reason, damage.cost)
