"""The library as the daemon knows it: its root, what it holds, and the files that we made."""

import asyncio
import logging
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path, PurePath

from pydantic import TypeAdapter

from aniworldd.clock import Clock
from aniworldd.errors import AniworldError, LibraryAway
from aniworldd.events import (
    Event,
    LibraryCameBack,
    LibraryScanned,
    LibraryShrank,
    LibraryWentAway,
)
from aniworldd.library import brake, importer, known, slack, verify, work
from aniworldd.library.known import Difference, Documents, Known
from aniworldd.library.packed import Found
from aniworldd.library.root import Machine, Root, RootMemory, accept, open_root
from aniworldd.library.scan import Scan, scan
from aniworldd.library.shelf import Shelf
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.store import Store

logger = logging.getLogger(__name__)

_AT_ONCE = 100  # series that the state takes in one go
FULL = timedelta(days=7)  # between looks that list every folder, changed or not

Reader = Callable[[Root, Mapping[str, str], Scan, datetime], Scan]

_MEMORY = TypeAdapter(RootMemory)
_QUESTION = TypeAdapter(brake.Question)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that we are about to give its place."""

    item: ItemKey
    language: str
    target: PurePath  # without its extension, which the content decides


class Library:
    """One root. Everything that touches the disk runs in a thread, everything else on the loop."""

    def __init__(
        self,
        store: Store,
        directory: Path,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        publish: Callable[[Event], None],
        machine: Callable[[], Machine] = Machine.observe,
        read: Reader = scan,
    ) -> None:
        self.directory = directory
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._publish = publish
        self._machine = machine
        self._read = read
        self._table = store.table("library")
        self._known = Known(store)
        self._root: Root | None = None
        self._scan = Scan()
        self._folders: frozenset[str] = frozenset()
        self._unknown: tuple[str, ...] = ()
        self._counted: tuple[str, ...] = ()
        self._files = 0
        self._full_at: datetime | None = None  # when every folder was last listed
        self._agreed: int | None = None  # the state of what is known that the last look agreed with
        self._fresh: list[Found] = []  # made since the last look began, which may have missed them
        self._away = "it has not been looked at yet"
        self._away_since: datetime | None = None
        stored = self._table.find("question")
        self._question = _QUESTION.validate_python(stored) if stored else None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Videos that could not be read as anything, and empty ones; folders behind links."""
        return self._unknown

    @property
    def counted(self) -> tuple[str, ...]:
        """Videos that only a catalogue can place; unknown as long as none does."""
        return self._counted

    def shelf(self) -> Shelf:
        """What is here, as it was last seen."""
        question = self._question
        return Shelf(
            folders=self._folders,
            files=self._known.files,
            total=self._files,
            away=self._away,
            away_since=self._away_since,
            gone=question.gone if question else frozenset(),
            shrunk_since=question.since if question else None,
        )

    # for passes

    async def look(self, titles: Mapping[str, str], *, anew: bool) -> None:
        """See whether the root is there; `anew` reads what is in it. `titles`: folder → name."""
        self._fresh = []
        anew = anew or bool(self._away)
        documents, agreed = self._known.documents(), self._agreed == self._known.version
        sizes = self._known.sizes() if anew else {}
        try:
            found = await asyncio.to_thread(
                self._look, titles, documents, sizes, anew=anew, agreed=agreed
            )
        except LibraryAway as error:
            self._went_away(str(error))
            return
        self._came_back()
        if found is not None:
            await self._believe(found)
        if anew:
            self._publish(LibraryScanned(self._files, len(self._unknown)))

    def _look(
        self,
        titles: Mapping[str, str],
        documents: Documents,
        sizes: Mapping[str, int],
        *,
        anew: bool,
        agreed: bool,
    ) -> Difference | None:
        """Blocking; raises `LibraryAway`. None when all is as it was, or was not asked for."""
        root = self._root
        if root is None or self._away:
            root = self._reopen()
        try:
            root.check()
        except LibraryAway:  # perhaps it was mounted anew; if not, that says best what is wrong
            root = self._reopen()
        if not anew:
            return None
        now, before = self._clock.now(), self._scan
        full = self._full_at is None or not timedelta(0) <= now - self._full_at < FULL
        previous = replace(before, trusted=not full, text=partial(known.text, documents))
        found = self._read(root, titles, previous, now)
        if agreed and not full and _same(found, before):
            return None
        replaced = known.replaced(found, before, root.fd, sizes)
        difference = replace(known.compare(found, documents), replaced=replaced)
        if full:
            self._full_at = now
            slack.give_back()  # all the names were in memory
        return difference

    def _reopen(self) -> Root:
        root = open_root(
            self.directory,
            self._memory,
            machine=self._machine(),
            new_id=self._new_id,
            now=self._clock.now(),
        )
        if self._root is not None:
            # under the old number: paths of running downloads lead through it, and never elsewhere
            os.dup2(root.fd, self._root.fd, inheritable=False)
            root.close()
            root = Root(self.directory, self._root.fd, root.memory)
        self._root = root
        return root

    @property
    def _memory(self) -> RootMemory | None:
        stored = self._table.find("root")
        return _MEMORY.validate_python(stored) if stored else None

    def _remember(self, memory: RootMemory) -> None:
        if memory != self._memory:
            self._table.put("root", _MEMORY.dump_python(memory, mode="json"))

    def _went_away(self, why: str) -> None:
        if why != self._away:
            logger.warning("The library is away: %s", why)
            self._publish(LibraryWentAway(why))
        if self._away_since is None:
            self._away_since = self._clock.now()
        self._away = why

    def _came_back(self) -> None:
        if self._root is not None:
            self._remember(self._root.memory)
        if self._away:
            logger.info("The library is there: %s", self.directory)
            self._publish(LibraryCameBack(str(self.directory)))
        self._away, self._away_since = "", None

    async def _believe(self, found: Difference) -> None:
        """Take what a look gave, unless so much is gone that it becomes a question."""
        before, fresh = self._question, {file.path for file in self._fresh}
        question = brake.weigh(found.gone - fresh, found.known, before, self._clock.now())
        take = self._known.become if question is None else self._known.add
        rest = iter(found.changed.items())
        changed = dict(islice(rest, _AT_ONCE))
        if question is None:
            with self._store.batch():
                self._known.forget((found.gone | found.replaced) - fresh)
        while len(changed) == _AT_ONCE:  # thousands of new series must hold nobody up
            with self._store.batch():
                take(changed)
            await self._store.durable()
            changed = dict(islice(rest, _AT_ONCE))
        with self._store.batch():
            take(changed)
            if question is None:
                self._known.include(self._fresh)
            self._set_question(question)
        self._agreed = self._known.version if question is None and not self._fresh else None
        self._scan, self._files = found.scan, found.found
        self._folders = found.scan.folders | {file.folder for file in self._fresh}
        self._unknown = found.scan.unknown + found.scan.links
        self._counted = found.scan.counted
        if question and (before is None or question.gone != before.gone):
            self._publish(LibraryShrank(len(question.gone), found.known))

    def _set_question(self, question: brake.Question | None) -> None:
        if question == self._question:
            return
        self._question = question
        if question is None:
            self._table.drop("question")
        else:
            self._table.put("question", _QUESTION.dump_python(question, mode="json"))

    # for people

    async def accept(self) -> None:
        """The root, and what is in it, are right as they are. Raises `LibraryAway`."""
        memory = await asyncio.to_thread(
            accept,
            self.directory,
            machine=self._machine(),
            new_id=self._new_id,
            now=self._clock.now(),
        )
        with self._store.batch():
            self._remember(memory)
            if self._question is not None:
                self._set_question(brake.accepted(self._question))
        await self._store.durable()

    # for downloads

    def available(self) -> str:
        """Why nothing may be written there now; "" when it may."""
        if self._away or self._root is None:
            return self._away
        try:
            self._root.check()
        except LibraryAway as error:
            return str(error)
        return ""

    def free(self) -> int:
        """Bytes; raises `LibraryAway`."""
        return self._held().free()

    def parts(self, download: str) -> Path:
        """Raises `LibraryAway`, `DiskFull`."""
        return work.make(self._held(), download)

    async def discard(self, download: str) -> None:
        await asyncio.to_thread(work.discard, self._held(), download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        await asyncio.to_thread(work.keep_only, self._held(), downloads)

    async def take_in(self, part: Path, release: Release, made: Made) -> str:
        """Check a whole file and give it its place; the answer is the path below the root.

        What it is, is durable before its name appears, so that a kill in between forgets nothing.
        Raises `DownloadError`, `Conflict`, `LibraryAway`, `DiskFull`, `Unavailable`, `StoreError`.
        """
        root = self._held()
        verified = await asyncio.to_thread(verify.verify, part, release, None)
        target = made.target.with_name(made.target.name + verified.extension)
        retract = self._known.intend(str(target), made.language, verified.size)
        await self._store.durable()
        try:
            placed = await asyncio.to_thread(importer.place, root, part, target)
        except AniworldError:
            retract()
            raise
        path = str(placed.path)
        with self._store.batch():
            self._fresh.append(
                self._known.made(path, str(target), made.language, placed.size, made.item)
            )
        self._folders |= {placed.path.parts[0]}
        return path

    def close(self) -> None:
        if self._root is not None:
            self._root.close()
            self._root = None
            self._away = "it is closed"

    def _held(self) -> Root:
        if self._root is None:
            raise LibraryAway(self._away)
        return self._root


def _same(found: Scan, before: Scan) -> bool:
    """Whether no folder came, went or changed."""
    if len(found.leaves) != len(before.leaves):
        return False
    return all(before.leaves.get(path) is leaf for path, leaf in found.leaves.items())
