"""Wish for a series by its link, and see at once what there is of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from aniworldd.bus import Bus
from aniworldd.catalogue import Catalogue, Source
from aniworldd.config.problems import printable
from aniworldd.desk.series import Shelf
from aniworldd.desk.waiting import until
from aniworldd.desk.wishes import WishFiles
from aniworldd.errors import AniworldError, Conflict, InvalidRequest, Unavailable
from aniworldd.events import PassFinished, ProviderFailed, TitleRefreshed
from aniworldd.library.library import Library
from aniworldd.model.watch import Watch
from aniworldd.naming import safe
from aniworldd.net.urls import host
from aniworldd.overview.series import SeriesRow
from aniworldd.providers import Located, Provider, lacking, taker
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.refresh.refresher import Refresher

logger = logging.getLogger(__name__)

PATIENCE = 20.0  # seconds for everything together
_ROOM = 55  # bytes: a watch file takes a folder's name of 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it."""

    row: SeriesRow
    number: int
    new: bool  # false: it was wished for already
    why: str  # nothing more is known of it; "" when there is


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is asked about a new wish."""

    catalogue: Catalogue
    refresher: Refresher
    reconciler: Reconciler
    library: Library
    bus: Bus


class Adding:
    """The same link twice is one wish, and no error."""

    def __init__(
        self,
        files: WishFiles,
        providers: Mapping[str, Provider],
        shelf: Shelf,
        sides: Sides,
        hold: Callable[[str], AbstractContextManager[None]],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._files = files
        self._providers = providers
        self._shelf = shelf
        self._sides = sides
        self._hold = hold  # a wish's downloads, by its link
        self.patience = patience

    async def add(self, link: str, name: str | None) -> Outcome:
        """Write the wish, ask its provider ahead of others, and make its folder.

        What takes longer than 20 s goes on after that. Raises `InvalidRequest` for a link that no
        provider takes, and what `WishFiles.add` raises.
        """
        self._judge(link)
        if self._files.find(link) is not None:
            return await self._add(link, name)
        try:
            with self._hold(link):  # it is answered before anything is queued
                self._sides.refresher.ask(link)  # before its wish is there, so that it comes first
                return await self._add(link, name)
        finally:
            self._sides.reconciler.request()

    async def _add(self, link: str, name: str | None) -> Outcome:
        sides, wishes = self._sides, self._sides.reconciler.latest.wishes
        before = sides.catalogue.sources.get(link)
        end = asyncio.get_running_loop().time() + self.patience
        watch, new = await self._files.add({"link": link, "name": name, "folder": _folder(name)})
        why = ""
        if new or watch.link not in sides.catalogue.sources:
            why = await self._answer(watch.link, before, end)
        if new and (twin := self._twin(watch, wishes)) is not None:
            await self._files.remove(watch.link)  # another address of what is wished for
            await sides.reconciler.settle()
            watch, new = twin, False
        row = self._shelf.of_wish(watch)
        if new:
            why = "; ".join(filter(None, (why, await self._make_folder(row))))
        return Outcome(row, await self._shelf.count(row), new, why)

    async def _answer(self, link: str, before: Source | None, end: float) -> str:
        """Wait until there is another answer than `before`; why there is none."""
        sources = self._sides.catalogue.sources
        try:
            async with asyncio.timeout_at(end):
                await until(
                    self._sides.bus,
                    lambda: sources.get(link) is not before,
                    *(TitleRefreshed, ProviderFailed, PassFinished),
                )
                await self._sides.reconciler.settle()
        except TimeoutError:
            return f"its provider has not answered within {self.patience:g} s, and is waited for"
        except Unavailable as error:
            return str(error)
        source = sources[link]
        return source.failure.error if source.failure is not None else ""

    def _twin(self, watch: Watch, wishes: Mapping[str, Watch]) -> Watch | None:
        """An older wish for the same title; `wishes` are those of before, by their titles."""
        source = self._sides.catalogue.sources.get(watch.link)
        found = [wishes.get(key) for key in source.titles] if source is not None else []
        twin = found[0] if len(found) == 1 else None
        if twin is None or twin.link == watch.link:  # that was taken away a moment ago
            return None
        return self._files.find(twin.link)

    async def _make_folder(self, row: SeriesRow) -> str:
        """Why there is none now; a library that is away is no error, nor is a full disk."""
        there = {printable(folder) for folder in self._sides.library.shelf().folders}
        if not row.folder or row.folder in there:
            return ""
        try:
            await self._sides.library.make_folder(row.folder)
        except (Unavailable, Conflict) as error:
            logger.warning("No folder was made for %s: %s", row.key, error)
            return f"its folder was not made: {error}"
        return ""

    def _judge(self, link: str) -> None:
        whose = taker(link, self._providers)
        why = lacking(whose) if whose is not None else ""
        if whose is not None and not why:
            return
        said = f"no provider takes links of {host(link) or repr(link[:100])}"
        raise InvalidRequest(f"{said}{why and f', as {why}'}; {self._known()}")

    def _known(self) -> str:
        """In words: the hosts of the providers, or their names where they have none."""
        known: dict[str, None] = {}
        for name, one in self._providers.items():
            links = one.links if isinstance(one, Located) else ()
            known |= dict.fromkeys(map(host, links)) if links else {f"those of {name}": None}
        return f"known are {', '.join(known)}" if known else "config.yaml has no providers"


def _folder(name: str | None) -> str | None:
    """As the February document makes it of a name, and as a watch file takes it."""
    if name is None:
        return None
    shown = "".join(sign if sign.isprintable() else " " for sign in name)
    return safe.component(shown, _ROOM)


class Removing:
    """Take a wish away; what is here stays."""

    def __init__(self, files: WishFiles, shelf: Shelf, reconciler: Reconciler) -> None:
        self._files = files
        self._shelf = shelf
        self._reconciler = reconciler

    async def remove(self, word: str) -> None:
        """By key or folder. Raises `NotFound`, and what `WishFiles.remove` raises."""
        row = self._shelf.find(word)
        await self._files.remove(row.watch.link)
        logger.info("Took the wish for %s away", row.key)
        try:
            await self._reconciler.settle()
        except AniworldError as error:
            logger.warning("It is taken away, but the pass after that failed: %s", error)
