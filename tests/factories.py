"""Records for tests: everything has a sensible value, the test names what matters to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aniworldd.catalogue import Listed, Listing, Source
from aniworldd.library.shelf import Here, Shelf
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.title import Item, ItemKey, Season, Title
from aniworldd.model.watch import Priority, Watch
from aniworldd.reconcile.state import Desired, Observed

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
LINK = "https://catalogue.example/anime/stream/lamp-post"


def make_watch(**fields: object) -> Watch:
    return replace(Watch(id="lamp-post.yaml", link=LINK), **fields)  # type: ignore[arg-type]


def make_title(key: str = "lamp-post", **fields: object) -> Title:
    title = Title(
        key=key,
        provider="demo",
        link=LINK,
        name="The Lamp Post",
        year=2024,
        seasons=(Season(1),),
    )
    return replace(title, **fields)  # type: ignore[arg-type]


def make_item(season: int = 1, number: int = 1, title: str = "lamp-post", **fields: object) -> Item:
    item = Item(ItemKey(title, season, number), name=f"Part {number}")
    return replace(item, **fields)  # type: ignore[arg-type]


def make_listing(
    items: Sequence[Item] = (make_item(),),
    *,
    title: Title | None = None,
    listed_at: datetime = LONG_AGO,
    first_at: datetime = LONG_AGO,
) -> Listing:
    title = title or make_title()
    return Listing(title, title.key, first_at, tuple(Listed(item, listed_at) for item in items))


def make_source(**fields: object) -> Source:
    source = Source(
        link=LINK,
        provider="demo",
        titles=("lamp-post",),
        fetched_at=NOW - timedelta(hours=1),
        changed_at=LONG_AGO,
    )
    return replace(source, **fields)  # type: ignore[arg-type]


def make_download(item: ItemKey | None = None, **fields: object) -> Download:
    download = Download(
        id="d1",
        item=item or make_item().key,
        title="The Lamp Post",
        added_at=NOW - timedelta(minutes=5),
        position=1,
        state=DownloadState.PENDING,
        priority=Priority.NORMAL,
        asked_by=AskedBy.PLAN,
    )
    return replace(download, **fields)  # type: ignore[arg-type]


def make_desired(*watches: Watch, **fields: object) -> Desired:
    desired = Desired(watches=watches or (make_watch(),), auto_download=True)
    return replace(desired, **fields)  # type: ignore[arg-type]


def make_shelf(
    files: Mapping[tuple[int, int], Here] | None = None,
    *,
    folder: str = "The Lamp Post (2024)",
    **fields: object,
) -> Shelf:
    own = {folder: files} if files else {}
    shelf = Shelf(folders=frozenset(own), files=own)
    return replace(shelf, **fields)  # type: ignore[arg-type]


def make_observed(listing: Listing | None = None, **fields: object) -> Observed:
    listing = listing or make_listing()
    observed = Observed(
        shelf=make_shelf(),
        sources={LINK: make_source()},
        listings={listing.title.key: listing},
        pins={"lamp-post": "The Lamp Post (2024)"},
        wished_at={LINK: LONG_AGO},
    )
    return replace(observed, **fields)  # type: ignore[arg-type]
