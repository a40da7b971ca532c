"""Where things belong in a library: a title's folder and an item's file. Pure."""

import re
from collections.abc import Collection
from pathlib import PurePath

from aniworldd.errors import Conflict
from aniworldd.model.title import Item, ItemKind, Title
from aniworldd.naming import format, parse, safe
from aniworldd.naming.format import Template

_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")


def folder_for(
    title: Title, given: str | None, name: str | None, existing: Collection[str], template: str
) -> str:
    """The folder of a title that has none yet: the wish's own, one that is there, or a new one.

    `given` and `name` are the wish's; `template` is the first component of the naming. Raises
    `Conflict` when several folders could be meant: that is asked, never guessed.
    """
    if given is not None:
        wanted = safe.component(given)
        return _one(_twins(wanted, existing), title) or wanted
    shown = name or title.name
    there = _tagged(title, existing) or _named(shown, title.year, existing)
    found = _one(there, title)
    if found is not None:
        return found
    if name is not None:
        return safe.component(name)
    return format.folder(template, title=shown if safe.clean(shown) else title.key, year=title.year)


def target(template: Template, folder: str, title: Title, item: Item, extension: str) -> PurePath:
    """The path of an item's file below the root; `extension` begins with a dot.

    Raises `Conflict` when no name can be made that would be read back as this item.
    """
    if not _EXTENSION.fullmatch(extension):
        raise Conflict(f"{extension!r} is no extension of a video file")
    path = PurePath()
    for name in (item.name or item.original_name, ""):
        path = PurePath(folder, f"{_below(template, title, item, name)}{extension}")
        reading = parse.read(path, title.name)
        if reading.take and (reading.season, reading.episodes) == (
            item.key.season,
            (item.key.number,),
        ):
            return path
    raise Conflict(f"{str(path)!r} would not be read as {item.key.code}: change library.naming")


def _below(template: Template, title: Title, item: Item, name: str) -> PurePath:
    """The path below the series folder, whose name is chosen once and for all."""
    if item.key.season == 0 or item.kind is ItemKind.MOVIE:
        template = _OUTSIDE
    path = template.render(
        title=title.name if safe.clean(title.name) else title.key,
        year=title.year,
        season=item.key.season,
        number=item.key.number,
        name=name,
    )
    return PurePath(*path.parts[1:])


def _one(folders: Collection[str], title: Title) -> str | None:
    if len(folders) > 1:
        listed = ", ".join(repr(folder) for folder in sorted(folders))
        raise Conflict(
            f"the folder of {title.name!r} is unclear: there are {listed}; say which with `folder:`"
        )
    return next(iter(folders), None)


def _twins(name: str, existing: Collection[str]) -> list[str]:
    if name in existing:
        return [name]
    folded = safe.fold(name)
    return [folder for folder in existing if safe.fold(folder) == folded]


def _tagged(title: Title, existing: Collection[str]) -> list[str]:
    """Folders that carry the title's own number at IMDb."""
    if not title.imdb:
        return []
    tag = re.compile(rf"[\[{{]imdb(?:id)?[-=]{re.escape(title.imdb)}[\]}}]", re.IGNORECASE)
    return [folder for folder in existing if tag.search(folder)]


def _named(name: str, year: int | None, existing: Collection[str]) -> list[str]:
    """Folders of that name, with this year or none; any year will do while it is not known."""
    folded = safe.fold(safe.component(name))
    there = []
    for folder in existing:
        if not safe.fold(folder).startswith(folded):
            continue
        series, its_year = parse.series(folder)
        same_year = None in (year, its_year) or year == its_year
        if folded in (safe.fold(folder), safe.fold(series)) and same_year:
            there.append(folder)
    return there


_OUTSIDE = format.compile(
    "{title}/Season {season:02}/{title} - S{season:02}E{number:02} - {name}"
)  # films and specials, whatever the template says
