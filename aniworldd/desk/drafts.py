"""A change of the settings, judged from all sides before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aniworldd.config import disguise, edit, files, guarded, overrides
from aniworldd.config.edit import Changes
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.places import Places
from aniworldd.config.problems import Problem
from aniworldd.config.settings import Settings
from aniworldd.config.shapes import Shape, fields_of
from aniworldd.config.values import Keys, Value
from aniworldd.errors import ConfigBroken, ConfigError, Conflict, FileOnly, Forbidden
from aniworldd.store.encoding import encode

DIRECTORY = "library.directory"
_STATE = "data_dir"

Wanted = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Draft:
    """Why the file cannot become this way; all of it empty when it can."""

    changes: Changes  # what differs from what was shown
    problems: tuple[Problem, ...]
    file_only: tuple[str, ...]  # keys that only an edit of the file may change
    overruled: Mapping[str, str]  # key → the variable that has the last word about it
    outside: str  # why the library may not move there


def shown(where: Places, reading: Reading) -> dict[str, Value]:
    """The settings as people are shown them, for programs: the size of a log is a number.

    Raises `ConfigBroken` when there are none.
    """
    if reading.settings is None:
        raise broken(where, reading.problems)
    found = dict(disguise.shown(reading))
    found[_STATE] = str(files.state_of(where, reading.settings))
    logging = found["logging"]
    if isinstance(logging, Mapping):
        found["logging"] = {**logging, "max_bytes": reading.settings.logging.max_bytes}
    return found


def overruled(where: Places) -> dict[str, str]:
    """Dotted key → the variable of the environment that has the last word about it."""
    found = overrides.overruled(Settings, where.environ)
    return {_STATE: "STATE_DIRECTORY", **found} if where.given_state else found


def draft(
    source: bytes, where: Places, plugs: Plugs, wanted: Wanted, *, stands_in: Reading
) -> Draft:
    """What the file would say, and what speaks against it. `stands_in` is what is in force.

    Raises `ConfigBroken` when the file is not valid, and would not be with this either;
    `InvalidRequest`, and `Conflict`, like `edit.changed`.
    """
    before = files.judge(source, where, plugs)
    base = before if before.settings is not None else stands_in
    changes = dict(_changes(wanted, shown(where, base), fields_of(Settings), ()))
    try:
        result = edit.changed(source, where, plugs, changes)
    except ConfigError as error:
        raise broken(where, error.problems) from error
    after = files.judge(result, where, plugs)
    if before.settings is None and after.settings is None:
        raise broken(where, before.problems)
    names = [".".join(map(str, keys)) for keys in changes]
    last_word = overruled(where)
    return Draft(
        changes,
        problems=() if after.settings else after.problems,
        file_only=_file_only(base.settings, source, result, where, plugs, names),
        overruled={name: last_word[name] for name in names if name in last_word},
        outside=_outside(base.settings, after.settings),
    )


def refuse(found: Draft) -> None:
    """Raises `Forbidden`, `ConfigError`, `Conflict`: the first that speaks against it."""
    if found.file_only:
        raise FileOnly(found.file_only)
    if found.problems:
        raise ConfigError(found.problems)
    if found.outside:
        raise Forbidden(f"{DIRECTORY}: {found.outside}")
    if found.overruled:
        names = " and ".join(f"{key} by ${name}" for key, name in found.overruled.items())
        raise Conflict(f"the environment has the last word: {names}")


def broken(where: Places, problems: tuple[object, ...]) -> ConfigBroken:
    found = [one for one in problems if isinstance(one, Problem)]
    first = f": {found[0].headline}" if found else ""
    cure = "mend it by hand, or restore a backup; until then the last valid one is in force"
    return ConfigBroken(f"{where.config.name} is not valid{first}; {cure}", found)


def _changes(
    wanted: Mapping[str, Value], there: Value, fields: Mapping[str, Shape], above: Keys
) -> Iterator[tuple[Keys, Value]]:
    """What is not as it was shown; null for a whole section says nothing."""
    known = there if isinstance(there, Mapping) else {}
    for name, value in wanted.items():
        shape = fields.get(name)
        if shape is not None and shape.model is not None:
            if isinstance(value, Mapping):
                below = fields_of(shape.model)
                yield from _changes(value, known.get(name), below, (*above, name))
                continue
            if value is None:
                continue
        if name not in known or encode(value) != encode(known[name]):
            yield (*above, name), value


def _file_only(
    base: Settings | None,
    source: bytes,
    result: bytes,
    where: Places,
    plugs: Plugs,
    names: list[str],
) -> tuple[str, ...]:
    """By what they mean; while the result means nothing, by what was asked for."""
    before = edit.written(source, where, plugs).settings or base
    after = edit.written(result, where, plugs).settings
    if before is None or after is None:
        return tuple(name for name in names if guarded.file_only(name))
    return guarded.touched(before, after)


def _outside(before: Settings | None, after: Settings | None) -> str:
    if before is None or after is None:
        return ""
    return guarded.outside(before, after.library.directory)
