"""Commands that say what would be done and why; they read state and disk, and change nothing."""

import argparse
import difflib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath

from aniworldd import control
from aniworldd.bus import Bus
from aniworldd.catalogue import Catalogue
from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.config.problems import Problem, printable
from aniworldd.daemon import build, jobs, plugs, say, sides, together, written
from aniworldd.downloads.queue import Queue
from aniworldd.downloads.room import Room
from aniworldd.errors import InvalidRequest, NotFound, Unavailable
from aniworldd.library.peek import peek
from aniworldd.model.download import Download
from aniworldd.model.title import read_code
from aniworldd.overview import titles
from aniworldd.overview.records import TitleRow
from aniworldd.overview.words import count, moment
from aniworldd.reconcile import leaving
from aniworldd.reconcile.apply import Memory
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Action, Observed, Plan
from aniworldd.store import Store
from aniworldd.triggers import timetable
from aniworldd.watchlist.watchlist import Wishes


@dataclass(frozen=True, slots=True)
class Look:
    """What a pass would find and do now."""

    at: datetime
    plan: Plan
    observed: Observed
    rows: tuple[TitleRow, ...]
    problems: Sequence[Problem]
    running: bool  # whether a daemon is
    fresh: bool  # whether none ever was
    downloads: Sequence[Download]  # in queue order
    queue_runs: bool
    scanned_at: datetime | None = None  # when a scan ended last


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """`plan` and `why`; raises `ConfigError`, `StoreError`, `NotFound`, `InvalidRequest`."""
    seen = look(call.config, SystemClock().now())
    keys = call.keys if call.command == "plan" else [call.key]
    rows = [_find(seen, key) for key in keys]
    if call.command == "plan":
        _say_plan(seen, rows or list(seen.rows), print, whole=bool(rows), machine=call.json)
    else:
        _say_why(seen, rows[0], call.episode, print, machine=call.json)
    return 0


def look(config: Path | None, now: datetime) -> Look:
    """Raises `ConfigError`, `StoreError`."""
    where = places.find(config, os.environ)
    begin = written.start(where, plugs.PLUGS)
    wishes = written.wishes(begin, where)
    store = Store.read(begin.state)
    if store.locked:
        raise Unavailable(f"the state is locked: {store.locked}")
    desired = sides.desired(begin.settings, wishes.watches)
    queue = Queue(store.table("downloads"), clock=SystemClock(), new_id=str, publish=Bus().publish)
    seen = _observe(store, begin, wishes, queue, where.folder)
    result = plan(desired, seen, now)
    return Look(
        now,
        result,
        seen,
        titles.rows(result, seen, now),
        [*begin.reading.problems, *wishes.problems],
        control.answers(begin.state),
        fresh=not store.sequence,
        downloads=queue.downloads(),
        queue_runs=begin.settings.downloads.running,
        scanned_at=timetable.last(store.table("jobs"), jobs.SCAN),
    )


def _observe(
    store: Store, begin: written.Start, wishes: Wishes, queue: Queue, folder: Path
) -> Observed:
    clock = SystemClock()
    catalogue, memory = Catalogue(store), Memory(store)
    names = sides.names(memory, catalogue)
    directory = begin.settings.library.directory
    seen = peek(store, directory, names, partial(sides.unclaimed, memory, catalogue), clock)
    shelf = seen.shelf
    if not shelf.away:
        room = Room(lambda: seen.free, lambda: begin.settings.library.min_free)
        shelf = replace(shelf, low=room.below_floor())
    providers, _ = build.sources(begin, folder, clock)
    return Observed(
        shelf=shelf,
        sources=catalogue.sources,
        listings=catalogue.listings,
        downloads={download.item: download for download in queue.downloads()},
        pins=memory.pins,
        pinned_for=memory.pinned_for,
        ids=seen.ids,
        wished_at=memory.wished_at,
        left_at=memory.left_at,
        unrecognised=together.assign(wishes.watches, providers).unrecognised,
    )


def _find(look: Look, key: str) -> TitleRow:
    """The title that is meant by its key, name or watch file; raises `NotFound`."""
    meant = key.casefold()
    names: dict[str, TitleRow] = {}
    for row in look.rows:
        for name in (row.key, PurePath(row.file).stem, row.file, row.name):
            names.setdefault(name.casefold(), row)
    names.pop("", None)
    if meant in names:
        return names[meant]
    if key in look.observed.listings:
        until = leaving.expected(key, look.observed)
        forgotten = f" until {moment(until, look.at)}" if until is not None else ""
        raise NotFound(
            f"nobody wishes for {key!r} any more; what its provider said is kept{forgotten}, and "
            "its files, history and folder stay"
        )
    near = difflib.get_close_matches(meant, names, 1)
    hint = f"; did you mean {names[near[0]].key or names[near[0]].file!r}?" if near else ""
    raise NotFound(f"no wish is for {key!r}{hint}")


def _say_plan(
    look: Look, rows: list[TitleRow], print: Callable[[str], None], *, whole: bool, machine: bool
) -> None:
    keys = {row.key for row in rows}
    planned = [action for action in look.plan.actions if not whole or say.title_of(action) in keys]
    if machine:
        print(_json(look, planned, rows))
        return
    _preface(look, print)
    lines = list(say.actions(planned, look.at))
    if look.fresh:
        print("What it would do is known once it has asked the providers.")
    else:
        print("The next pass would:" if lines else "The next pass would do nothing.")
    for line in lines:
        print(line)
    for row in rows:
        print("")
        for line in say.title(row) if whole else say.summary(row):
            print(line)
    if not rows:
        print("Nothing is wished for; drop a file into the watchlist folder.")
    if not whole and (found := _loose(look)):
        print("")
        for line in say.loose(found):
            print(line)


def _loose(look: Look) -> list[str]:
    """Files that were not understood, and that no title's row names."""
    named = {path for row in look.rows for path in row.unread}
    found = map(printable, titles.unplaced(look.plan, look.observed))
    return [path for path in found if path not in named]


def _say_why(
    look: Look,
    row: TitleRow,
    episode: str | None,
    print: Callable[[str], None],
    *,
    machine: bool,
) -> None:
    code = ""
    if episode is not None:
        position = read_code(episode)
        if position is None:
            raise InvalidRequest(f"{episode!r} is no episode; write S01E02 or 1x02")
        code = f"S{position[0]:02}E{position[1]:02}"
        if row.items and all(item.code != code for item in row.items):
            raise NotFound(
                f"the catalogue lists no {code} of {row.name}; "
                f"it lists {count(len(row.items), 'episode')}"
            )
        row = titles.pick(row, lambda item: item.code == code)
    if machine:
        print(_json(look, [], [row]))
        return
    _preface(look, print)
    for line in say.title(row):
        print(line)


def _preface(look: Look, print: Callable[[str], None]) -> None:
    """What the reader must know about the answer."""
    if look.fresh or not look.running:
        print(nobody(look))
    if look.problems:
        print(f"{count(len(look.problems), 'problem')} in your files: aniworldd check")
    if look.observed.shelf.away and not look.fresh:
        print(f"The library is away: {look.observed.shelf.away}")


def nobody(look: Look) -> str:
    """What stands before an answer that no daemon gives."""
    if look.fresh:
        return "No daemon has run with this state yet; start it with: aniworldd run"
    return "No daemon is running; this is what its state, your files and the disk say."


def _json(look: Look, planned: Sequence[Action], rows: Sequence[TitleRow]) -> str:
    document = {
        "running": look.running,
        "away": look.observed.shelf.away,
        "actions": [{"do": type(one).__name__.lower(), **say.plain(one)} for one in planned],
        "titles": [asdict(row) for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
