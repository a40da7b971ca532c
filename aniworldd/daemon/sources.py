"""Where the worker gets releases: the catalogue knows whose an item is, the provider offers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from aniworldd.catalogue import Catalogue, Listing, asked
from aniworldd.downloads.needs import Whence
from aniworldd.errors import NotFound, ProviderUnreachable
from aniworldd.model.release import Release
from aniworldd.model.title import Item, ItemKey
from aniworldd.providers import Provider


class CatalogueSources:
    """Speaks to each provider in the keys that it knows."""

    def __init__(
        self, catalogue: Catalogue, providers: Callable[[], Mapping[str, Provider]]
    ) -> None:
        self._catalogue = catalogue
        self._providers = providers
        self._known: dict[str, tuple[Listing, Mapping[ItemKey, Whence]]] = {}

    def whence(self, item: ItemKey) -> Whence:
        listing = self._catalogue.listings.get(item.title)
        if listing is None:
            return Whence()
        known = self._known.get(item.title)
        if known is None or known[0] is not listing:
            found = {listed.item.key: _whence(listing, listed.item) for listed in listing.items}
            known = self._known[item.title] = (listing, found)
        return known[1].get(item, Whence())

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


def _whence(listing: Listing, item: Item) -> Whence:
    """Where a provider names no hosters its pages mostly lie where its files do."""
    host = urlsplit(item.url).netloc.lower()
    return Whence(listing.title.provider, item.hosters or ((host,) if host else ()))
