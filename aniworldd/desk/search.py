"""Search for series at all providers that can be asked for words."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from aniworldd.borders import contain
from aniworldd.config.problems import printable
from aniworldd.desk.series import Shelf
from aniworldd.errors import ProviderError, TitleNotFound, Unavailable
from aniworldd.library import layout
from aniworldd.model.title import Title
from aniworldd.net.urls import host
from aniworldd.providers import Provider, Searcher
from aniworldd.watchlist import forms

logger = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds for each provider


@dataclass(frozen=True, slots=True)
class Hit:
    """A series that fits, with the folder that it has, or would have."""

    key: str
    name: str
    site: str
    folder: str
    link: str


@dataclass(frozen=True, slots=True)
class Found:
    hits: Sequence[Hit]
    failed: Mapping[str, str]  # which providers gave nothing, or not all, and why


@dataclass(slots=True)
class _Answer:
    """What one provider says; it grows, and what is there when it fails counts."""

    titles: list[Title] = field(default_factory=list)
    failure: str = ""


class Search:
    """Asks all of them side by side; one that fails costs its own hits only."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        shelf: Shelf,
        template: Callable[[], str],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._providers = providers
        self._shelf = shelf
        self._template = template  # the first component of library.naming
        self._patience = patience

    async def ask(self, words: str, most: int) -> Found:
        """The best of each provider first. Raises `ProviderError` when none of them answers,
        and `Unavailable` when none can be asked.
        """
        asked = {name: one for name, one in self._providers.items() if isinstance(one, Searcher)}
        if not asked:
            raise Unavailable("no provider in config.yaml can be searched")
        tasks = (self._one(name, one, words, most) for name, one in asked.items())
        answers = dict(zip(asked, await asyncio.gather(*tasks), strict=True))
        failed = {name: one.failure for name, one in answers.items() if one.failure}
        titles = list(_in_turn([one.titles for one in answers.values()]))[:most]
        if len(failed) == len(asked) and not titles:
            told = "; ".join(f"{name}: {why}" for name, why in failed.items())
            raise ProviderError(next(iter(failed)), told)
        return Found(self._hits(titles), failed)

    async def _one(self, name: str, provider: Searcher, words: str, most: int) -> _Answer:
        answer = _Answer()

        def odd(error: Exception) -> None:
            answer.failure = f"unexpected: {error!r}"

        with contain(f"the search of {name}", odd):
            try:
                async with asyncio.timeout(self._patience):
                    await _collect(provider, words, most, answer.titles)
            except TimeoutError:
                answer.failure = f"no answer within {self._patience:g} s"
            except TitleNotFound:
                pass  # its way to say that nothing fits
            except ProviderError as error:
                answer.failure = str(error)
        if answer.failure:
            logger.info("A search at %s failed: %s", name, answer.failure)
        return answer

    def _hits(self, titles: Sequence[Title]) -> Sequence[Hit]:
        known = {forms.same_link(row.link): row for row in self._shelf.all()}
        hits = []
        for title in titles:
            row = known.get(forms.same_link(title.link))
            folder = row.folder if row else layout.new_folder(title, None, None, self._template())
            hits.append(
                Hit(
                    key=row.key if row else title.key,
                    name=printable(title.name),
                    site=self._shelf.hosts.get(title.provider) or host(title.link),
                    folder=printable(folder),
                    link=printable(title.link),
                )
            )
        return hits


async def _collect(provider: Searcher, words: str, most: int, titles: list[Title]) -> None:
    found = provider.search(words)
    try:
        async for title in found:
            titles.append(title)
            if len(titles) >= most:
                return
    finally:
        if isinstance(found, AsyncGenerator):
            await found.aclose()


def _in_turn(lists: Sequence[Sequence[Title]]) -> Iterator[Title]:
    """The first of each, then the second of each; of one link the first."""
    seen: set[str] = set()
    for title in chain.from_iterable(zip_longest(*lists)):
        if title is not None and (same := forms.same_link(title.link)) not in seen:
            seen.add(same)
            yield title
