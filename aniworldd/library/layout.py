"""Where things belong in a library: a title's folder and an item's file. Pure."""

import re
from pathlib import PurePath

from aniworldd.errors import Conflict
from aniworldd.model.title import Item, ItemKind, Title
from aniworldd.naming import format, parse, safe
from aniworldd.naming.format import Template

_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")


def new_folder(title: Title, given: str | None, name: str | None, template: str) -> str:
    """The folder of a title that has none yet; `given` and `name` are the wish's.

    `template` is the first component of the naming.
    """
    if given is not None or name is not None:
        return safe.component(given or name or "")
    shown = title.name if safe.clean(title.name) else title.key
    return format.folder(template, title=shown, year=title.year)


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


_OUTSIDE = format.compile(
    "{title}/Season {season:02}/{title} - S{season:02}E{number:02} - {name}"
)  # films and specials, whatever the template says
