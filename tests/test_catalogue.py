"""The catalogue: what a title is called by us stays, whatever its provider is called."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.catalogue import Catalogue, Renamed
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Observed
from aniworldd.store import Store
from tests.factories import LINK, NOW, make_desired, make_item, make_title, make_watch

DAY = timedelta(days=1)
OTHER = "https://catalogue.example/anime/stream/other"
ITEMS = [make_item(1, number) for number in range(1, 9)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path, now=lambda: NOW)
    yield store
    store.close()


def test_a_provider_under_another_name_changes_no_key(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)

    source = catalogue.answered(LINK, "main", [(make_title(provider="main"), ITEMS)], NOW)

    assert (source.titles, source.shrink, source.renamed) == (("lamp-post",), None, ())
    assert catalogue.listings["lamp-post"].title.provider == "main"


def test_another_key_in_the_wish_is_no_loss_and_is_remembered(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW - DAY)

    source = catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW, key="lamp")

    assert (source.titles, source.shrink) == (("lamp",), None)
    assert source.renamed == (Renamed("lamp", "lamp-post"),)
    assert {listed.listed_at for listed in catalogue.listings["lamp"].items} == {NOW - DAY}
    assert Catalogue(store).sources == catalogue.sources
    assert Catalogue(store).listings == catalogue.listings


def test_earlier_keys_stay_known_over_several_changes(store: Store) -> None:
    catalogue = Catalogue(store)
    for key in (None, "lamp", "post"):
        catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW, key=key)

    assert catalogue.sources[LINK].renamed == (
        Renamed("post", "lamp"),
        Renamed("post", "lamp-post"),
    )


def test_another_provider_with_a_key_of_its_own_takes_the_title_over(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)
    items = [make_item(1, number, title="4711") for number in range(1, 9)]

    source = catalogue.answered(LINK, "main", [(make_title("4711", provider="main"), items)], NOW)

    assert source.shrink is None
    assert source.renamed == (Renamed("4711", "lamp-post"),)


@pytest.mark.parametrize("provider", ["demo", "main"])
def test_two_titles_never_share_a_key(store: Store, provider: str) -> None:
    catalogue = Catalogue(store)
    other = make_title("lamp", name="Another", provider=provider)
    for _ in range(2):
        catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW, key="lamp")
        catalogue.answered(OTHER, provider, [(other, [make_item(title="lamp")])], NOW)

    [mine], [theirs] = catalogue.listings_of(LINK), catalogue.listings_of(OTHER)

    assert (mine.title.name, len(mine.items)) == ("The Lamp Post", 8)
    assert (theirs.title.name, len(theirs.items)) == ("Another", 1)
    assert theirs.title.key == f"lamp-{provider}"
    assert Catalogue(store).listings == catalogue.listings


def test_titles_that_were_mixed_under_one_key_part(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)
    catalogue.answered(OTHER, "demo", [(make_title("other"), [make_item(title="other")])], NOW)
    store.table("links").change(OTHER, {"titles": ["lamp-post"]})
    catalogue = Catalogue(store)

    catalogue.answered(OTHER, "demo", [(make_title("lamp"), ITEMS)], NOW, key="lamp-post")

    assert catalogue.sources[OTHER].titles == ("lamp-post-demo",)
    assert catalogue.sources[OTHER].renamed == ()


def test_two_links_to_one_title_share_its_key(store: Store) -> None:
    catalogue = Catalogue(store)
    for link in (LINK, OTHER):
        catalogue.answered(link, "demo", [(make_title(), ITEMS)], NOW)

    assert catalogue.sources[OTHER].titles == ("lamp-post",)


def test_a_key_that_a_link_gave_up_is_free(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW - DAY, key="lamp")
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)
    other = make_title("other", name="Another")

    catalogue.answered(OTHER, "demo", [(other, [make_item(title="other")])], NOW, key="lamp")

    [theirs] = catalogue.listings_of(OTHER)
    assert (theirs.title.key, theirs.first_at, len(theirs.items)) == ("lamp", NOW, 1)
    assert Catalogue(store).listings == catalogue.listings


def test_what_an_answer_lists_twice_is_no_news_each_time(store: Store) -> None:
    catalogue = Catalogue(store)
    twice = [make_item(), make_item(name="again")]
    catalogue.answered(LINK, "demo", [(make_title(), twice)], NOW - DAY)

    assert catalogue.answered(LINK, "demo", [(make_title(), twice)], NOW).changed_at == NOW - DAY


def test_a_title_lost_from_the_state_stops_nothing_and_is_asked_for_anew(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)
    catalogue.answered(OTHER, "demo", [(make_title("other"), [make_item(title="other")])], NOW)
    store.table("titles").drop("lamp-post")

    catalogue = Catalogue(store)

    assert catalogue.sources[LINK].titles == ()
    assert catalogue.sources[LINK].fetched_at is None
    assert catalogue.listings_of(LINK) == []
    desired = make_desired(make_watch(), make_watch(id="o", link=OTHER))
    seen = Observed(sources=catalogue.sources, listings=catalogue.listings)
    assert [verdict.item.title for verdict in plan(desired, seen, NOW).verdicts] == ["other"]
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)
    assert len(catalogue.listings_of(LINK)[0].items) == 8


def test_two_links_whose_provider_calls_them_alike_are_two_titles(store: Store) -> None:
    catalogue = Catalogue(store)
    feed, other = (
        make_title(link="https://a.example/feed"),
        make_title(link="https://b.example/feed"),
    )
    catalogue.answered(feed.link, "demo", [(feed, ITEMS)], NOW)
    catalogue.answered(other.link, "demo", [(other, ITEMS[:1])], NOW)

    assert catalogue.sources[other.link].titles == ("lamp-post-demo",)
    assert len(catalogue.listings["lamp-post"].items) == len(ITEMS)


def test_two_links_to_one_title_are_one_title(store: Store) -> None:
    catalogue = Catalogue(store)
    catalogue.answered(LINK, "demo", [(make_title(), ITEMS)], NOW)

    assert catalogue.answered(OTHER, "demo", [(make_title(), ITEMS)], NOW).titles == ("lamp-post",)
