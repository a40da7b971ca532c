import pytest

from aniworldd.providers.rss.links import Links


@pytest.mark.parametrize(
    "link",
    [
        "https://pod.example/feed.xml",
        "https://pod.example/show.rss",
        "https://pod.example/feed/",
        "https://pod.example/show/feed",
        "https://pod.example/FEED",
        "https://pod.example/rss",
        "https://pod.example/rss.php",
        "https://pod.example/index.xml?show=4",
        "https://pod.example/?feed=rss2",
        "https://pod.example/show?id=4&format=rss",
        "http://pod.example:8080/atom.xml",
        "https://pod.example/show-podcast",
    ],
)
def test_a_link_that_looks_like_a_feed_is_one(link: str) -> None:
    assert Links(()).recognise(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://pod.example/",
        "https://pod.example/feedback",
        "https://pod.example/feed/episode-4",
        "https://pod.example/show.mp4",
        "https://feed.example/show",
        "https://pod.example/?q=rss",
        "https://user@pod.example/feed.xml",
        "https://pod.example:0/feed.xml",
        "feed://pod.example/feed.xml",
        "https://pod.example/a b.xml",
    ],
)
def test_any_other_is_not(link: str) -> None:
    assert not Links(()).recognise(link)


def test_links_that_the_config_names_are_the_only_ones() -> None:
    links = Links(("https://pod.example/all", "https://talks.example/"))

    assert links.recognise("https://pod.example/all")
    assert links.recognise("http://www.POD.example/all/")
    assert links.recognise("https://pod.example/all?page=1")
    assert links.recognise("https://talks.example/any/show")
    assert not links.recognise("https://pod.example/allez")
    assert not links.recognise("https://pod.example/ALL")
    assert not links.recognise("https://other.example/feed.xml")
