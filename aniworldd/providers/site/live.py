"""`aniworldd site test FILE --live LINK`: a definition against the site itself."""

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from aniworldd.errors import ProviderError
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Latest, Lister, Searcher
from aniworldd.providers.site.check import Finding, Report
from aniworldd.providers.site.provider import SiteProvider

_MOST_HITS = 50


async def try_live(provider: SiteProvider, link: str) -> Report:
    """Ask for the title of `link` as the daemon would, then for whatever else there is."""
    findings: list[Finding] = []
    for part in (_title(provider, link), _latest(provider), _catalogue(provider)):
        try:
            async with aclosing(part) as sentences:
                async for sentence in sentences:
                    findings.append(Finding("ok", sentence))
        except ProviderError as error:
            findings.append(Finding("failed", str(error)))
    return Report(tuple(findings))


async def _title(provider: SiteProvider, link: str) -> AsyncGenerator[str, None]:
    (title,) = await provider.titles(Watch("site test", link))
    year = f" ({title.year})" if title.year else ""
    yield f"series: {title.name}{year}, {len(title.seasons)} seasons, key {title.key}"
    items = await provider.items(title)
    for season in title.seasons:
        listed = [item for item in items if item.key.season == season.number]
        yield f"season {season.number}: {len(listed)} items{_languages(listed)}"
    if items:
        releases = await provider.releases(items[0])
        offers = Counter(release.language or "no language" for release in releases)
        yield f"links of {items[0].key.code}: {_counts(offers)}"
    if isinstance(provider, Searcher):
        yield await _search(provider, title)


async def _search(provider: Searcher, title: Title) -> str:
    hits = 0
    found = provider.search(title.name)
    async for hit in found:
        hits += 1
        if hit.key == title.key:
            return f"search for the title's name finds it at place {hits}"
        if hits == _MOST_HITS:
            break
    return f"search for the title's name gives {hits} others"


async def _latest(provider: SiteProvider) -> AsyncGenerator[str, None]:
    if isinstance(provider, Latest):
        news = await provider.latest()
        yield f"latest: {len(news)} entries of {len({entry.key for entry in news})} titles"


async def _catalogue(provider: SiteProvider) -> AsyncGenerator[str, None]:
    if isinstance(provider, Lister):
        yield f"catalogue: {len(await provider.catalogue())} titles"


def _languages(items: Sequence[Item]) -> str:
    counts = Counter(language for item in items for language in item.languages)
    return f"; {_counts(counts)}" if counts else "; no languages are said"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.most_common()) or "none"
