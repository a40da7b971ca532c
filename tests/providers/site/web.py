"""A web in memory, and the reference definition asked about it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aniworldd.config.problems import render
from aniworldd.errors import FetchError
from aniworldd.net.client import DEFAULT_LIMITS
from aniworldd.net.page import Page
from aniworldd.net.requests import Limits
from aniworldd.providers import site
from aniworldd.providers.site.provider import SiteProvider
from aniworldd.providers.site.reading import Site, read_site

HERE = Path(__file__).parent
REFERENCE = HERE / "site-definition.example.yaml"
JSON_REFERENCE = HERE / "site-definition-json.example.yaml"
SITE = "https://catalogue.example"
MIRROR = "https://mirror.example"
STREAM = f"{SITE}/anime/stream/leuchtturm"


@dataclass(slots=True)
class Web:
    """Answers by address; what is not there is 404. An error as a page is raised."""

    pages: dict[str, str | bytes | FetchError | Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    delay: float | None = None
    timeout: float | None = None

    async def get(
        self,
        url: str,
        *,
        delay: float | None = None,
        timeout: float | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Page:
        self.asked.append(url)
        self.delay, self.timeout = delay, timeout
        answer = self.pages.get(url)
        if answer is None:
            raise FetchError(f"{url} answered 404 (Not Found)", status=404)
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, Page):
            return answer
        body = answer.encode() if isinstance(answer, str) else answer
        return Page(url, 200, {"Content-Type": "text/html; charset=utf-8"}, body)

    def copy_to(self, host: str) -> None:
        """The same pages on a mirror too."""
        self.pages |= {url.replace(SITE, host): page for url, page in self.pages.items()}


class PatientClock:
    """Nobody waits; waiting moves the clock."""

    def __init__(self) -> None:
        self._passed = 0.0

    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        self._passed += seconds
        await asyncio.sleep(0)


def saved(name: str, folder: str = "series-template") -> str:
    """A page that is shipped as a fixture, as the reference definition's site would send it."""
    path = site.SHIPPED / "fixtures" / folder / name
    return path.read_text("utf-8").replace("https://site.example", SITE)


def lighthouse() -> Web:
    """The site with one series: a season and a film."""
    return Web(
        {
            STREAM: saved("series.html"),
            f"{STREAM}/staffel-1": saved("season.html"),
            f"{STREAM}/staffel-2": saved("season.html").replace("staffel-1", "staffel-2"),
            f"{STREAM}/filme": saved("season.films.html"),
            f"{STREAM}/staffel-1/episode-1": saved("links.html"),
        }
    )


def make_site(source: str | bytes | None = None) -> Site:
    read, problems = read_site(source or REFERENCE.read_bytes(), "site.yaml")
    assert read is not None, render(problems)
    return read


def make_provider(web: Web, source: str | bytes | None = None) -> SiteProvider:
    read = make_site(source)
    return SiteProvider("standin", read, read.links, web)


def complaints(source: str) -> Mapping[str, str]:
    """What is wrong, rendered, by the code of it."""
    _, problems = read_site(source, "site.yaml")
    return {problem.code: problem.render() for problem in problems}


def reference(**replaced: str) -> str:
    """The reference definition's text with words replaced."""
    text = REFERENCE.read_text("utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text
