"""Have episodes downloaded because a person says so, whatever the plan would do."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aniworldd.catalogue import Listing
from aniworldd.desk.series import Shelf
from aniworldd.downloads.queue import Queue
from aniworldd.errors import NotFound
from aniworldd.model.download import UNDER_WAY, AskedBy
from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Priority, Watch
from aniworldd.overview import reasons
from aniworldd.reconcile import languages
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.store import Store

Place = tuple[int, int]
"""Season and number."""

_HERE = {Reason.HERE, Reason.OTHER_LANGUAGE}
# a download of these would end up in the wrong place, or beside a file that only seems to be gone
_FIRST_ANSWERED = {Reason.LIBRARY_SHRUNK, Reason.FOLDER_UNCLEAR}


@dataclass(frozen=True, slots=True)
class Order:
    series: tuple[str, ...]  # keys or folders of one series; the first that is known counts
    places: tuple[Place, ...]
    priority: Priority | None = None  # None: its wish's


@dataclass(frozen=True, slots=True)
class Refused:
    place: Place
    why: str  # one sentence


@dataclass(frozen=True, slots=True)
class Ordered:
    key: str  # of the series; "" when nobody knows it
    ids: tuple[str, ...]  # of all that is on its way now
    added: tuple[str, ...]  # of those that were not before
    refused: tuple[Refused, ...]


class Ordering:
    """A person's wish counts more than the plan's: it brings back what failed or was cancelled."""

    def __init__(
        self,
        queue: Queue,
        store: Store,
        reconciler: Reconciler,
        shelf: Shelf,
        *,
        languages: Callable[[Watch], tuple[str, ...]],
        now: Callable[[], datetime],
    ) -> None:
        self._queue = queue
        self._store = store
        self._reconciler = reconciler
        self._shelf = shelf
        self._languages = languages
        self._now = now

    async def order(self, order: Order) -> Ordered:
        """Queue them; what cannot be is told with its reason, and holds up none of the others.

        Raises `StoreError`, and `Unavailable` when nobody knows yet what there is.
        """
        await self._shelf.ready()
        key = self._series(order.series)
        if key is None or key not in self._reconciler.latest.wishes:
            named = " or ".join(map(repr, order.series))
            why = f"no series has the key or the folder {named}"
            if key is not None:
                why = f"the provider of {key} has not said yet which episodes there are"
            return Ordered("", (), (), tuple(Refused(place, why) for place in order.places))
        ids, added, refused = [], [], []
        known = _Known.of(self._reconciler, key, self._languages)
        with self._store.batch():
            for place in dict.fromkeys(order.places):
                item = ItemKey(key, *place)
                download = self._queue.by_item(item)
                under_way = download is not None and download.state in UNDER_WAY
                if not under_way and (why := known.against(item, self._now())):
                    refused.append(Refused(place, why))
                    continue
                ids.append(self._add(item, known, order.priority))
                if not under_way:
                    added.append(ids[-1])
        await self._store.durable()
        self._reconciler.request()
        return Ordered(key, tuple(ids), tuple(added), tuple(refused))

    def _series(self, words: Sequence[str]) -> str | None:
        """The key of the first that is known."""
        for word in words:
            with suppress(NotFound):
                return self._shelf.find(word).key
        return None

    def _add(self, item: ItemKey, known: "_Known", priority: Priority | None) -> str:
        languages, replaces = known.terms(item)
        return self._queue.add(
            item,
            title=known.listing.title.name,
            languages=languages,
            priority=known.watch.priority if priority is None else priority,
            asked_by=AskedBy.PERSON,
            replaces=replaces,
        ).id


@dataclass(frozen=True, slots=True)
class _Known:
    """What the last pass saw of one series."""

    watch: Watch
    languages: tuple[str, ...]  # that its wish accepts, best first
    listing: Listing
    verdicts: Mapping[ItemKey, Verdict]
    offered: Mapping[ItemKey, Sequence[str]]  # languages

    @classmethod
    def of(
        cls, reconciler: Reconciler, key: str, languages: Callable[[Watch], tuple[str, ...]]
    ) -> "_Known":
        plan = reconciler.latest
        watch = plan.wishes[key]
        listing = reconciler.observed.listings[key]
        verdicts = {one.item: one for one in plan.verdicts if one.item.title == key}
        offered = {one.item.key: one.item.languages for one in listing.items}
        return cls(watch, languages(watch), listing, verdicts, offered)

    def against(self, item: ItemKey, now: datetime) -> str:
        """Why it cannot be had; "" when it can."""
        verdict = self.verdicts.get(item)
        if verdict is None:
            return f"{self.listing.title.name} has no {item.code}"
        if verdict.reason in _HERE and not self._better(verdict):
            other = verdict.reason is Reason.OTHER_LANGUAGE
            more = f", and there is none in {verdict.what} yet" if other else ""
            return f"it is here already: {verdict.file}{more}"
        if verdict.reason in _FIRST_ANSWERED:
            return reasons.sentence(verdict, now)
        return ""

    def terms(self, item: ItemKey) -> tuple[tuple[str, ...], str]:
        """In which languages it may be taken, and which file of ours makes room for it."""
        verdict = self.verdicts.get(item)
        if verdict is None or verdict.reason not in _HERE:
            return self.languages, ""
        return self._better(verdict), verdict.file

    def _better(self, verdict: Verdict) -> tuple[str, ...]:
        """Languages that its provider has, and its wish wants more than the one that is here.

        None where what is here satisfies the wish, and the wish asks for no upgrade.
        """
        upgrade = verdict.upgrade
        if verdict.reason is Reason.OTHER_LANGUAGE:  # so it counts as missing, and is ours
            wanted = self.languages
        elif upgrade is not None and upgrade.reason is not Reason.NOT_OURS:
            wanted = upgrade.languages
        else:
            return ()
        return languages.among(wanted, self.offered.get(verdict.item, ()))
