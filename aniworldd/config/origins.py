"""The settings in force, one by one, and where each one's value comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from pydantic import BaseModel

from aniworldd.config import disguise, files
from aniworldd.config.files import Reading
from aniworldd.config.marks import Elsewhere, Node, dotted, merged_entry_of
from aniworldd.config.places import Places
from aniworldd.config.shapes import fields_of
from aniworldd.store.encoding import JSON

DEFAULT = "default"
_PLUGS = {"providers", "downloads.downloaders"}  # shown as their own models see them


@dataclass(frozen=True, slots=True)
class Setting:
    """One key, as it would be in force after a start now."""

    path: str  # dotted
    value: JSON  # as it may be written; secrets are hidden
    origin: str  # a place in a file, a variable, or "default"


def settings(reading: Reading, where: Places) -> Iterator[Setting]:
    """All of a valid reading, in the order of the models; nothing of another one."""
    if reading.settings is None or reading.node is None:
        return
    root = _Source(reading.node, "last good " if reading.last_good else "")
    for setting in _leaves(reading.settings, root, ()):
        yield _state(setting, reading, where) if setting.path == "data_dir" else setting
    for name, provider in reading.providers.items():
        yield from _leaves(provider, root, ("providers", name))
    for position, downloader in enumerate(reading.downloaders):
        yield from _leaves(downloader, root, ("downloads", "downloaders", position))


@dataclass(frozen=True, slots=True)
class _Source:
    node: Node
    prefix: str

    def origin(self, keys: tuple[str | int, ...]) -> str:
        named = value = self.node.raw
        for key in keys:
            entry = merged_entry_of(value, key)
            if entry is None:
                return DEFAULT
            named, value = entry
        if isinstance(value.start_mark, Elsewhere):
            return f"${value.start_mark.place.file}"
        place = f"{self.prefix}{self.node.document.name}:{named.start_mark.line + 1}"
        if str(value.tag) not in {"!env", "!file"}:
            return place
        names = value.value[0][0].value if isinstance(value, yaml.MappingNode) else value.value
        return f"{place}, {value.tag} {names}"


def _leaves(section: BaseModel, source: _Source, above: tuple[str | int, ...]) -> Iterator[Setting]:
    shapes = fields_of(type(section))
    for name, info in type(section).model_fields.items():
        keys = (*above, info.alias or name)
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, source, keys)
        elif (path := dotted(keys)) not in _PLUGS:
            shown = disguise.veiled(value, info, shapes[info.alias or name])
            yield Setting(path, shown, source.origin(keys))


def _state(setting: Setting, reading: Reading, where: Places) -> Setting:
    """The state folder that is used, whoever names it."""
    if reading.settings is None:
        return setting
    origin = "$STATE_DIRECTORY" if where.given_state else setting.origin
    return Setting(setting.path, str(files.state_of(where, reading.settings)), origin)
