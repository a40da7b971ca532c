"""Where the worker gets releases: the catalogue knows whose an item is, the provider offers it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from aniworldd.borders import contain
from aniworldd.catalogue import Catalogue, Listing, asked
from aniworldd.downloads.needs import Whence
from aniworldd.errors import NotFound, ProviderError, ProviderUnreachable
from aniworldd.model.release import Release
from aniworldd.model.title import Item, ItemKey
from aniworldd.model.watch import Watch
from aniworldd.providers import Feed, Provider, taker

logger = logging.getLogger(__name__)


class CatalogueSources:
    """Speaks to each provider in the keys that it knows."""

    def __init__(
        self,
        catalogue: Catalogue,
        providers: Callable[[], Mapping[str, Provider]],
        watches: Callable[[], Sequence[Watch]] = tuple,
    ) -> None:
        self._catalogue = catalogue
        self._providers = providers
        self._watches = watches
        self._seen: Sequence[Watch] = ()
        self._also: Mapping[str, Sequence[str]] = {}  # further links, by that of their wish
        self._known: dict[str, tuple[Listing, Mapping[ItemKey, Whence]]] = {}

    def whence(self, item: ItemKey) -> Whence:
        listing = self._catalogue.listings.get(item.title)
        if listing is None:
            return Whence()
        known = self._known.get(item.title)
        if known is None or known[0] is not listing:
            found = {listed.item.key: _whence(listing, listed.item) for listed in listing.items}
            known = self._known[item.title] = (listing, found)
        whence = known[1].get(item, Whence())
        return replace(whence, elsewhere=True) if self._others(item.title) else whence

    async def releases(self, item: ItemKey) -> Sequence[Release]:
        """Raises `ProviderError`; `NotFound` for what the catalogue lost."""
        listed = self._catalogue.find(item)
        if listed is None:
            raise NotFound(f"the catalogue does not list {item} any more")
        listing = self._catalogue.listings[item.title]
        provider = self._providers().get(listing.title.provider)
        if provider is None:
            name = listing.title.provider
            raise ProviderUnreachable(name, f"there is no provider {name!r} in the config now")
        offers = await provider.releases(asked(listing, listed.item))
        return [replace(offer, item=item) for offer in offers]

    async def elsewhere(self, item: ItemKey) -> Sequence[Release]:
        """What the further links of its wish lead to; who cannot say is passed over."""
        found: list[Release] = []
        for link in self._others(item.title):
            provider = taker(link, self._providers())
            if provider is None or isinstance(provider, Feed):
                continue  # what a feed counts, changes
            with contain(f"asking {provider.name} in another's stead"):
                try:
                    found += await _there(provider, link, item)
                except ProviderError as error:
                    logger.info("%s is not had elsewhere either: %s", item, error)
        return found

    def _others(self, title: str) -> Sequence[str]:
        """The further links of the wish that leads to this title alone."""
        watches = self._watches()
        if watches is not self._seen:
            self._seen = watches
            self._also = {one.link: one.also for one in watches if one.also and one.enabled}
        sources = self._catalogue.sources
        for link, also in self._also.items():
            if link in sources and sources[link].titles == (title,):
                return also
        return ()


async def _there(provider: Provider, link: str, item: ItemKey) -> Sequence[Release]:
    """What a provider offers under the same season and number, when the link is one title's."""
    titles = await provider.titles(Watch(link, link))
    if len(titles) != 1:
        return ()
    for theirs in await provider.items(titles[0]):
        if (theirs.key.season, theirs.key.number) == (item.season, item.number):
            return [replace(offer, item=item) for offer in await provider.releases(theirs)]
    return ()


def _whence(listing: Listing, item: Item) -> Whence:
    """Where a provider names no hosters its pages mostly lie where its files do."""
    host = urlsplit(item.url).netloc.lower()
    return Whence(listing.title.provider, item.hosters or ((host,) if host else ()))
