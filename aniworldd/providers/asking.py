"""One page for a provider: what goes wrong on the way becomes an error of providers."""

from aniworldd.errors import FetchError, ProviderUnreachable, TitleNotFound
from aniworldd.net.client import DEFAULT_LIMITS
from aniworldd.net.page import Page
from aniworldd.net.requests import Limits
from aniworldd.net.urls import shown
from aniworldd.providers import Fetcher

GONE = (404, 410)


async def ask(name: str, client: Fetcher, url: str, *, limits: Limits = DEFAULT_LIMITS) -> Page:
    """The page at `url`, for the provider `name`. Raises ProviderUnreachable, TitleNotFound."""
    try:
        return await client.get(url, limits=limits)
    except FetchError as error:
        if error.status in GONE:
            message = f"{shown(url)} answered {error.status}, which says that there is no such page"
            raise TitleNotFound(name, message) from error
        raise ProviderUnreachable(name, str(error), retry_after=error.retry_after) from error
