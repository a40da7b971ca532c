"""What the state knows of files that better ones replaced: swaps under way, and what is kept."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path, PurePath

from pydantic import TypeAdapter

from aniworldd.disk import LONG
from aniworldd.errors import Conflict
from aniworldd.library import recycle
from aniworldd.library.access import Access
from aniworldd.library.identity import Identity
from aniworldd.library.known import Known
from aniworldd.library.recycle import Swap
from aniworldd.library.root import Root
from aniworldd.store import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Better:
    """A file that is about to replace one of ours."""

    part: Path
    identity: Identity
    language: str
    path: PurePath  # below the root


@dataclass(frozen=True, slots=True)
class _Begun:
    swap: Swap
    language: str  # of the new file


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file in the recycle folder."""

    identity: Identity
    day: int  # when it came, by the counter


@dataclass(frozen=True, slots=True)
class _Days:
    """Days on which somebody looked: a clock that jumps makes nothing old."""

    count: int
    latest: str


_BEGUN = TypeAdapter(_Begun)
_KEPT = TypeAdapter(_Kept)
_DAYS = TypeAdapter(_Days)


def recycled(store: Store) -> Mapping[str, str]:
    """By the path of what a better file replaced, without its ending: the folder it went to."""
    parts = len(recycle.FOLDER.parts) + 1
    found = {}
    for path in sorted(store.table("recycled").ids()):
        *day, rest = path.split("/", parts)
        found[str(PurePath(rest).with_suffix(""))] = "/".join(day)
    return found


class Swaps:
    """Every swap is durable before it begins, so that a kill at any point can be mended."""

    def __init__(self, store: Store, known: Known, access: Access) -> None:
        self._store = store
        self._known = known
        self._access = access
        self._begun = store.table("swaps")
        self._kept = store.table("recycled")
        self._days = store.table("recycling")
        self._running: set[str] = set()

    async def replace(self, old: str, better: Better, today: date) -> str:
        """Put the better file in the old one's place; the answer is where it lies.

        Raises `Conflict` when the old one is not as we made it, and as `importer.place`. Then the
        old one is where it was, or `mend` is due.
        """
        self._running.add(old)
        try:
            if self._begun.find(old) is not None and (path := await self._mend(old)):
                return path  # an error had ended it early
            before = self._known.identity(old)
            if before is None:
                raise Conflict(f"{old} was not made by aniworldd, so it stays")
            try:
                swap = await self._access.run(partial(_prepare, old, before, better, today))
            except Conflict:
                self._known.forget([old])  # whoever changed it, it is theirs now
                raise
            await self._begin(swap, better.language)
            try:
                path = await self._access.run(
                    lambda root: recycle.swap(root, better.part, swap), patience=LONG
                )
            except Conflict:
                self._forget(swap)
                raise
            self._end(swap, better.language, path)
            return path
        finally:
            self._running.discard(old)

    async def mend(self) -> bool:
        """Finish what a kill left; says whether there was anything. Raises `LibraryAway`."""
        left = [old for old in self._begun.ids() if old not in self._running]
        for old in left:
            await self._mend(old)
        return bool(left)

    async def tidy(self, days: int, today: date) -> None:
        """Remove what was kept for that many whole days. Raises `LibraryAway`."""
        now = self._count(today)
        old = {
            path: kept.identity
            for path, kept in self._all_kept().items()
            if now - kept.day > days and not self._is_under_way(path)
        }
        if not old:
            return
        await self._access.run(lambda root: recycle.prune(root, old), patience=LONG)
        with self._store.batch():
            for path in old:
                self._kept.drop(path)
        logger.info("Removed %d files from the recycle folder after %d days", len(old), days)

    async def _begin(self, swap: Swap, language: str) -> None:
        with self._store.batch():
            self._known.intend(swap.via, language, swap.after)
            self._kept.put(swap.recycled, asdict(_Kept(swap.before, self._day)))
            self._begun.put(swap.old, asdict(_Begun(swap, language)))
        await self._store.durable()

    async def _mend(self, old: str) -> str:
        """Where the new file lies now; "" when it had not appeared."""
        begun = _BEGUN.validate_python(self._begun.find(old))
        try:
            path = await self._access.run(
                lambda root: recycle.mend(root, begun.swap), patience=LONG
            )
        except Conflict as error:
            logger.warning("A better file had to go again: %s", error)
            path = ""
        if path:
            self._end(begun.swap, begun.language, path)
        else:
            self._forget(begun.swap)
        return path

    def _end(self, swap: Swap, language: str, path: str) -> None:
        with self._store.batch():
            self._known.renamed(swap.via, path, language, swap.after)
            if swap.old != path:
                self._known.drop(swap.old)
            self._begun.drop(swap.old)
        logger.info("Replaced %s; the old file is kept in %s", swap.old, swap.recycled)

    def _forget(self, swap: Swap) -> None:
        """It did not happen."""
        with self._store.batch():
            self._known.forget([swap.via])
            if self._kept.find(swap.recycled) is not None:
                self._kept.drop(swap.recycled)
            self._begun.drop(swap.old)

    def _all_kept(self) -> Mapping[str, _Kept]:
        return {
            path: _KEPT.validate_python(document)
            for path, document in self._kept.documents().items()
        }

    def _is_under_way(self, recycled: str) -> bool:
        return any(
            _BEGUN.validate_python(document).swap.recycled == recycled
            for document in self._begun.documents().values()
        )

    @property
    def _day(self) -> int:
        stored = self._days.find("days")
        return _DAYS.validate_python(stored).count if stored else 0

    def _count(self, today: date) -> int:
        """The number of days on which something was kept and somebody looked."""
        if not self._kept.ids():
            return self._day
        stored = self._days.find("days")
        days = _DAYS.validate_python(stored) if stored else _Days(0, today.isoformat())
        if stored is None or days.latest != today.isoformat():
            days = _Days(days.count + (stored is not None), today.isoformat())
            self._days.put("days", asdict(days))
        return days.count


def _prepare(old: str, before: Identity, better: Better, today: date, root: Root) -> Swap:
    return recycle.prepare(root, old, before, better.path, better.identity, today)
