"""Asks the pages of a site on the first link that is healthy, and says what went wrong."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aniworldd.errors import (
    FetchError,
    ProviderChanged,
    ProviderError,
    ProviderUnreachable,
    TitleNotFound,
)
from aniworldd.net.page import Page
from aniworldd.net.urls import host, shown
from aniworldd.providers.site.address import on
from aniworldd.providers.site.obstacles import obstacle
from aniworldd.providers.site.pages import AnyPage, LayoutChanged, NoSuchPage, Record, too_few
from aniworldd.providers.site.reading import Site

logger = logging.getLogger(__name__)

_GONE = (404, 410)
_Failure = ProviderUnreachable | ProviderChanged | TitleNotFound
_OF_TITLES = ("series", "season", "links")  # pages that need not be there


class Fetcher(Protocol):
    """What is used of the HTTP client."""

    async def get(
        self, url: str, *, delay: float | None = None, timeout: float | None = None
    ) -> Page:
        """The page, with a status below 400. Raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    url: str  # of the page, after redirects
    records: tuple[Record, ...]


class Visitor:
    """Mirrors are the same site: it stays with the link that answered last."""

    def __init__(self, name: str, site: Site, links: Sequence[str], fetcher: Fetcher) -> None:
        self._name = name
        self._site = site
        self._links = tuple(links)
        self._fetcher = fetcher
        self._healthy = self._links[0]

    async def ask(self, page: str, values: Mapping[str, str], *, least: int = 0) -> Answer:
        """What the page says, in `least` rows or more as far as the caller knows.

        Raises ProviderUnreachable, ProviderChanged or TitleNotFound.
        """
        site_page = self._site.pages[page]
        path = site_page.address.fill(values)
        failures: list[_Failure] = []
        for link in sorted(self._links, key=lambda it: it != self._healthy):
            try:
                answer = await self._visit(on(link, path, self._links), site_page, least)
            except (ProviderUnreachable, ProviderChanged, TitleNotFound) as error:
                if isinstance(error, TitleNotFound) and not failures:
                    raise  # only a link that is known to work is believed
                logger.debug("%s: %s", self._name, error)
                failures.append(error)
                continue
            if link != self._healthy:
                logger.info("%s is asked on %s from now on", self._name, link)
            self._healthy = link
            return answer
        raise self._all_failed(failures)

    async def _visit(self, url: str, site_page: AnyPage, least: int) -> Answer:
        try:
            page = await self._fetcher.get(
                url, delay=self._site.http.delay, timeout=self._site.http.timeout
            )
        except FetchError as error:
            if error.status in _GONE:
                says = f"answered {error.status}, which says"
                raise self._missing(url, site_page, says) from error
            raise self._unreachable(error) from error
        self._check_host(page)
        try:
            records = await asyncio.to_thread(site_page.read, page, self._site.labels)
            if len(records) < least or (not records and obstacle(page)):
                raise too_few(site_page.name, len(records), least)
        except NoSuchPage as error:
            raise self._missing(url, site_page, "says") from error
        except LayoutChanged as error:
            raise self._changed(page, error) from error
        except FetchError as error:
            raise self._unreachable(error) from error
        return Answer(page.url, records)

    def _unreachable(self, error: FetchError) -> ProviderUnreachable:
        message = str(error)
        if error.status in (403, 503):
            message = f"{message}; it may want to check whether a browser asks"
        return ProviderUnreachable(self._name, message, retry_after=error.retry_after)

    def _check_host(self, page: Page) -> None:
        if host(page.url) not in {host(link) for link in self._links}:
            message = f"leads to {shown(page.url)}, which is not among its links"
            raise ProviderUnreachable(self._name, f"{self._name} {message}")

    def _missing(self, url: str, site_page: AnyPage, says: str) -> TitleNotFound | ProviderChanged:
        message = f"{shown(url)} {says} that there is no such page"
        if site_page.name in _OF_TITLES:
            return TitleNotFound(self._name, message)
        return ProviderChanged(self._name, message, what=site_page.name)

    def _changed(self, page: Page, error: LayoutChanged) -> ProviderUnreachable | ProviderChanged:
        instead = obstacle(page)
        if instead:
            return ProviderUnreachable(self._name, f"{shown(page.url)} {instead}")
        message = f"{shown(page.url)} does not look as the definition says: {error}"
        return ProviderChanged(self._name, message, what=error.what)

    def _all_failed(self, failures: Sequence[_Failure]) -> ProviderError:
        """The first link's own word counts; the mirrors only add to it."""
        first = failures[0]
        if len(failures) == 1 or isinstance(first, ProviderChanged):
            return first
        waits = [
            error.retry_after
            for error in failures
            if isinstance(error, ProviderUnreachable) and error.retry_after is not None
        ]
        message = f"none of {len(failures)} links works: {'; '.join(map(str, failures))}"
        return ProviderUnreachable(self._name, message, retry_after=min(waits, default=None))
