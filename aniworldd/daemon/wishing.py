"""`aniworldd add` and `aniworldd remove`: edit the watch folder; a daemon notices by itself."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aniworldd.catalogue import Catalogue
from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.config.backups import Backups
from aniworldd.config.places import Places
from aniworldd.config.values import Value
from aniworldd.daemon import build, plugs, say, written
from aniworldd.daemon.written import Start
from aniworldd.errors import InvalidRequest, NotFound, Unavailable
from aniworldd.overview.words import count
from aniworldd.providers import lacking, taker
from aniworldd.store import Store
from aniworldd.watchlist import editing
from aniworldd.watchlist.watchlist import Wishes


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Raises `ConfigError`, `StoreError`, and what `editing` and `saving` raise."""
    where = places.find(call.config, os.environ)
    begin = written.start(where, plugs.PLUGS)
    made = _add(call, where, begin) if call.command == "add" else _remove(call.key, where, begin)
    say.tell(made.lines, made.found, print, machine=call.json)
    return 0


@dataclass(frozen=True, slots=True)
class _Made:
    """What was done: for a person, and for machines."""

    lines: Sequence[str]
    found: Mapping[str, object]


def _add(call: argparse.Namespace, where: Places, begin: Start) -> _Made:
    wishes = _wishes(where, begin)
    added = editing.add(begin.watch_folder, wishes, _fields(call))
    file = f"{wishes.folder}/{added.file}"
    if not added.new:
        found = {"file": file, "new": False, "but": ""}
        return _Made([f"{file} wishes for it already; nothing was changed"], found)
    but = _but(call.link, where, begin)
    lines = [f"Added {file}", *([f"But {but}"] if but else [])]
    return _Made(lines, {"file": file, "new": True, "but": but})


def _but(link: str, where: Places, begin: Start) -> str:
    """Why nothing will come of it; "" when something may."""
    providers, _ = build.sources(begin, where.folder, SystemClock())
    whose = taker(link, providers)
    if whose is None:
        known = ", ".join(providers) or "none yet"
        return f"no provider in {where.config} recognises the link; there are: {known}"
    return lacking(whose)


def _fields(call: argparse.Namespace) -> Mapping[str, Value]:
    languages = [word.strip() for word in (call.languages or "").split(",") if word.strip()]
    return {
        "link": call.link,
        "name": call.name,
        "folder": call.folder,
        "languages": languages or None,
        "upgrade": True if call.upgrade else None,
    }


def _remove(word: str, where: Places, begin: Start) -> _Made:
    wishes = _wishes(where, begin)
    backups = Backups(where, plugs.PLUGS, begin.settings, now=SystemClock().now)
    made: list[str] = []

    def back_up() -> None:
        made.append(backups.before_loss("before-remove").name)

    try:
        removed = editing.remove(begin.watch_folder, wishes, word, backup=back_up)
    except NotFound:
        link = _link_of(word, begin)
        if link is None:
            raise
        removed = editing.remove(begin.watch_folder, wishes, link, backup=back_up)
    file = f"{wishes.folder}/{removed.file}"
    what = f"line {removed.line} of {file}" if removed.line else file
    kept = [f"You wrote that yourself, so it is kept: aniworldd backup restore {it}" for it in made]
    found = {"file": file, "line": removed.line or None, "backup": made[0] if made else None}
    return _Made([f"Removed {what}; episodes stay", *kept], found)


def _link_of(key: str, begin: Start) -> str | None:
    """What is wished for where plan, why and the page say this key, as the state has it."""
    store = Store.read(begin.state)
    for source in Catalogue(store).sources.values() if not store.locked else ():
        if key in source.titles and len(source.titles) > 1:
            known = count(len(source.titles), "title")
            raise InvalidRequest(f"{key} is one of {known} of {source.link}: remove that link")
        if key in source.titles:
            return source.link
    return None


def _wishes(where: Places, begin: Start) -> Wishes:
    """Those in force; raises `Unavailable` when the folder is away."""
    folder, wishes = begin.watch_folder, written.wishes(begin, where)
    if not wishes.available and not wishes.files and not folder.exists():
        return Wishes(folder=wishes.folder)  # nobody wished for anything yet
    if not wishes.available:
        raise Unavailable(f"{folder} cannot be read: is its disk there?")
    return wishes
