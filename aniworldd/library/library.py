"""The library as the daemon knows it: its root, what it holds, and the files that we made."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path, PurePath

from pydantic import TypeAdapter

from aniworldd.clock import Clock
from aniworldd.disk import LONG, Disk
from aniworldd.errors import AniworldError, DiskSilent, DownloadError, LibraryAway, LibraryStrange
from aniworldd.events import (
    Event,
    LibraryCameBack,
    LibraryScanned,
    LibraryShrank,
    LibraryWentAway,
)
from aniworldd.library import brake, identity, importer, known, slack, verify
from aniworldd.library.access import Access
from aniworldd.library.adopt import Ids
from aniworldd.library.described import Described
from aniworldd.library.identity import Identity
from aniworldd.library.keeper import Keeper
from aniworldd.library.known import Difference, Documents, Known
from aniworldd.library.packed import Found
from aniworldd.library.parts import Parts
from aniworldd.library.root import Machine, Root, RootMemory
from aniworldd.library.scan import Scan, scan
from aniworldd.library.shelf import Shelf
from aniworldd.library.swaps import Better, Swaps
from aniworldd.library.verify import Verified
from aniworldd.library.work import Strangers
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.naming import home
from aniworldd.store import Store

logger = logging.getLogger(__name__)

_AT_ONCE = 100  # series that the state takes in one go
FULL = timedelta(days=7)  # between looks that list every folder, changed or not

Reader = Callable[[Root, Mapping[str, str], Scan, datetime, Callable[[], None]], Scan]

_MEMORY = TypeAdapter(RootMemory)
_QUESTION = TypeAdapter(brake.Question)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that we are about to give its place."""

    item: ItemKey
    language: str
    target: PurePath  # without its extension, which the content decides
    replaces: str = ""  # a file of ours, below the root, that makes room for it


@dataclass(frozen=True, slots=True)
class _Looked:
    memory: RootMemory
    free: int  # bytes
    found: Difference | None  # None: all is as it was, or was not asked for


class Library:
    """One root. Whatever touches the disk runs in its threads, everything else on the loop."""

    def __init__(
        self,
        store: Store,
        directory: Path,
        *,
        clock: Clock,
        disk: Disk,
        new_id: Callable[[], str],
        publish: Callable[[Event], None],
        machine: Callable[[], Machine] = Machine.observe,
        read: Reader = scan,
    ) -> None:
        self.directory = directory
        self._store = store
        self._disk = disk
        self._clock = clock
        self._publish = publish
        self._read = read
        self._table = store.table("library")
        self._known = Known(store)
        self._keeper = Keeper(
            directory, memory=self._memory, machine=machine, new_id=new_id, now=clock.now
        )
        self._access = Access(disk, self._keeper)
        self._swaps = Swaps(store, self._known, self._access)
        self._parts = Parts(store, self._access, new_id=new_id, now=clock.now)
        self._nfos = Described(self._access, disk.moved)
        self._scan = Scan()
        self._folders: frozenset[str] = frozenset()
        self._unread: tuple[str, ...] = ()
        self._files = 0
        self._full_at: datetime | None = None  # when every folder was last listed
        self._agreed: int | None = None  # the state of what is known that the last look agreed with
        self._fresh: list[Found] = []  # made since the last look began, which may have missed them
        self._away = "it has not been looked at yet"
        self._strange = False  # away, because it is not the one we know
        self._away_since: datetime | None = None
        stored = self._table.find("question")
        self._question = _QUESTION.validate_python(stored) if stored else None

    def shelf(self) -> Shelf:
        """What is here, as it was last seen."""
        question = self._question
        return Shelf(
            folders=self._folders,
            files=self._known.files,
            total=self._files,
            unread=self._unread,
            away=self._away,
            away_since=self._away_since,
            strange=self._strange,
            gone=question.gone if question else frozenset(),
            shrunk_since=question.since if question else None,
            moved_from=moved_from(self._store) if question else "",
        )

    # for passes

    async def look(self, titles: Mapping[str, str], *, anew: bool) -> None:
        """See whether the root is there; `anew` reads what is in it. `titles`: folder → name."""
        self._fresh = []
        anew = anew or bool(self._away)
        documents, agreed = self._known.documents(), self._agreed == self._known.version
        sizes = self._known.sizes() if anew else {}
        try:
            looked = await self._disk.run(
                partial(self._look, titles, documents, sizes, anew=anew, agreed=agreed)
            )
        except LibraryAway as error:
            self._went_away(error)
            return
        self._came_back(looked)
        if await self._mended():
            await self.look(titles, anew=True)
            return
        if looked.found is not None:
            await self._believe(looked.found)
        if anew:
            self._publish(LibraryScanned(self._files, len(self._unread)))

    def _look(
        self,
        titles: Mapping[str, str],
        documents: Documents,
        sizes: Mapping[str, int],
        *,
        anew: bool,
        agreed: bool,
    ) -> _Looked:
        """Blocking; raises `LibraryAway`."""
        with self._keeper.held(new=True) as root:
            found = self._find(root, titles, documents, sizes, agreed=agreed) if anew else None
            return _Looked(root.memory, root.free(), found)

    def _find(
        self,
        root: Root,
        titles: Mapping[str, str],
        documents: Documents,
        sizes: Mapping[str, int],
        *,
        agreed: bool,
    ) -> Difference | None:
        now, before = self._clock.now(), self._scan
        full = self._full_at is None or not timedelta(0) <= now - self._full_at < FULL
        previous = replace(before, trusted=not full, text=partial(known.text, documents))
        found = self._read(root, titles, previous, now, self._disk.moved)
        if agreed and not full and found.same(before):
            return None
        replaced = known.replaced(found, before, root.fd, sizes, self._disk.moved)
        difference = replace(known.compare(found, documents), replaced=replaced)
        if full:
            self._full_at = now
            slack.give_back()  # all the names were in memory
        return difference

    async def _mended(self) -> bool:
        """Whether a kill had left a file half way to its place, which has it now."""
        try:
            return await self._swaps.mend()
        except LibraryAway as error:
            logger.warning("What a better file replaces waits: %s", error)
            return False

    def _memory(self) -> RootMemory | None:
        stored = self._table.find("root")
        return _MEMORY.validate_python(stored) if stored else None

    def _remember(self, memory: RootMemory) -> None:
        if memory != self._memory():
            self._table.put("root", _MEMORY.dump_python(memory, mode="json"))

    def _went_away(self, error: LibraryAway) -> None:
        why, self._strange = str(error), isinstance(error, LibraryStrange)
        if why != self._away:
            logger.warning("The library is away: %s", why)
            self._publish(LibraryWentAway(why))
        if self._away_since is None:
            self._away_since = self._clock.now()
        self._away = why

    def _came_back(self, looked: _Looked) -> None:
        before = self._memory()
        if before is not None and before.directory != str(self.directory):
            self._table.put("moved", {"from": before.directory})
        self._remember(looked.memory)
        self._access.seen(looked.free)
        if self._away:
            logger.info("The library is there: %s", self.directory)
            self._publish(LibraryCameBack(str(self.directory)))
        self._away, self._away_since, self._strange = "", None, False

    async def _believe(self, found: Difference) -> None:
        """Take what a look gave, unless so much is gone that it becomes a question."""
        before, fresh = self._question, {file.path for file in self._fresh}
        question = brake.weigh(found.gone - fresh, found.known, before, self._clock.now())
        take = self._known.become if question is None else self._known.add
        rest = iter(found.changed.items())
        changed = dict(islice(rest, _AT_ONCE))
        lost = found.replaced if question else found.gone | found.replaced
        with self._store.batch():
            self._known.forget(lost - fresh)
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
            if question is None and self._table.find("moved"):
                self._table.drop("moved")
        self._agreed = self._known.version if question is None and not self._fresh else None
        self._scan, self._files = found.scan, found.found
        self._folders = found.scan.folders | {file.folder for file in self._fresh}
        self._unread = found.unread
        if question and (before is None or question.gone != before.gone):
            self._publish(LibraryShrank(len(question.gone), found.known))
            logger.warning(
                "%d of %d files vanished from the library at once, and nothing is queued until "
                "somebody says that this is right: aniworldd root accept",
                *(len(question.gone), found.known),
            )

    def _set_question(self, question: brake.Question | None) -> None:
        if question == self._question:
            return
        self._question = question
        if question is None:
            self._table.drop("question")
        else:
            self._table.put("question", _QUESTION.dump_python(question, mode="json"))

    async def ids(self, folders: Iterable[str]) -> Ids:
        """The numbers in the NFOs of these series folders, read once for each change.

        Raises `LibraryAway`.
        """
        return await self._nfos.ids(folders, self._scan)

    # for people

    async def accept_root(self) -> None:
        """What is there is the library. Raises `LibraryAway`, `StoreError`."""
        self._remember(await self._disk.run(self._keeper.accept))
        await self._store.durable()

    async def accept_gone(self) -> None:
        """What vanished at once is gone. Raises `StoreError`."""
        if self._question is not None:
            self._set_question(brake.accepted(self._question))
            await self._store.durable()

    # for downloads

    def available(self) -> str:
        """Why nothing may be written there; "" when it may. As it was last known: see `ask`."""
        return self._away or self._access.trouble

    def free(self) -> int:
        """Bytes, as they were last known; raises `LibraryAway`."""
        if self._away:
            raise LibraryAway(self._away)
        return self._access.free()

    async def ask(self) -> bool:
        """Bring `available` and `free` up to date; False when the disk takes its time to answer."""
        return bool(self._away) or await self._access.ask()  # only a look takes `_away` back

    def parts(self, download: str) -> AbstractAsyncContextManager[Path]:
        """Raises `LibraryAway`, `DiskFull`."""
        return self._parts.folder(download)

    async def discard(self, download: str) -> None:
        await self._parts.discard(download)

    async def keep_only(self, downloads: Collection[str]) -> None:
        await self._parts.keep_only(downloads)

    async def take_in(self, part: Path, release: Release, made: Made) -> str:
        """Check a whole file and give it its place; the answer is the path below the root.

        What it is, is durable before its name appears, so that a kill in between forgets nothing.
        A file that it replaces goes to the recycle folder, unless it is not as we made it. Raises
        `DownloadError`, `Conflict`, `LibraryAway`, `DiskFull`, `Unavailable`, `StoreError`.
        """
        verified, its, replaces = await self._access.run(
            lambda root: _examine(root, part, release, made.replaces), patience=LONG
        )
        target = made.target.with_name(made.target.name + verified.extension)
        better = Better(part, its, made.language, target)
        if replaces:
            path = await self._swaps.replace(made.replaces, better, self._clock.now().date())
        else:
            path = await self._place(better)
        with self._store.batch():
            self._fresh.append(self._known.made(path, str(target), made.language, its, made.item))
        self._folders |= {home.of_file(path)}
        return path

    async def _place(self, made: Better) -> str:
        retract = self._known.intend(str(made.path), made.language, made.identity)
        await self._store.durable()
        try:
            placed = await self._access.run(
                lambda root: importer.place(root, made.part, made.path), patience=LONG
            )
        except DiskSilent:  # it may have its name, or get it yet: as after a kill
            raise
        except AniworldError:
            retract()
            raise
        return str(placed.path)

    async def make_folder(self, path: str) -> None:
        """For a series, unless it is there. Raises `LibraryAway`, `DiskFull`, `Conflict`."""
        await self._access.run(lambda root: importer.make_folder(root, PurePath(path)))

    async def tidy(self, days: int) -> None:
        """Remove what was recycled that many days ago, and others' old parts; an error waits."""
        if self.available():
            return
        try:
            await self._swaps.tidy(days, self._clock.now().date())
            await self._parts.tidy()
        except LibraryAway as error:
            logger.warning("The library's hidden folder is not tidied: %s", error)

    @property
    def strangers(self) -> Strangers:
        """Downloads of other daemons, as they were when last looked for."""
        return self._parts.strangers

    def close(self) -> None:
        """Nothing is done there any more."""
        self._away = "it is closed"


def _examine(
    root: Root, part: Path, release: Release, replaces: str
) -> tuple[Verified, Identity, bool]:
    """What a download is, and whether what it replaces is still there. Blocking."""
    verified = verify.verify(part, release, None)
    try:
        its = identity.of_part(part)
    except OSError as error:
        raise DownloadError(
            f"{part.name} cannot be read back: {error.strerror}", retry_after=verify.AGAIN
        ) from error
    return verified, its, replaces != "" and identity.is_there(root, PurePath(replaces))


def moved_from(store: Store) -> str:
    """Where the library lay before a move that nobody has answered for; "" without one."""
    moved = store.table("library").find("moved")
    return str(moved["from"]) if moved else ""
