"""What a state folder holds: the newest good generation, and the journal on top of it.

Reads only. Two things show that acknowledged changes are gone: a head or a line of the journal
that stands after a change which is not there, and a life that the snapshot counts on and no file
holds.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aniworldd.store import generations, journal, snapshot
from aniworldd.store.encoding import decode
from aniworldd.store.files import Files, exists
from aniworldd.store.journal import Part, Place
from aniworldd.store.lines import Line
from aniworldd.store.snapshot import Snapshot, Unreadable
from aniworldd.store.state import Picture, State

EMPTY = Snapshot(Picture({}, {}, {}), 0, 0, 0)
WHOLE = "nothing was lost"

_TAKEN = "what could be read was taken from it"


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what it should be."""

    file: str
    reason: str
    cost: str = WHOLE
    refused: bool = False  # the disk did not give it; it may be whole


@dataclass(frozen=True, slots=True)
class Torn:
    """Lines that were never acknowledged and must not come back."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    state: State
    sequence: int  # the last change that is in it
    base: Snapshot
    place: Place | None  # where the journal goes on; None: a new pair is needed
    highest: int  # the greatest sequence seen anywhere, and
    life: int  # the greatest life: what is new must be greater
    damages: tuple[Damage, ...] = ()
    torn: Torn | None = None
    fresh: bool = False  # there never was a state here
    locked: str = ""  # why there is no state to go on from


def read(files: Files, folder: Path, *, known: bool) -> Reading:
    """The folder's state; `known` says that there was one before.

    Raises `StoreError` for files of a newer version.
    """
    parts = [journal.read(files, folder, name) for name in journal.NAMES]
    base, damages = _newest(files, folder)
    parts = [part.read(base.sequence if base else 0) for part in parts]
    lines = _lines(parts, base.sequence if base else 0)
    if base is None:
        if not damages and not known and _untouched(parts):
            return Reading(State(), 0, EMPTY, None, 0, 0, fresh=True)
        damages = damages or [Damage(generations.NAMES[0], "it is missing")]
        if 1 not in lines and (lines or not _unused(parts)):
            return _locked(folder, [*damages, *_worn(parts, WHOLE)], lines)
        base = EMPTY
    found = _replay(base, parts, lines, damages)
    # what is only out of reach must not be written off
    if found.place is None and any(one.refused for one in found.damages):
        return _locked(folder, found.damages, lines)
    return found


def salvage(files: Files, folder: Path) -> Reading:
    """Whatever can be read, gaps and all: for a person who has seen that nothing else is left."""
    parts = [journal.read(files, folder, name) for name in journal.NAMES]
    found, damages = [EMPTY], []
    for name in generations.NAMES:
        try:
            found.append(snapshot.read(files, folder / name))
        except FileNotFoundError:
            continue
        except Unreadable as error:
            damages.append(Damage(name, str(error), _TAKEN))
            with suppress(Unreadable):
                found.append(snapshot.salvage(files, folder / name))
    damages += [Damage(part.name, part.flaw or "it has gaps", _TAKEN) for part in parts]
    base = max(found, key=lambda one: one.sequence)
    parts = [part.read(base.sequence) for part in parts]
    lines = _lines(parts, base.sequence)
    state = State.of(base.picture)
    for sequence in sorted(lines):
        _apply(state, lines[sequence][1])
    last = max(lines, default=base.sequence)
    return Reading(state, last, base, None, last, _life(parts, base), tuple(damages))


def _newest(files: Files, folder: Path) -> tuple[Snapshot | None, list[Damage]]:
    damages: list[Damage] = []
    missing: list[Damage] = []
    for name in generations.NAMES:
        try:
            base = snapshot.read(files, folder / name)
        except FileNotFoundError:
            # a rotation that was interrupted leaves the name free, and its successor beside it
            if not exists(files, folder / generations.BESIDE):
                missing.append(Damage(name, "it is missing"))
        except Unreadable as error:
            damages.append(Damage(name, str(error), refused=error.refused))
        else:
            return base, [*missing, *damages]
    return None, damages


def _lines(parts: Sequence[Part], after: int) -> dict[int, tuple[Part, Line]]:
    return {
        line.sequence: (part, line)
        for part in parts
        for line in part.lines
        if line.sequence > after
    }


def _untouched(parts: Sequence[Part]) -> bool:
    """Nothing was ever written: at most the making of the pair was interrupted."""
    return all(
        part.blank or (part.head is not None and part.head.after == 0 and not part.lines)
        for part in parts
    )


def _unused(parts: Sequence[Part]) -> bool:
    """The pair is whole and its first change is still to come."""
    return all(part.head and part.head.after == 0 and not part.flaw for part in parts)


def _locked(
    folder: Path, damages: Sequence[Damage], lines: dict[int, tuple[Part, Line]]
) -> Reading:
    flaws = "; ".join(f"{one.file}: {one.reason}" for one in damages)
    sentence = (
        f"the state in {folder} cannot be read ({flaws}), so nothing is written or concluded; "
        "put that right or a backup there and start again, or run `aniworldd recover` to go on "
        "with what is left"
    )
    return Reading(
        State(), 0, EMPTY, None, max(lines, default=0), 0, tuple(damages), locked=sentence
    )


def _replay(
    base: Snapshot,
    parts: Sequence[Part],
    lines: dict[int, tuple[Part, Line]],
    damages: Sequence[Damage],
) -> Reading:
    state = State.of(base.picture)
    reached = base.sequence
    while (found := lines.get(reached + 1)) is not None and _apply(state, found[1]):
        reached += 1
    rest = [lines[sequence] for sequence in sorted(lines) if sequence > reached]
    heads = [part.head for part in parts if part.head]
    promised = max([0, *(head.after for head in heads), *(line.first - 1 for _, line in rest)])
    current = _current(parts)
    place = None if current is None else _place(current, reached)
    torn = None if place is None else _torn(rest, place)
    if reached < promised or (rest and torn is None):
        last = max(promised, *(line.sequence for _, line in rest), 0)
        cost = f"the changes {reached + 1} to {last} are lost"
    elif _may_lack(parts, current, base):
        cost = f"changes after {reached} may be lost"
    else:
        cost = WHOLE
    worn = _worn(parts, cost)
    return Reading(
        state,
        reached,
        base,
        None if worn else place,
        max([reached, promised, *lines]),
        _life(parts, base),
        (*damages, *worn),
        torn,
    )


def _apply(state: State, line: Line) -> bool:
    """Whether the line could be understood."""
    try:
        changes = decode(line.payload)
    except ValueError:
        return False
    if not isinstance(changes, list):
        return False
    for change in changes:
        state.apply(change)
    return True


def _may_lack(parts: Sequence[Part], current: Part | None, base: Snapshot) -> bool:
    """Whether a flaw may have taken changes that nothing else tells of."""
    if current is None or current.flaw or _life(parts, EMPTY) < base.life:
        return True
    return any(part.head is None and not part.lines for part in parts)


def _worn(parts: Sequence[Part], cost: str) -> list[Damage]:
    """What is wrong with the journal, and what that costs."""
    flawed = [Damage(part.name, part.flaw, cost, part.refused) for part in parts if part.flaw]
    if flawed or cost is WHOLE:
        return flawed
    return [Damage(part.name, "a line in it is damaged or missing", cost) for part in parts]


def _torn(rest: Sequence[tuple[Part, Line]], place: Place) -> Torn | None:
    """Where the good ones among torn lines are; None when there are none, or when `rest` is more.

    They stand where the journal goes on.
    """
    if not rest or any(part.name != place.name or line.end <= place.offset for part, line in rest):
        return None
    return Torn(place.name, place.offset, max(line.end for _, line in rest))


def _current(parts: Sequence[Part]) -> Part | None:
    """The file that was written last: a younger life without lines may be a switch that failed."""

    def newest(part: Part) -> tuple[int, int]:
        head = part.head
        if head is None:
            return (0, -1)
        return (max((line.sequence for line in part.lines), default=head.after), head.life)

    return max((part for part in parts if part.head), key=newest, default=None)


def _place(current: Part, reached: int) -> Place | None:
    head = current.head
    if head is None:
        return None
    offset = head.end
    for line in current.lines:
        if head.after < line.sequence <= reached:
            offset = line.end
    return Place(current.name, head.life, offset, len(current.raw), head.after, reached)


def _life(parts: Sequence[Part], base: Snapshot) -> int:
    return max([base.life, *(part.head.life for part in parts if part.head)])
