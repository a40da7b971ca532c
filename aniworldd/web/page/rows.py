"""The overview's records, cut to what a page can show at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from aniworldd.overview.records import ItemRow, Now, State, TitleRow
from aniworldd.overview.system import Check, Level
from aniworldd.overview.words import count
from aniworldd.web import human

_LINES = 400  # of all titles together on the first page; a title's own page shows all of its own
_LINES_EACH = 30


@dataclass(frozen=True, slots=True)
class Line:
    """Neighbouring items that are missing for the same reason."""

    codes: str  # S01E02, or S01E02 – S01E07
    name: str
    state: State
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A title with what is not here of it."""

    title: TitleRow
    lines: tuple[Line, ...]
    more: int  # items that are left to the title's own page


@dataclass(frozen=True, slots=True)
class Figures:
    running: int
    queued: int
    missing: int
    complete: int


WORST = {
    Level.OK: "All checks are well",
    Level.NOTE: "All checks are well",
    Level.WARNING: "Something needs a look",
    Level.ERROR: "Something is wrong",
}
_LEVELS = (Level.ERROR, Level.WARNING, Level.NOTE, Level.OK)


def worst(checks: Iterable[Check]) -> Level:
    """The level of the check that is a reason to look soonest."""
    found = {check.level for check in checks}
    return next((level for level in _LEVELS if level in found), Level.OK)


def verdict(headline: str) -> tuple[str, str]:
    """The headline's first sentence, and the rest."""
    first, dot, rest = headline.partition(". ")
    return first + dot.strip(), rest


def figures(now: Now) -> Figures:
    return Figures(
        running=len(now.running),
        queued=len(now.queued),
        missing=sum(title.missing for title in now.titles),
        complete=sum(not title.missing and not title.note for title in now.titles),
    )


def tab(now: Now) -> str:
    """What the browser's tab says, so that one need not look at the page."""
    if not now.running:
        return f"{verdict(now.headline)[0].rstrip('.')} – {now.name}"
    rate = human.rate(now.rate)
    return f"{len(now.running)} downloading{f', {rate}' if rate else ''} – {now.name}"


def missing(titles: Iterable[TitleRow]) -> list[Missing]:
    """Each title's missing items as lines, as many as one page can bear."""
    left = _LINES
    shown = []
    for title in titles:
        lines = list(_lines(title.items))
        fits = lines[: max(min(left, _LINES_EACH), 0)]
        left -= len(fits)
        items = sum(number for _, number in fits)
        shown.append(Missing(title, tuple(line for line, _ in fits), len(title.items) - items))
    return shown


def seasons(title: TitleRow) -> list[tuple[str, Sequence[ItemRow]]]:
    """A title's items by season; films and specials come last, as people list them."""
    parts = [
        (code, list(items))
        for code, items in groupby(title.items, lambda item: item.code.partition("E")[0])
    ]
    parts.sort(key=lambda part: part[0] == "S00")
    return [(_season(code), items) for code, items in parts]


def _season(code: str) -> str:
    return "Films and specials" if code == "S00" else f"Season {int(code[1:])}"


def _lines(items: Iterable[ItemRow]) -> Iterator[tuple[Line, int]]:
    """The lines, each with how many items it stands for."""
    for (state, why), group in groupby(items, lambda item: (item.state, item.why)):
        alike = list(group)
        if len(alike) == 1:
            yield Line(alike[0].code, alike[0].name, state, why), 1
        else:
            codes = f"{alike[0].code} – {alike[-1].code}"
            yield Line(codes, count(len(alike), "episode"), state, why), len(alike)
