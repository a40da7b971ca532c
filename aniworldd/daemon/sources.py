"""Where the worker gets releases: the catalogue knows whose an item is, the provider offers it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aniworldd.catalogue import Catalogue, asked
from aniworldd.errors import NotFound, ProviderUnreachable
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.providers import Provider


class CatalogueSources:
    """Speaks to each provider in the keys that it knows."""

    def __init__(
        self, catalogue: Catalogue, providers: Callable[[], Mapping[str, Provider]]
    ) -> None:
        self._catalogue = catalogue
        self._providers = providers

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
