"""Definition files to compiled sites, every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from aniworldd.config import marks
from aniworldd.config.problems import Problem, refused
from aniworldd.config.reading import read
from aniworldd.providers.site.compiler import compile_pages
from aniworldd.providers.site.complaints import Complaints
from aniworldd.providers.site.definition import Definition, Http
from aniworldd.providers.site.glance import glance
from aniworldd.providers.site.pages import AnyPage
from aniworldd.providers.site.patterns import Pattern, compile_pattern
from aniworldd.providers.site.rules import judge

_UNREADABLE = {"C007", "C008", "C010"}  # the reader gave up


@dataclass(frozen=True, slots=True)
class Site:
    """A definition that is right by construction."""

    id: str
    links: tuple[str, ...]  # the first healthy one is asked
    key: Pattern  # of a series' link
    labels: Mapping[str, str]  # a site's word or number, in lower case → label
    pages: Mapping[str, AnyPage]
    one_season: bool
    running_numbers: bool
    http: Http


def read_site(source: bytes | str, file: str) -> tuple[Site | None, list[Problem]]:
    """The site that a definition describes, or None when one of the problems is an error."""
    node, problems = marks.compose(source, file)
    if node is None:
        return None, problems
    definition, problems = read(node, Definition, cut=True)
    complaints = Complaints(node)
    if definition is None:
        if not _UNREADABLE & {problem.code for problem in problems}:
            glance(node, complaints)
        return None, problems + complaints.problems
    judge(definition, complaints)
    key = complaints.attempt(compile_pattern, definition.key, ("key",)) or compile_pattern(".")
    pages = compile_pages(definition, key, complaints)
    problems += complaints.problems
    if refused(problems):
        return None, problems
    site = Site(
        id=definition.id,
        links=definition.links,
        key=key,
        labels=_labels(definition),
        pages=pages,
        one_season=definition.pages.series.seasons == "one",
        running_numbers=definition.pages.season.number == "running",
        http=definition.http,
    )
    return site, problems


def _labels(definition: Definition) -> dict[str, str]:
    labels = {}
    for word, language in definition.languages.items():
        for name in (word, language.site, language.label):
            if name is not None:
                labels[str(name).casefold()] = language.label
    return labels
