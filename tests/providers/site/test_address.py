import pytest

from aniworldd.net.urls import host
from aniworldd.providers.site.address import compile_address, is_link, on
from aniworldd.providers.site.faults import BadExpression

KNOWN = ("key", "query", "season.number", "season.url", "episode.url")


@pytest.mark.parametrize(
    "template, expected",
    [
        ("/search?q={query}", "/search?q=a%20%26%20b%2F%C3%A9%3F"),
        ("/t/{key}/s{season.number}", "/t/lamp-post/s2"),
        ("{season.url}", "https://site.example/a?b=c"),
        ("{season.url}/links", "https://site.example/a?b=c/links"),
        ("/frame?url={season.url}", "/frame?url=https%3A%2F%2Fsite.example%2Fa%3Fb%3Dc"),
        ("/plain", "/plain"),
    ],
)
def test_values_are_encoded_unless_they_are_the_address(template: str, expected: str) -> None:
    values = {
        "query": "a & b/é?",
        "key": "lamp-post",
        "season.number": "2",
        "season.url": "https://site.example/a?b=c",
    }

    assert compile_address(template, KNOWN).fill(values) == expected


@pytest.mark.parametrize(
    "template, message, where",
    [
        (
            "/x/{sesaon.url}",
            "no {sesaon.url} on this page; did you mean 'season.url'?",
            "{sesaon.url}",
        ),
        ("/x/{}", "no {} on this page", "{}"),
        ("/x/{key", "'{' cannot stand in an address", "{"),
        ("/a b", "' ' cannot stand in an address", " "),
        ("x/{key}", "an address begins with one /", "x/{key}"),
        ("//evil.example/{key}", "an address begins with one /", "//evil.example/{key}"),
        (
            "https://evil.example/{key}",
            "an address begins with one /",
            "https://evil.example/{key}",
        ),
        ("{key}", "an address begins with one /", "{key}"),
    ],
)
def test_an_address_that_cannot_work_is_refused(template: str, message: str, where: str) -> None:
    with pytest.raises(BadExpression) as raised:
        compile_address(template, KNOWN)

    error = raised.value
    end = error.offset + error.width if error.width else None
    assert message in error.message
    assert template[error.offset : end] == where


@pytest.mark.parametrize(
    "link, fits",
    [
        ("https://site.example", True),
        ("http://127.0.0.1:8080", True),
        ("https://site.example/base/", True),
        ("https://[::1]:8080", True),
        ("site.example", False),
        ("ftp://site.example", False),
        ("https://", False),
        ("https://site.example:99999", False),
        ("https://site.example/?a=b", False),
        ("https://user:word@site.example", False),
        ("https://a b", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_link_is_where_a_site_begins(link: str, fits: bool) -> None:
    assert is_link(link) is fits


@pytest.mark.parametrize(
    "url, expected",
    [
        ("https://www.Site.example/x", "site.example"),
        ("https://site.example:443", "site.example"),
        ("http://site.example:443", "site.example:443"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("https://site.example.:443/", "site.example"),
        ("https://site.example:port/", ""),
        ("/x", ""),
    ],
)
def test_hosts_are_compared_without_what_does_not_matter(url: str, expected: str) -> None:
    assert host(url) == expected


@pytest.mark.parametrize(
    "address, expected",
    [
        ("/a?b=c", "https://mirror.example/base/a?b=c"),
        ("https://site.example/a?b=c#d", "https://mirror.example/base/a?b=c"),
        ("https://mirror.example/base/a", "https://mirror.example/base/a"),
        ("https://old.example/a", "https://mirror.example/base/a"),
        ("https://old.example/base/a", "https://mirror.example/base/base/a"),
        ("https://site.example", "https://mirror.example/base/"),
    ],
    ids=["path", "another link", "its own base", "former host", "another's base", "no path"],
)
def test_a_page_is_asked_on_the_link_and_nowhere_else(address: str, expected: str) -> None:
    links = ["https://site.example", "https://mirror.example/base/"]

    assert on(links[1], address, links) == expected
