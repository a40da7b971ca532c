"""Which folder each title gets that has none yet: never two titles one, and never by guessing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.errors import Conflict
from aniworldd.library import layout
from aniworldd.library.adopt import Claim, Folders, Trust
from aniworldd.model.title import Title
from aniworldd.model.watch import Watch
from aniworldd.naming import home, safe

_SURE = Trust.NFO  # who rests on less must be the only one


@dataclass(frozen=True, slots=True)
class Decision:
    """A folder, or why there is none."""

    folder: str = ""
    why: str = ""
    unclear: str = ""  # what is to be asked


def same(folder: str) -> str:
    """What two folders have in common that cannot be two titles'."""
    return safe.fold(home.name(folder))


def apart(folder: str, key: str) -> str:
    """Another folder, for the title of this key."""
    mark = f" [{key}]"
    return safe.cut(folder, safe.LIMIT - safe.ROOM - len(mark)) + mark


def decide(
    homeless: Sequence[tuple[Title, Watch]],
    folders: Folders,
    taken: Iterable[str],
    template: str,
    languages: Callable[[Watch], Sequence[str]],
) -> Mapping[str, Decision]:
    """By the titles' keys; `taken` are folders of other titles, `template` names new ones."""
    decided: dict[str, Decision] = {}
    claims: dict[str, Claim] = {}
    for title, watch in homeless:
        try:
            claim = folders.claim(title, watch.folder, watch.name, languages(watch))
        except Conflict as unclear:
            decided[title.key] = Decision(unclear=str(unclear))
            continue
        if claim is not None:
            claims[title.key] = claim
    used = set(map(same, taken))
    free = {key: claim for key, claim in claims.items() if same(claim.folder) not in used}
    names = {title.key: title.name for title, _ in homeless}
    decided |= _settled(free, names)
    used |= {same(one.folder) for one in decided.values() if one.folder}
    for title, watch in homeless:
        if title.key not in decided:
            folder = layout.new_folder(title, watch.folder, watch.name, template)
            if same(folder) in used or (watch.folder is None and folders.spelt(folder)):
                folder = apart(folder, title.key)
            used.add(same(folder))
            decided[title.key] = Decision(folder, "a new one, as there was none of it")
    return decided


def _settled(claims: Mapping[str, Claim], names: Mapping[str, str]) -> dict[str, Decision]:
    """Who gets a folder that several want; those who get none are not in it."""
    by_folder: dict[str, list[str]] = {}
    for key, claim in claims.items():
        by_folder.setdefault(same(claim.folder), []).append(key)
    decided: dict[str, Decision] = {}
    for keys in by_folder.values():
        most = min(claims[key].trust for key in keys)
        best = [key for key in keys if claims[key].trust == most]
        first = claims[best[0]]
        if len(best) == 1 or most <= _SURE:
            decided[best[0]] = Decision(first.folder, first.why)
            continue
        listed = ", ".join(f"{names[key]!r} [{key}]" for key in best)
        asked = f"the folder {first.folder!r} may be of {listed}; say whose it is with `folder:`"
        decided |= {key: Decision(unclear=asked) for key in best}
    return decided
