"""What can go wrong with an answer, switched on by a test: `shelf.faults.drift = True`."""

import re
from dataclasses import dataclass

PAGES = r"/(?!(redirect|hoster|public)/|$)"

# Layout drift: the same data, under other class names.
_DRIFT = {
    "series-title": "show-headline",
    "seasonEpisodesList": "episodeGrid",
    "hosterSiteVideo": "offerBoard",
    "newEpisodeList": "freshEpisodes",
    "seriesContainer": "titleBox",
}
_EPISODE_ROWS = re.compile(r"<tr data-episode-id=.*?</tr>|<div class=\"row\">.*?</div>", re.DOTALL)
_LINK_ROWS = re.compile(r"<li data-lang-key=\"(\d+)\".*?</li>", re.DOTALL)


@dataclass(slots=True)
class Faults:
    """Each is off until it is set, and then holds until `times` answers were spoilt.

    `paths` says whose answers (a regular expression for the start of the path): the catalogue's
    pages unless set. Whoever wants the clips spoilt says `faults.paths = "/hoster/"`.
    """

    paths: str = PAGES
    times: int | None = None  # None: until switched off

    delay: float = 0.0  # seconds before the answer
    status: int = 0  # answer this instead: 500, 503, 429 …
    retry_after: str = ""  # the header that goes with `status`
    challenge: bool = False  # a page that wants to see a browser, with status 200
    loop: bool = False  # a redirect to itself
    missing: bool = False  # "not found", with status 200
    empty: bool = False  # the table is there and has no rows
    drift: bool = False  # classes are renamed
    links_only: int = 0  # pages offer links only in this language (`Language.site`)
    gzip: bool = False  # for who accepts it
    truncated: bool = False  # the connection ends before the announced length
    kept: float = 0.5  # the share of it that comes before that
    linger: float = 0.0  # seconds before it ends: what is not read by then may be lost

    # These two look at the link (`show/season/number/label/hoster`), whatever `paths` says.
    dead_links: str = ""  # a regular expression: the hoster answers 404 for these links
    html_links: str = ""  # … and a page instead of the file for these

    def strike(self, path: str) -> bool:
        """Whether the answer for this path is spoilt; counts down `times`."""
        if self.times == 0 or not re.match(self.paths, path):
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def spoil(self, page: str) -> str:
        """The HTML as it looks with these faults."""
        if self.empty:
            page = _EPISODE_ROWS.sub("", page)
        if self.links_only:
            page = _LINK_ROWS.sub(self._keep_language, page)
        if self.drift:
            for old, new in _DRIFT.items():
                page = page.replace(old, new)
        return page

    def _keep_language(self, row: re.Match[str]) -> str:
        return row[0] if int(row[1]) == self.links_only else ""
