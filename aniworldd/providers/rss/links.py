"""Which links are feeds: those that the config names, else those that look like one."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from aniworldd.providers.links import begins, is_address

_ENDS = re.compile(
    r"(?:\.(?:xml|rss|atom|rdf)"
    r"|(?:^|[/._-])(?:feeds?|rss2?|atom|mrss|podcast|videocast)(?:\.(?:php|aspx?|cgi))?)/?$",
    re.IGNORECASE,
)
_QUERIES = re.compile(r"(?:^|&)(?:feed|format|type)=(?:rss2?|atom|feed|podcast|xml)(?:&|$)")


class Links:
    """The feeds of one provider."""

    def __init__(self, links: Sequence[str]) -> None:
        self.starts = tuple(links)

    def recognise(self, link: str) -> bool:
        if not is_address(link):
            return False
        if self.starts:
            return any(begins(link, start) for start in self.starts)
        parts = urlsplit(link)
        return bool(_ENDS.search(parts.path) or _QUERIES.search(parts.query.lower()))
