"""What a person says yes to, by a command or on the page: it is right as it is now."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aniworldd.catalogue import Catalogue
from aniworldd.errors import Conflict, NotFound
from aniworldd.library.library import Library
from aniworldd.overview import questions
from aniworldd.overview.records import Question
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.wants import Wants
from aniworldd.refresh.refresher import Refresher

_PATIENCE = 5.0  # seconds, so that the page that follows shows what became of it


class Answering:
    """Takes the answers, and has a pass see them."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        wants: Wants,
        reconciler: Reconciler,
        refresher: Refresher,
        *,
        durable: Callable[[], Awaitable[None]],
    ) -> None:
        self._library = library
        self._catalogue = catalogue
        self._reconciler = reconciler
        self._refresher = refresher
        self._wants = wants
        self._durable = durable

    async def agree(self, about: str, seen: str) -> str:
        """Yes to the question that was shown; what was answered. Raises as `everything` does.

        And `Conflict` when that question stands no more, or another one in its place. A pass that
        takes long goes on without us.
        """
        question = self._question(about)
        if question is None or question.seen != seen:
            raise Conflict("that has changed meanwhile; look at it once more")
        match about:
            case questions.ROOT:
                await self._library.accept_root()
            case questions.FILES:
                await self._library.accept_gone()
            case questions.WISHES:
                self._wants.accept()
            case _:
                await self.accept_list(about.removeprefix(questions.LIST))
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._reconciler.settle(scan=True)
        return question.answer

    async def everything(self) -> None:
        """Library and watch folder are right as they are.

        Raises `LibraryAway`, `StoreError`, `Unavailable` when the pass after it fails.
        """
        await self._library.accept_root()
        await self._library.accept_gone()
        self._wants.accept()
        await self._reconciler.settle(scan=True)

    async def accept_list(self, key: str) -> None:
        """A title's provider may list less. Raises `NotFound` when it does not, `StoreError`."""
        sources = [source for source in self._catalogue.sources.values() if key in source.titles]
        if not any(source.shrink for source in sources):
            raise NotFound(f"there is no question about {key!r}")
        for source in sources:
            self._catalogue.accept(source.link)
            self._refresher.ask(source.link)
        await self._durable()

    def _question(self, about: str) -> Question | None:
        """What is asked about that, as the page says it now."""
        match about:
            case questions.ROOT:
                return questions.of_root(self._library.shelf(), str(self._library.directory))
            case questions.FILES:
                return questions.of_files(self._library.shelf())
            case questions.WISHES:
                return questions.of_wishes(self._wants.question)
            case _:
                key = about.removeprefix(questions.LIST)
                return questions.of_list(key, self._catalogue.sources.values())
