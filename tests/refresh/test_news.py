"""Which news are news."""

from dataclasses import replace

import pytest

from aniworldd.providers import News
from aniworldd.refresh.news import unknown
from tests.factories import make_item, make_listing, make_title


@pytest.mark.parametrize(
    "news,expected",
    [
        (News("lamp-post", 1, 1, ("German Sub",)), False),
        (News("lamp-post", 1, 1), False),
        (News("lamp-post", 1, 1, ("German Sub", "German Dub")), True),
        (News("lamp-post", 1, 2), True),
        (News("lamp-post", 2, 1), True),
        (News("another", 1, 2), False),
        (News("lamp-post"), False),
    ],
    ids=str,
)
def test_only_what_is_not_listed_yet_is_news(news: News, expected: bool) -> None:
    listing = make_listing([make_item(languages=("German Sub",))])

    assert unknown([news], [listing]) == ([news] if expected else [])


def test_a_title_is_known_by_its_providers_key() -> None:
    listing = replace(
        make_listing([make_item(title="lamp-post-demo")], title=make_title("lamp-post-demo")),
        provider_key="lamp-post",
    )
    ours, theirs = News("lamp-post-demo", 1, 2), News("lamp-post", 1, 2)

    assert unknown([ours, theirs, News("lamp-post", 1, 1)], [listing]) == [theirs]
