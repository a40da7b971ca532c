"""Which news are news."""

import pytest

from aniworldd.providers import News
from aniworldd.refresh.news import unknown
from tests.factories import make_item, make_listing


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

    assert unknown([news], [listing]) is expected
