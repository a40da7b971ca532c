"""Where titles come from: the contract of a provider."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from aniworldd.model.release import Release
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch


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
