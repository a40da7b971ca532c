"""`aniworldd site test FILE --live LINK`: a definition against the site itself."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager

from aniworldd.errors import ProviderError
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Latest, Lister, Searcher
from aniworldd.providers.site.check import Finding, Report, counted
from aniworldd.providers.site.provider import SiteProvider

_MOST_HITS = 50


async def try_live(provider: SiteProvider, link: str) -> Report:
    """Ask for the title of `link` as the daemon would, then for whatever else there is."""
    findings: list[Finding] = []
    parts = [_title(provider, link)]
    if isinstance(provider, Latest):
        parts.append(_latest(provider))
    if isinstance(provider, Lister):
        parts.append(_catalogue(provider))
    for part in parts:
        with _failing(findings):
            async for finding in part:
                findings.append(finding)
    return Report(tuple(findings))


@contextmanager
def _failing(findings: list[Finding]) -> Iterator[None]:
    try:
        yield
    except ProviderError as error:
        findings.append(Finding("failed", str(error)))


async def _title(provider: SiteProvider, link: str) -> AsyncIterator[Finding]:
    (title,) = await provider.titles(Watch("site test", link))
    year = f" ({title.year})" if title.year else ""
    seasons = counted(len(title.seasons), "season")
    yield _good(f"series: {title.name}{year}, {seasons}, key {title.key}")
    failed: list[Finding] = []
    with _failing(failed):
        items = await provider.items(title)
        for season in title.seasons:
            listed = [item for item in items if item.key.season == season.number]
            number = counted(len(listed), "item")
            yield _good(f"season {season.number}: {number}{_languages(listed)}")
        if items:
            yield await _links(provider, min(items, key=lambda item: item.key.season == 0))
    if isinstance(provider, Searcher):
        with _failing(failed):
            yield await _search(provider, title)
    for finding in failed:
        yield finding


async def _links(provider: SiteProvider, item: Item) -> Finding:
    releases = await provider.releases(item)
    offers = Counter(release.language or "no language" for release in releases)
    return _good(f"links of {item.key.code}: {_counts(offers) or 'none'}")


async def _search(provider: Searcher, title: Title) -> Finding:
    hits = 0
    async for hit in provider.search(title.name):
        hits += 1
        if hit.key == title.key:
            return _good(f"search for its name finds it at place {hits}")
        if hits == _MOST_HITS:
            break
    sentence = f"search for its name gives {counted(hits, 'title')}, and not this one"
    return Finding("note", sentence)


async def _latest(provider: Latest) -> AsyncIterator[Finding]:
    news = await provider.latest()
    titles = len({entry.key for entry in news})
    yield _good(f"latest: {counted(len(news), 'row')} of {counted(titles, 'title')}")


async def _catalogue(provider: Lister) -> AsyncIterator[Finding]:
    yield _good(f"catalogue: {counted(len(await provider.catalogue()), 'title')}")


def _good(sentence: str) -> Finding:
    return Finding("ok", sentence)


def _languages(items: Sequence[Item]) -> str:
    counts = Counter(language for item in items for language in item.languages)
    return f"; {_counts(counts)}" if counts else "; no languages are said"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.most_common())
