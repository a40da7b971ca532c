"""What providers last said: kept, so that a failing one costs nothing that was known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import JsonValue

from aniworldd.errors import ProviderChanged, ProviderError
from aniworldd.library import brake
from aniworldd.model.title import Item, ItemKey, Title
from aniworldd.store import StateTable, Store
from aniworldd.store.records import Codec


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a link gives nothing new."""

    since: datetime
    error: str
    next_at: datetime
    tries: int = 1
    changed: bool = False  # the layout is another one: waiting does not cure it


@dataclass(frozen=True, slots=True)
class Renamed:
    """A title that had another key of ours before: what is remembered by it goes along."""

    key: str
    was: str


@dataclass(frozen=True, slots=True)
class Source:
    """What became of one wished link."""

    link: str
    provider: str
    titles: tuple[str, ...] = ()  # our keys
    fetched_at: datetime | None = None  # of the last good answer
    changed_at: datetime | None = None  # when an answer last brought something new
    failure: Failure | None = None
    shrink: brake.Question | None = None  # an answer that lost too much, kept out until settled
    key: str | None = None  # the wish's own, when it last counted
    renamed: tuple[Renamed, ...] = ()  # newest first


@dataclass(frozen=True, slots=True)
class Listed:
    """An item and since when the catalogue has it."""

    item: Item
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """A title as it was last described."""

    title: Title
    provider_key: str  # the key by which its provider knows it
    first_at: datetime
    items: tuple[Listed, ...] = ()  # by season and number


@dataclass(frozen=True, slots=True)
class _Found:
    """A title of an answer under our key."""

    title: Title
    provider_key: str
    items: Sequence[Item]
    before: Listing | None  # how its link knew it, perhaps under another key


@dataclass(frozen=True, slots=True)
class _Head:
    """The stored part of a listing that does not grow with its items."""

    title: Title
    provider_key: str
    first_at: datetime


@dataclass(frozen=True, slots=True)
class _Noted:
    """The stored part of an item that its provider does not say."""

    listed_at: datetime | None = None  # None: as soon as its title


_SOURCE = Codec(Source, "link")
_HEAD = Codec(_Head, "title")
_ITEM = Codec(Item, "item", apart=("key",))
_NOTED = Codec(_Noted, "item")


class Catalogue:
    """Every source and listing in memory; each change goes to the store as it happens."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._links = store.table("links")
        self._titles = store.table("titles")
        self._items = store.table("items")
        self._listings = _read_listings(self._titles, self._items)
        self._sources = {
            link: _known(_SOURCE.load(link, document), self._listings)
            for link, document in self._links.documents().items()
        }

    @property
    def sources(self) -> Mapping[str, Source]:
        """By link; a live view."""
        return self._sources

    @property
    def listings(self) -> Mapping[str, Listing]:
        """By our key; a live view."""
        return self._listings

    def listings_of(self, link: str) -> list[Listing]:
        """The titles behind a link."""
        source = self._sources.get(link)
        return [self._listings[key] for key in source.titles] if source else []

    def find(self, key: ItemKey) -> Listed | None:
        listing = self._listings.get(key.title)
        if listing is None:
            return None
        return next((listed for listed in listing.items if listed.item.key == key), None)

    def answered(
        self,
        link: str,
        provider: str,
        found: Sequence[tuple[Title, Sequence[Item]]],
        now: datetime,
        *,
        key: str | None = None,
    ) -> Source:
        """Take in a provider's whole answer for a link; `key` is the wish's, for a single title.

        An answer that lost more than the brake allows changes nothing but the question.
        """
        before = self._sources.get(link, Source(link, provider))
        key = key if len(found) == 1 else None
        own: list[_Found] = []
        for title, items in found:
            own.append(self._own(before, title, items, key, {one.title.key for one in own}))
        shrink = self._shrink(before, own, now)
        if shrink is not None:
            source = replace(before, shrink=shrink, fetched_at=now, failure=None)
            self._put_source(source)
            return source
        with self._store.batch():
            news = [self._take(one, now) for one in own]
            source = Source(
                link,
                provider,
                titles=tuple(one.title.key for one in own),
                fetched_at=now,
                changed_at=now if any(news) else before.changed_at,
                key=key,
                renamed=_renamed(before, own),
            )
            self._put_source(source)
        return source

    def failed(
        self, link: str, provider: str, error: ProviderError, now: datetime, next_at: datetime
    ) -> Source:
        """Note that a provider gave no answer; what it said before stays."""
        before = self._sources.get(link, Source(link, provider))
        old = before.failure
        failure = Failure(
            since=old.since if old else now,
            error=str(error),
            next_at=next_at,
            tries=old.tries + 1 if old else 1,
            changed=isinstance(error, ProviderChanged),
        )
        source = replace(before, failure=failure)
        self._put_source(source)
        return source

    def accept(self, link: str) -> None:
        """A person says that a shrunken answer is right: the next one is believed."""
        source = self._sources[link]
        if source.shrink is not None:
            self._put_source(replace(source, shrink=brake.accepted(source.shrink)))

    def forget(self, link: str, titles: Iterable[str]) -> None:
        """Drop a source, "" for none, and the descriptions of these titles with their items."""
        if link in self._sources:
            del self._sources[link]
            self._links.drop(link)
        for key in titles:
            listing = self._listings.pop(key, None)
            if listing is None:
                continue
            self._titles.drop(key)
            for listed in listing.items:
                self._items.drop(_item_id(listed.item.key))

    def _own(
        self,
        before: Source,
        title: Title,
        items: Sequence[Item],
        key: str | None,
        given: Collection[str],
    ) -> _Found:
        """The title under our key: the one that it has, as long as its wish says no other.

        `given` are the keys that other titles of the same answer have got.
        """
        old = [self._listings[one] for one in before.titles]
        known = next((one for one in old if one.provider_key == title.key), None)
        wanted = key or title.key
        if known is not None and before.key == key:
            wanted = known.title.key
        own, number = wanted, 1
        mine = known.title.key if known is not None else None
        while own in given or (own != mine and self._is_anothers(own, before.link, title)):
            own = f"{wanted}-{title.provider}" if number == 1 else f"{wanted}-{number}"
            number += 1
        if (
            known is None
            and len(old) == 1
            and not self._is_anothers(old[0].title.key, before.link, title)
        ):
            known = old[0]  # the link is the same, whatever its provider calls the title now
        ours = {
            item.key: replace(item, key=ItemKey(own, item.key.season, item.key.number))
            for item in items
        }
        return _Found(replace(title, key=own), title.key, tuple(ours.values()), known)

    def _is_anothers(self, key: str, link: str, title: Title) -> bool:
        """Whether another link's title has this key, and is not this very one."""
        holder = self._listings.get(key)
        return (
            holder is not None
            and (holder.title.provider, holder.provider_key, holder.title.link)
            != (title.provider, title.key, title.link)
            and any(
                key in source.titles for source in self._sources.values() if source.link != link
            )
        )

    def _shrink(
        self, before: Source, own: Sequence[_Found], now: datetime
    ) -> brake.Question | None:
        """Whatever their titles' keys are: another name is no loss."""
        one = len(before.titles) == len(own) == 1
        known = {
            _place("" if one else listing.provider_key, listed.item)
            for listing in map(self._listings.__getitem__, before.titles)
            for listed in listing.items
        }
        found = {
            _place("" if one else title.provider_key, item) for title in own for item in title.items
        }
        return brake.judge(known, found, before.shrink, now)

    def _take(self, found: _Found, now: datetime) -> bool:
        """Store what is new or different; says whether there was anything."""
        title, held = found.title, self._listings.get(found.title.key)
        old = found.before
        if old is None and held is not None and held.provider_key == found.provider_key:
            old = held  # by another link
        since = {_place("", listed.item): listed.listed_at for listed in old.items} if old else {}
        stored = {listed.item.key: listed for listed in held.items} if held else {}
        head = _Head(title, found.provider_key, old.first_at if old else now)
        news = held is None or _head(held) != head
        if news:
            self._titles.put(title.key, _HEAD.dump(head))
        same_start = held is not None and held.first_at == head.first_at
        fresh: list[Listed] = []
        for item in found.items:
            listed = Listed(item, since.get(_place("", item), now))
            if stored.pop(item.key, None) == listed and same_start:
                fresh.append(listed)
                continue
            fresh.append(self._keep(head, listed))
            news = True
        for gone in stored:
            self._items.drop(_item_id(gone))
            news = True
        self._listings[title.key] = _listing(head, fresh)
        return news

    def _keep(self, head: _Head, listed: Listed) -> Listed:
        """Store it; the answer shares its texts with the document."""
        id, at = _item_id(listed.item.key), listed.listed_at
        noted = _Noted(None if at == head.first_at else at)
        self._items.put(id, {**_ITEM.dump(listed.item), **_NOTED.dump(noted)})
        return _listed(head, id, self._items.documents()[id])

    def _put_source(self, source: Source) -> None:
        self._sources[source.link] = source
        self._links.put(source.link, _SOURCE.dump(source))


def asked(listing: Listing, item: Item) -> Item:
    """The item under the key by which its provider knows it."""
    return replace(item, key=ItemKey(listing.provider_key, item.key.season, item.key.number))


def _known(source: Source, listings: Collection[str]) -> Source:
    """Without the titles whose description was lost: then its provider is asked anew."""
    titles = tuple(key for key in source.titles if key in listings)
    return source if titles == source.titles else replace(source, titles=titles, fetched_at=None)


def _renamed(before: Source, own: Iterable[_Found]) -> tuple[Renamed, ...]:
    """Every earlier key of a link's titles, newest first."""
    known: dict[Renamed, None] = {}
    for found in own:
        key, old = found.title.key, found.before.title.key if found.before else found.title.key
        earlier = (one.was for one in before.renamed if one.key == old)
        known |= {Renamed(key, was): None for was in (old, *earlier) if was != key}
    return tuple(known)


def _place(title: str, item: Item) -> str:
    return f"{title}/{item.key.season}/{item.key.number}"


def _head(listing: Listing) -> _Head:
    return _Head(listing.title, listing.provider_key, listing.first_at)


def _item_id(key: ItemKey) -> str:
    return f"{key.title}/{key.season}/{key.number}"


def _listing(head: _Head, items: Collection[Listed]) -> Listing:
    ordered = sorted(items, key=lambda listed: listed.item.key)
    return Listing(head.title, head.provider_key, head.first_at, tuple(ordered))


def _listed(head: _Head, id: str, document: Mapping[str, JsonValue]) -> Listed:
    _, season, number = id.rsplit("/", 2)
    item = _ITEM.load(id, document, key=ItemKey(head.title.key, int(season), int(number)))
    return Listed(item, _NOTED.load(id, document).listed_at or head.first_at)


def _read_listings(titles: StateTable, items: StateTable) -> dict[str, Listing]:
    """Items without a title are of no use to anybody."""
    heads = {key: _HEAD.load(key, document) for key, document in titles.documents().items()}
    by_title: dict[str, list[Listed]] = {key: [] for key in heads}
    for id, document in items.documents().items():
        key = id.partition("/")[0]
        if key in heads:
            by_title[key].append(_listed(heads[key], id, document))
    return {key: _listing(head, by_title[key]) for key, head in heads.items()}
