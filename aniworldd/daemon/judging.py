"""Commands that judge what is given to them: files that people wrote, and names in a library."""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path, PurePath

from aniworldd.clock import SystemClock
from aniworldd.config import check, places, problems, reports
from aniworldd.config.files import read_bytes
from aniworldd.config.places import Places
from aniworldd.config.problems import Problem
from aniworldd.config.settings import Settings
from aniworldd.daemon import build, plugs, together, written
from aniworldd.errors import ConfigError, InvalidRequest
from aniworldd.naming import parse
from aniworldd.naming.parse import Reading
from aniworldd.providers.site.reading import read_site
from aniworldd.watchlist import watchlist

EX_CONFIG = 78

Print = Callable[[str], None]


def run(call: argparse.Namespace, *, print: Print) -> int:
    if call.command == "names":
        return _names(call.paths, print, machine=call.json)
    return _check(call, print)


def _check(call: argparse.Namespace, print: Print) -> int:
    where = places.find(call.config, os.environ)
    if call.files:
        found = check.these(call.files, where, plugs.PLUGS, wish=watchlist.check, site=_site)
    else:
        found = check.everything(
            where, plugs.PLUGS, [lambda settings: _wishes(where, settings), lambda _: _sites(where)]
        )
        found = list(dict.fromkeys([*found, *_together(where)]))
    wrong = problems.refused(found)
    if wrong or not call.quiet:
        _say(found, where, call, print)
    return EX_CONFIG if wrong else 0


def _say(found: Sequence[Problem], where: Places, call: argparse.Namespace, print: Print) -> None:
    match call.format:
        case "json":
            print(reports.as_json(found))
        case "github":
            if found:
                print(reports.as_github(found, lambda file: _from_here(file, where, call.files)))
        case _:
            valid = f"All files are valid: {where.folder}"
            print(problems.render(found) if found else valid)


def _from_here(file: str, where: Places, given: Sequence[Path]) -> str:
    """A file's name as seen from the working folder; what is no file stays as it is called."""
    named = (path for path in given if file in {str(path), path.name})
    path = next(named, where.folder / file)
    return os.path.relpath(path) if path.exists() else file


def _wishes(where: Places, settings: Settings) -> Iterable[Problem]:
    folder = where.folder / settings.watchlist.directory
    return watchlist.read(folder, shown=places.shown(folder, where.folder)).problems


def _sites(where: Places) -> Iterator[Problem]:
    for path in sorted((where.folder / "sites").glob("*.yaml")):
        yield from _site(path, places.shown(path, where.folder))


def _site(path: Path, shown: str | None = None) -> list[Problem]:
    source = read_bytes(path)
    name = shown or str(path)
    if isinstance(source, OSError):
        return [Problem("C001", f"the file cannot be read: {source.strerror}", name)]
    return read_site(source, name)[1]


def _together(where: Places) -> list[Problem]:
    """What only all files together show; nothing while the config itself is not valid."""
    try:
        begin = written.start(where, plugs.PLUGS, strict=True)
    except ConfigError:
        return []
    providers, broken = build.sources(begin, where.folder, SystemClock())
    if broken:  # what is wrong with a definition says more than that its links are unknown
        return broken
    return together.judge(begin.reading, written.wishes(begin, where), providers)


def _names(paths: Iterable[str], print: Print, *, machine: bool) -> int:
    for path in _walked(paths):
        reading = parse.read(path)
        print(_json(reading) if machine else _line(reading))
    return 0


def _walked(paths: Iterable[str]) -> Iterator[PurePath]:
    """The names themselves; of a folder that exists, the files below it."""
    for name in paths:
        if not name:
            raise InvalidRequest("a name of nothing is no name; '.' is the folder you are in")
        path = Path(name)
        if not path.is_dir():
            yield PurePath(path)
            continue
        for folder, folders, files in os.walk(path):
            folders.sort()
            for name in sorted(files):
                yield PurePath(folder, name).relative_to(path)


def _line(reading: Reading) -> str:
    if reading.skip_reason is not None:
        what = f"skipped ({reading.skip_reason})"
    elif not reading.take:
        what = "unknown"
    elif reading.season is not None:
        what = " ".join(f"S{reading.season:02}E{number:02}" for number in reading.episodes)
    elif reading.date is not None:
        what = f"of {reading.date}"
    else:
        what = " ".join(f"E{number:02}" for number in reading.absolute)
    return f"{what:20} {reading.path}"


def _json(reading: Reading) -> str:
    return json.dumps(reading._asdict(), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is not JSON")
