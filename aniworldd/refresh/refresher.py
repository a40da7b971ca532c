"""One loop per provider: what a person asks for, then what is new, then the most overdue."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from aniworldd.borders import contain
from aniworldd.catalogue import Catalogue
from aniworldd.clock import Clock, woken
from aniworldd.errors import ProviderError
from aniworldd.events import Event, ProviderFailed, ProviderRecovered, TitleRefreshed
from aniworldd.model.title import Item, ItemKey, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Continuing, Feed, Latest, News, Provider
from aniworldd.refresh.bars import Bars
from aniworldd.refresh.due import due_at, next_try
from aniworldd.refresh.news import unknown

logger = logging.getLogger(__name__)

_LONGEST_SLEEP = 3600.0  # seconds; a clock that jumped is noticed after that
_AFTER_ODD = 60.0  # seconds
_JUST_NOW = timedelta(minutes=5)
_REMEMBERED = 1000  # entries of that page, by provider, that led to a request already


class _Rank(IntEnum):
    """Who comes first of those that are due."""

    ASKED = 0
    NEVER_FETCHED = 1
    DUE = 2
    LATER = 3


class Refresher:
    """Keeps the catalogue fresh for the wishes it is given; a failing provider stops no other."""

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        *,
        publish: Callable[[Event], None],
        changed: Callable[[], None],
        jitter: Callable[[], float],
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._publish = publish
        self._changed = changed
        self._jitter = jitter
        self._loops: dict[str, asyncio.Task[None]] = {}
        self._wishes: dict[str, Sequence[Watch]] = {}
        self._providers: dict[str, Provider] = {}
        self._looked: set[str] = set()  # providers whose page of what is new is not due
        self._asked: set[str] = set()  # links, by a person
        self._busy: set[str] = set()  # providers that answer to a person now
        self._new: set[str] = set()  # links with something new on a provider's page
        self._acted: dict[str, dict[News, None]] = {}  # by provider, oldest first
        self._woken: dict[str, asyncio.Event] = {}
        self.bars = Bars(clock)
        self.by_itself = True  # false: only what a person asks for, and what is new

    def wish(
        self, wishes: Mapping[str, Sequence[Watch]], providers: Mapping[str, Provider]
    ) -> None:
        """From now on these, by provider; loops start and end accordingly."""
        self._wishes = dict(wishes)
        self._providers = dict(providers)
        for name in self._loops.keys() - self._providers.keys():
            self._loops.pop(name).cancel()
            self._woken.pop(name)
        for name in self._providers:
            self._woken.setdefault(name, asyncio.Event()).set()
            if name not in self._loops:
                self._loops[name] = asyncio.create_task(self._run(name), name=f"refresh {name}")

    def ask(self, link: str) -> None:
        """Refresh this link now, whatever its timetable says."""
        self._asked.add(link)
        self._wake()

    @property
    def asking(self) -> int:
        """For how many links that a person asked about no answer is there yet."""
        wished = {watch.link for these in self._wishes.values() for watch in these if watch.enabled}
        return len(self._asked & wished) + len(self._busy)

    def look(self) -> None:
        """Have every provider that has a page of what is new say what that is."""
        self._looked.clear()
        self._wake()

    async def close(self) -> None:
        loops = list(self._loops.values())
        self._loops.clear()
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)

    def _wake(self) -> None:
        for event in self._woken.values():
            event.set()

    async def _run(self, name: str) -> None:
        while True:
            odd: list[Exception] = []
            with contain(f"the refreshing of {name}", odd.append):
                await self._step(name)
            if odd:
                await self._clock.sleep(_AFTER_ODD)

    async def _step(self, name: str) -> None:
        """Ask for what comes first, or wait until something is due."""
        self._woken[name].clear()
        await self._look_at_latest(name)
        watch, at = self._next(name)
        delay = (at - self._clock.now()).total_seconds() if at else None
        if watch is None or delay is None or delay > 0:
            sleep = None if delay is None else min(delay, _LONGEST_SLEEP)
            await woken(self._woken[name], self._clock, sleep)
            return
        if watch.link in self._asked:
            self._busy.add(name)
        self._asked.discard(watch.link)
        self._new.discard(watch.link)
        try:
            await self._refresh(self._providers[name], watch)
        finally:
            self._busy.discard(name)

    async def _look_at_latest(self, name: str) -> None:
        """One request for all titles: those with something new are due at once.

        Once for each entry: a page that never agrees with its titles is not asked about forever.
        """
        provider = self._providers[name]
        known = [watch for watch in self._wishes.get(name, ()) if self._fetched(watch)]
        if not isinstance(provider, Latest | Feed) or not known or name in self._looked:
            return
        self._looked.add(name)
        if isinstance(provider, Feed):
            self._new |= {watch.link for watch in known if not self._fetched(watch, just_now=True)}
        if not isinstance(provider, Latest):
            return
        with contain(f"the page of what is new at {name}"):
            try:
                news = await provider.latest()
            except ProviderError as error:
                logger.warning("%s does not say what is new: %s", name, error)
                return
            self._act_on(name, [replace(entry, released_at=None) for entry in news], known)

    def _act_on(self, name: str, news: Sequence[News], known: Sequence[Watch]) -> None:
        acted = self._acted.get(name, {})
        seen: dict[News, None] = {}
        for watch in known:
            entries = unknown(news, self._catalogue.listings_of(watch.link))
            if any(entry not in acted for entry in entries):
                self._new.add(watch.link)
            seen |= dict.fromkeys(entries)
        older = [entry for entry in acted if entry not in seen]
        room = max(_REMEMBERED - len(seen), 0)
        self._acted[name] = dict.fromkeys([*older[max(len(older) - room, 0) :], *seen])

    def _fetched(self, watch: Watch, *, just_now: bool = False) -> bool:
        source = self._catalogue.sources.get(watch.link)
        if not watch.enabled or source is None or source.fetched_at is None:
            return False
        return not just_now or abs(self._clock.now() - source.fetched_at) < _JUST_NOW

    def _next(self, name: str) -> tuple[Watch | None, datetime | None]:
        now = self._clock.now()
        due = [
            (*self._due(watch, now), number)
            for number, watch in enumerate(self._wishes.get(name, ()))
            if watch.enabled
        ]
        if not due:
            return None, None
        _, at, number = min(due)
        return self._wishes[name][number], at

    def _due(self, watch: Watch, now: datetime) -> tuple[_Rank, datetime]:
        if watch.link in self._asked:
            return _Rank.ASKED, now
        source = self._catalogue.sources.get(watch.link)
        if not self.by_itself and source is not None and source.fetched_at is not None:
            return _Rank.LATER, datetime.max.replace(tzinfo=UTC)
        at = due_at(source, now)
        if watch.link in self._new and (source is None or source.failure is None):
            at = min(at, now)
        if at > now:
            return _Rank.LATER, at
        if source is None or source.fetched_at is None:
            return _Rank.NEVER_FETCHED, at
        return _Rank.DUE, at

    async def _refresh(self, provider: Provider, watch: Watch) -> None:
        began = self._clock.monotonic()

        def odd(error: Exception) -> None:
            self.bars.note(provider.name, began, repr(error))
            self._failed(provider, watch, ProviderError(provider.name, f"unexpected: {error!r}"))

        with contain(f"provider {provider.name}", odd):
            try:
                found = [
                    (title, await self._items(provider, watch, title))
                    for title in await provider.titles(watch)
                ]
            except ProviderError as error:
                self.bars.note(provider.name, began, str(error))
                self._failed(provider, watch, error)
                return
            self._answered(provider, watch, found)
            self.bars.note(provider.name, began)

    async def _items(self, provider: Provider, watch: Watch, title: Title) -> Sequence[Item]:
        if not isinstance(provider, Continuing):
            return await provider.items(title)
        listings = self._catalogue.listings_of(watch.link)
        same = [one for one in listings if one.provider_key == title.key]
        if not same and len(listings) == 1:
            same = listings  # the link is the same, whatever the title is called now
        known = [
            replace(item, key=ItemKey(title.key, item.key.season, item.key.number))
            for listing in same
            for item in (listed.item for listed in listing.items)
        ]
        return await provider.items_after(title, known)

    def _answered(
        self, provider: Provider, watch: Watch, found: Sequence[tuple[Title, Sequence[Item]]]
    ) -> None:
        before = self._catalogue.sources.get(watch.link)
        source = self._catalogue.answered(
            watch.link, provider.name, found, self._clock.now(), key=watch.key
        )
        if before is not None and before.failure is not None:
            logger.info("%s answers again for %s", provider.name, watch.link)
            self._publish(ProviderRecovered(watch.link, provider.name))
        if source.shrink is not None and (before is None or before.shrink is None):
            gone = len(source.shrink.gone)
            logger.warning("%s lists %d episodes less of %s", provider.name, gone, watch.link)
        self._publish(TitleRefreshed(watch.link, source.titles))
        self._changed()

    def _failed(self, provider: Provider, watch: Watch, error: ProviderError) -> None:
        now = self._clock.now()
        before = self._catalogue.sources.get(watch.link)
        tries = before.failure.tries if before is not None and before.failure else 0
        source = self._catalogue.failed(
            watch.link, provider.name, error, now, next_try(error, tries, now, self._jitter())
        )
        if tries == 0 and source.failure is not None:
            logger.warning("%s gives nothing for %s: %s", provider.name, watch.link, error)
            self._publish(
                ProviderFailed(watch.link, provider.name, str(error), source.failure.since)
            )
        self._changed()
