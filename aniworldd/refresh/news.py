"""What a page of new things says of titles that we know. Pure."""

from collections.abc import Iterable, Sequence

from aniworldd.catalogue import Listing
from aniworldd.model.title import ItemKey
from aniworldd.providers import News


def unknown(news: Sequence[News], listings: Iterable[Listing]) -> list[News]:
    """The entries with an item of these titles, or one of its languages, not listed yet."""
    return [
        entry
        for listing in listings
        for entry in news
        if entry.key == listing.provider_key and not _known(entry, listing)
    ]


def _known(entry: News, listing: Listing) -> bool:
    if entry.season is None or entry.number is None:
        return True  # nothing to compare with: the timetable asks for the title in its turn
    key = ItemKey(listing.title.key, entry.season, entry.number)
    for listed in listing.items:
        if listed.item.key == key:
            return set(entry.languages) <= set(listed.item.languages)
    return False
