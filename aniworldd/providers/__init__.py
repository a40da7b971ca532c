"""Where titles come from: the contract of a provider, and how one is made from its section."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from pydantic import BaseModel

from aniworldd.clock import Clock
from aniworldd.config.plugs import Found, kind_of
from aniworldd.model.release import Release
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.net.page import Page
from aniworldd.net.policy import AddressPolicy
from aniworldd.net.requests import Limits
from aniworldd.programs import Programs

KINDS = Found(__name__)


class Provider(Protocol):
    """A catalogue of titles. Raises only `ProviderError` and its children."""

    @property
    def name(self) -> str:
        """The name it has in the config."""
        ...

    def recognises(self, link: str) -> bool:
        """Whether `link` is one of its own; no I/O."""
        ...

    async def titles(self, watch: Watch) -> Sequence[Title]:
        """The titles behind a wish, usually one; `TitleNotFound` when it says there is none."""
        ...

    async def items(self, title: Title) -> Sequence[Item]:
        """Everything the title has now; an empty answer means that it has nothing, and is meant."""
        ...

    async def releases(self, item: Item) -> Sequence[Release]:
        """Concrete offers of the item, in the provider's own order."""
        ...

    async def close(self) -> None:
        """Give back what it holds; called once."""
        ...


@runtime_checkable
class Continuing(Protocol):
    """A provider whose titles have no numbers of their own, or that shows only their newest items.

    It is told what it listed before, so that an item keeps its number whatever comes and goes.
    """

    async def items_after(self, title: Title, known: Sequence[Item]) -> Sequence[Item]:
        """As `items`, where `known` is what the title had the last time."""
        ...


@runtime_checkable
class Feed(Continuing, Protocol):
    """One that shows only the newest: what it dropped before anybody looked was never seen."""

    def is_feed(self) -> Literal[True]:
        """Says so; it is asked for every `scheduler.feeds_minutes`."""
        ...


@runtime_checkable
class Dependent(Protocol):
    """A provider that needs a program of the machine."""

    def missing(self) -> str:
        """Why it cannot work as things are, as a sentence; "" when it can. Asks no program."""
        ...


def taker(link: str, providers: Mapping[str, Provider]) -> Provider | None:
    """Whose a link is: the first, in the config's order, that recognises it."""
    return next((one for one in providers.values() if one.recognises(link)), None)


def lacking(provider: Provider) -> str:
    """Why it cannot work as things are; "" when it can."""
    return provider.missing() if isinstance(provider, Dependent) else ""


@runtime_checkable
class Located(Protocol):
    """A provider that lies at addresses of its own."""

    @property
    def links(self) -> Sequence[str]:
        """What its own links begin with, the usual one first; none is "anywhere"."""
        ...


@runtime_checkable
class Labelling(Protocol):
    """A provider that says which languages it has, by names of its own."""

    def labels(self) -> Collection[str]:
        """The languages as its items and wishes call them; an item may have others, too."""
        ...


@runtime_checkable
class Searcher(Protocol):
    """A provider that can be asked for words."""

    def search(self, query: str) -> AsyncIterator[Title]:
        """Titles that fit, best first; none is a valid answer."""
        ...


@dataclass(frozen=True, slots=True)
class News:
    """A title has something new: an item, or an item in one more language."""

    key: str  # the provider's, of the title
    season: int | None = None
    number: int | None = None
    languages: tuple[str, ...] = ()  # labels
    released_at: datetime | None = None


@runtime_checkable
class Latest(Protocol):
    """A provider with one page of what is new, which spares asking for each title."""

    async def latest(self) -> Sequence[News]:
        """What the page shows, in its order; titles that nobody wished for too."""
        ...


@runtime_checkable
class Lister(Protocol):
    """A provider that can name everything it has."""

    async def catalogue(self) -> Sequence[Title]:
        """All titles, with what the list says of them: no seasons."""
        ...


class Fetcher(Protocol):
    """What a provider uses of the HTTP client."""

    async def get(
        self,
        url: str,
        *,
        delay: float | None = ...,
        timeout: float | None = ...,
        limits: Limits = ...,
    ) -> Page:
        """The page, with a status below 400. Raises FetchError."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What a plug may use of the house."""

    client: Fetcher
    clock: Clock
    programs: Programs
    policy: AddressPolicy  # for addresses that a program is to fetch; the client has its own
    sites: Path  # the folder of the user's own site definitions
    proxy: str | None = None  # for programs that fetch by themselves


def load(name: str, settings: BaseModel, tools: Tools) -> Provider:
    """The provider of this section, `name` being its name in the config.

    Raises ConfigError with every problem that only shows when it is made.
    """
    made: Provider = KINDS.module(kind_of(settings)).build(name, settings, tools)
    return made
