"""One page for a provider: what goes wrong on the way becomes an error of providers."""

from typing import Generic, TypeVar

from aniworldd.clock import Clock
from aniworldd.errors import FetchError, ProviderUnreachable, TitleNotFound
from aniworldd.net.client import DEFAULT_LIMITS
from aniworldd.net.page import Page
from aniworldd.net.requests import Limits
from aniworldd.net.urls import shown
from aniworldd.providers import Fetcher

GONE = (404, 410)
STALE = 60.0  # seconds that an answer may wait for the second question about it

T = TypeVar("T")


class Recent(Generic[T]):
    """The last answer, for the question that follows it: title and items are one request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: tuple[str, float, T] | None = None

    def put(self, question: str, answer: T) -> None:
        self._last = (question, self._clock.monotonic(), answer)

    def take(self, question: str) -> T | None:
        """It, when it was to this question and just now; it is forgotten by that."""
        last, self._last = self._last, None
        if last is None or last[0] != question:
            return None
        return last[2] if self._clock.monotonic() - last[1] < STALE else None


async def ask(name: str, client: Fetcher, url: str, *, limits: Limits = DEFAULT_LIMITS) -> Page:
    """The page at `url`, for the provider `name`. Raises ProviderUnreachable, TitleNotFound."""
    try:
        return await client.get(url, limits=limits)
    except FetchError as error:
        if error.status in GONE:
            message = f"{shown(url)} answered {error.status}, which says that there is no such page"
            raise TitleNotFound(name, message) from error
        raise ProviderUnreachable(name, str(error), retry_after=error.retry_after) from error
