"""What a page of new things says of titles that we know. Pure."""

from collections.abc import Iterable, Sequence

from aniworldd.catalogue import Listing
from aniworldd.model.title import ItemKey
from aniworldd.providers import News


def unknown(news: Sequence[News], listings: Iterable[Listing]) -> bool:
    """Whether any of these titles has an item, or one of its languages, that is not listed yet."""
    return any(
        entry.key == listing.provider_key and not _known(entry, listing)
        for listing in listings
        for entry in news
    )


def _known(entry: News, listing: Listing) -> bool:
    if entry.season is None or entry.number is None:
        return True  # nothing to compare with: the timetable asks for the title in its turn
    key = ItemKey(listing.title.key, entry.season, entry.number)
    for listed in listing.items:
        if listed.item.key == key:
            return set(entry.languages) <= set(listed.item.languages)
    return False
