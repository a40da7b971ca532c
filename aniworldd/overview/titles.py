"""Titles as rows: what a wish led to, with its counts and its items."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from aniworldd.config.problems import printable
from aniworldd.model.title import Item, ItemKey
from aniworldd.model.verdict import Verdict
from aniworldd.model.watch import Watch
from aniworldd.naming import home
from aniworldd.overview import questions, reasons
from aniworldd.overview.records import ItemRow, State, TitleRow
from aniworldd.reconcile import folders
from aniworldd.reconcile.state import About, Note, Observed, Pin, Plan

_GRAVEST = (State.STUCK, State.COMING, State.WAITING, State.HERE, State.UNWANTED)


def rows(plan: Plan, observed: Observed, now: datetime) -> tuple[TitleRow, ...]:
    """Every wish's title with all its items, by name; wishes without a title come last."""
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in plan.verdicts:
        verdicts.setdefault(verdict.item.title, []).append(verdict)
    notes: dict[str, list[Note]] = {}
    for note in plan.notes:
        notes.setdefault(note.title or note.link, []).append(note)
    homes = whereabouts(plan, observed)
    unread = _by_series(unplaced(plan, observed))
    known = [
        _row(
            key,
            observed,
            watch,
            verdicts.get(key, []),
            notes,
            homes.get(key, ("", "")),
            unread,
            now,
        )
        for key, watch in plan.wishes.items()
    ]
    known.sort(key=lambda row: row.name.casefold())
    nameless = [_nameless(note, now) for note in plan.notes if not note.title]
    links = {row.link for row in known}
    return (*known, *(row for row in nameless if row.link not in links))


def whereabouts(plan: Plan, observed: Observed) -> dict[str, tuple[str, str]]:
    """The folder of each title, and why; also what the plan has only just chosen."""
    homes = {key: (at, observed.pinned_for.get(key, "")) for key, at in observed.pins.items()}
    chosen = (action for action in plan.actions if isinstance(action, Pin))
    return homes | {pin.title: (pin.folder, pin.reason) for pin in chosen}


def unplaced(plan: Plan, observed: Observed) -> tuple[str, ...]:
    """Files that were not understood, and that no catalogue places."""
    found = observed.shelf.unread
    placed = {verdict.file for verdict in plan.verdicts} if found else set()
    return tuple(path for path in found if path not in placed)


def _by_series(paths: Iterable[str]) -> dict[str, list[str]]:
    """By what is the same of their series' folders; those in none are left out."""
    found: dict[str, list[str]] = {}
    for path in paths:
        if series := home.of_file(path):
            found.setdefault(folders.same(series), []).append(path)
    return found


def pick(row: TitleRow, keep: Callable[[ItemRow], bool]) -> TitleRow:
    """The row with only some of its items."""
    return replace(row, items=tuple(item for item in row.items if keep(item)))


def _row(
    key: str,
    observed: Observed,
    watch: Watch,
    verdicts: Iterable[Verdict],
    notes: dict[str, list[Note]],
    home: tuple[str, str],
    unread: Mapping[str, list[str]],
    now: datetime,
) -> TitleRow:
    listing = observed.listings[key]
    title = listing.title
    items = {listed.item.key: listed.item for listed in listing.items}
    own = tuple(_item(items, verdict, now) for verdict in verdicts)
    mine = [*notes.get(title.key, ()), *notes.get(watch.link, ())]
    shrunk = any(note.about is About.CATALOGUE_SHRUNK for note in mine)
    states = {item.state for item in own}
    if any(reasons.stuck(note) for note in mine):
        states.add(State.STUCK)
    return TitleRow(
        key=title.key,
        name=printable(title.name),
        year=title.year,
        provider=title.provider,
        link=printable(watch.link),
        folder=printable(home[0]),
        folder_why=printable(home[1]),
        unread=tuple(map(printable, unread.get(folders.same(home[0]), ()))),
        file=printable(watch.id),
        wanted=sum(item.state is not State.UNWANTED for item in own),
        here=sum(item.state is State.HERE for item in own),
        state=next((state for state in _GRAVEST if state in states), State.WAITING),
        note="; ".join(dict.fromkeys(reasons.about(note, now) for note in mine)),
        items=own,
        question=questions.of_list(key, observed.sources.values()) if shrunk else None,
    )


def _item(items: dict[ItemKey, Item], verdict: Verdict, now: datetime) -> ItemRow:
    return ItemRow(
        key=verdict.item.title,
        code=verdict.item.code,
        name=printable(items[verdict.item].name),
        state=reasons.state(verdict.reason),
        reason=verdict.reason,
        why=reasons.sentence(verdict, now),
    )


def _nameless(note: Note, now: datetime) -> TitleRow:
    return TitleRow(
        key="",
        name=printable(note.watch),
        year=None,
        provider="",
        link=printable(note.link),
        folder="",
        file=printable(note.watch),
        wanted=0,
        here=0,
        state=State.STUCK if reasons.stuck(note) else State.WAITING,
        note=reasons.about(note, now),
    )
