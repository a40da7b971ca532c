"""`aniworldd site test FILE`: a definition against the pages that were saved beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from aniworldd.config.reading import did_you_mean
from aniworldd.errors import ProviderChanged, ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.net.page import Page
from aniworldd.providers.site.expectations import (
    EXPECTED,
    Expectation,
    Fields,
    read_expectations,
)
from aniworldd.providers.site.pages import Record
from aniworldd.providers.site.reading import Site
from aniworldd.providers.site.visitor import Answer, Visitor

LINK = "https://site.example"  # of the saved pages, when the definition has no links
_TYPES = {".html": "text/html", ".json": "application/json"}
_ADDRESSES = ("url", "cover")


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Literal["ok", "failed", "note"]
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.kind != "failed" for finding in self.findings)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def fixtures_of(definition: Path, site: Site) -> Path:
    """Where the saved pages of a definition are: `fixtures/ID/` beside it."""
    return definition.parent / "fixtures" / site.id


async def try_fixtures(site: Site, folder: Path) -> Report:
    """Read every saved page in `folder` and compare with its `expected.yaml`."""
    expectations, problems = read_expectations(folder)
    if expectations is None:
        return Report(tuple(Finding("failed", problem.headline) for problem in problems))
    saved = _saved_in(folder)
    if not saved:
        sentence = f"{folder} holds no saved pages: put series.html, season.html and so on there"
        return Report((Finding("failed", sentence),))
    findings = [
        await _try_file(site, path, expectations.files.get(path.name, Expectation()))
        for path in saved
    ]
    names = sorted(path.name for path in saved)
    for name in expectations.files.keys() - set(names):
        sentence = f"{EXPECTED} names {name}, which is not there{did_you_mean(name, names)}"
        findings.append(Finding("failed", sentence))
    for name in sorted(site.pages.keys() - {_page_of(path) for path in saved}):
        findings.append(Finding("note", f"no saved page shows the page '{name}'"))
    return Report(tuple(findings))


def _saved_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.*") if path.suffix in _TYPES)


class _Saved:
    """A fetcher that answers with one file, whatever is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def get(
        self, url: str, *, delay: float | None = None, timeout: float | None = None
    ) -> Page:
        headers = {"Content-Type": _TYPES[self._path.suffix]}
        return Page(url, 200, headers, self._path.read_bytes())


async def _try_file(site: Site, path: Path, expectation: Expectation) -> Finding:
    name, page = path.name, _page_of(path)
    if page not in site.pages:
        known = did_you_mean(page, site.pages)
        return Finding("failed", f"{name}: the definition has no page '{page}'{known}")
    link = site.links[0] if site.links else LINK
    visitor = Visitor(site.id, site, [link], _Saved(path))
    try:
        answer = await visitor.ask(page, _sample(link))
    except ProviderError as error:
        outcome = _outcome(error)
        if outcome == expectation.gives:
            return Finding("ok", f"{name}: {outcome}, as expected")
        return Finding("failed", f"{name}: {expectation.gives} expected, but {outcome}: {error}")
    rows = len(answer.records)
    if expectation.gives != "records":
        return Finding(
            "failed", f"{name}: {expectation.gives} expected, but it gives {counted(rows, 'row')}"
        )
    differences = list(_differences(answer, expectation))
    if differences:
        return Finding("failed", f"{name}: {'; '.join(differences)}")
    return Finding("ok", f"{name}: {counted(rows, 'row')}, as expected")


def _page_of(path: Path) -> str:
    """`season.films.html` shows the page `season`."""
    return path.name.partition(".")[0]


def _sample(link: str) -> dict[str, str]:
    here = f"{link}/"
    return {
        **{"query": "query", "key": "key", "season.number": "1", "season.url": here},
        **{"episode.number": "1", "episode.url": here},
    }


def _outcome(error: ProviderError) -> str:
    match error:
        case TitleNotFound():
            return "missing"
        case ProviderChanged():
            return "changed"
        case ProviderUnreachable():
            return "unreachable"
        case _:
            return "failed"


def _differences(answer: Answer, expectation: Expectation) -> Iterator[str]:
    found, expected = answer.records, expectation.records
    rows = expectation.rows
    if rows is None and expected is not None:
        rows = len(expected)
    if rows is not None and len(found) != rows:
        yield f"{counted(rows, 'row')} expected, {len(found)} found"
    yield from _compare(answer.url, "row", found, expected or ())
    if expectation.seasons is not None:
        seasons = found[0].each.get("seasons", ()) if found else ()
        if len(seasons) != len(expectation.seasons):
            yield f"{counted(len(expectation.seasons), 'season')} expected, {len(seasons)} found"
        yield from _compare(answer.url, "season", seasons, expectation.seasons)


def _compare(
    base: str, what: str, found: Sequence[Record], expected: Sequence[Fields]
) -> Iterator[str]:
    for position, (record, fields) in enumerate(zip(found, expected, strict=False), start=1):
        for field, value in fields.items():
            got, wanted = _pair(record, base, field, value)
            if got != wanted:
                yield f"{what} {position}: {field} is {got!r}, {wanted!r} expected"


def _pair(
    record: Record, base: str, field: str, value: str | tuple[str, ...]
) -> tuple[object, object]:
    """What was found and what was expected, so that equal means as expected."""
    if not isinstance(value, str):
        return list(record.texts(field.removesuffix("[]"))), list(value)
    wanted = urljoin(base, value) if field in _ADDRESSES and value else value
    return record.text(field), wanted
