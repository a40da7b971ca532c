"""Which links are feeds: those that the config names, else those that look like one."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_ENDS = re.compile(
    r"(?:\.(?:xml|rss|atom|rdf)"
    r"|(?:^|[/._-])(?:feeds?|rss2?|atom|mrss|podcast|videocast)(?:\.(?:php|aspx?|cgi))?)/?$",
    re.IGNORECASE,
)
_QUERIES = re.compile(r"(?:^|&)(?:feed|format|type)=(?:rss2?|atom|feed|podcast|xml)(?:&|$)")


class Links:
    """The feeds of one provider."""

    def __init__(self, links: Sequence[str]) -> None:
        self._starts = tuple(map(_bare, links))

    def recognise(self, link: str) -> bool:
        if not is_address(link):
            return False
        if self._starts:
            return any(_begins(_bare(link), start) for start in self._starts)
        parts = urlsplit(link)
        return bool(_ENDS.search(parts.path) or _QUERIES.search(parts.query.lower()))


def is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return usable and parts.username is None and link.isprintable() and " " not in link


def _bare(link: str) -> str:
    """The address without what two spellings of it differ in."""
    host, slash, path = link.partition("#")[0].partition("://")[2].partition("/")
    return host.lower().removeprefix("www.") + slash + path


def _begins(link: str, start: str) -> bool:
    """Whether it is that address, or one below it."""
    rest = link.removeprefix(start.rstrip("/"))
    return rest != link and rest[:1] in ("", "/", "?", "&")
