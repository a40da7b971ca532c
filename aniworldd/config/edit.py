"""Changes config.yaml for the API, the page and commands, as if a person had edited it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum

from aniworldd.config import disguise, files, guarded, patch, saving, schema
from aniworldd.config.disguise import MASK
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.overrides import PREFIX
from aniworldd.config.places import Places
from aniworldd.config.settings import Settings
from aniworldd.config.shapes import Shape, fields_of
from aniworldd.config.values import Keys, Value
from aniworldd.errors import ConfigError, Outdated
from aniworldd.store.encoding import encode
from aniworldd.store.files import Files


class Unset(Enum):
    """In place of a value: the key goes, and its default is in force."""

    UNSET = "unset"


UNSET = Unset.UNSET
_OTHER: Keys = ("other",)
Changes = Mapping[Keys, Value | Unset]


def change(
    where: Places,
    plugs: Plugs,
    changes: Changes,
    *,
    backup: Callable[[Settings], object],
    expected: str | None = None,
    guard: bool = False,
    disk: Files | None = None,
) -> Reading:
    """Write the changes into the file, and answer what it says then.

    A value that means what the file says already changes no byte of it. `backup` is called before
    anything is written. `expected` is the digest of the file that the caller has seen, and `guard`
    refuses file-only keys. Raises `ConfigError` when the result would not be valid, `Outdated`,
    `Conflict`, `Forbidden`, `InvalidRequest`, `NotFound`, `Unavailable`; then nothing was written.
    """
    path = where.config
    source = saving.read(path)
    if expected is not None and expected != digest(source):
        message = f"{path.name} was changed meanwhile: look at it again, then repeat the change"
        raise Outdated(message)
    result = changed(source or b"", where, plugs, changes)
    reading = files.judge(result, where, plugs)
    if reading.settings is None:
        raise ConfigError(reading.problems)
    if result == (source or b""):
        return reading
    if guard:
        before = files.read(_alone(where), plugs).settings or Settings()
        guarded.judge(before, written(result, where, plugs).settings or Settings())
    backup(reading.settings)
    saving.write(path, result, before=source, files=disk)
    return reading


def changed(source: bytes, where: Places, plugs: Plugs, changes: Changes) -> bytes:
    """The file's bytes with these changes; raises like `change`, but for what writing does.

    Of a section that is given, the keys that it does not name stay as they are, and what stands as
    `disguise` shows it is what it was.
    """
    shown = reading = written(source, where, plugs)
    secrets = guarded.secrets(reading)
    for keys, value in _singly(changes, fields_of(Settings), ()):
        if isinstance(value, Unset):
            result = patch.drop(source, keys, where.config.name)
        elif value == MASK and keys in secrets:
            continue
        else:
            value = disguise.meant(shown, keys, value)
            result = patch.put(source, keys, value, where.config.name)
        after = written(result, where, plugs)
        if keys == _OTHER and not isinstance(value, Unset) and _other(after) != encode(value):
            result = patch.drop(result, keys, where.config.name)
            result = patch.put(result, keys, value, where.config.name)
            after = written(result, where, plugs)
        if isinstance(value, Unset) or not _means_the_same(reading, after):
            source, reading = result, after
    return source


def written(source: bytes, where: Places, plugs: Plugs) -> Reading:
    """What the file says, whatever the environment says instead."""
    return files.judge(source, _alone(where), plugs)


def digest(source: bytes | None) -> str:
    """What tells one version of the file from another, as in `Reading.digest`."""
    return "" if source is None else hashlib.sha256(source).hexdigest()


def _singly(
    changes: Changes, fields: Mapping[str, Shape], above: Keys
) -> Iterator[tuple[Keys, Value | Unset]]:
    """Section by section, so that what stays in one is not written anew."""
    for keys, value in changes.items():
        shape = _shape(keys, fields)
        if shape is not None and shape.model is not None and isinstance(value, Mapping) and value:
            inner: dict[Keys, Value | Unset] = {(name,): item for name, item in value.items()}
            yield from _singly(inner, fields_of(shape.model), (*above, *keys))
        else:
            yield (*above, *keys), value


def _shape(keys: Keys, fields: Mapping[str, Shape]) -> Shape | None:
    """What the model accepts there; None for what it does not know, or leaves to others."""
    first, rest = keys[0], keys[1:]
    shape = fields.get(first) if isinstance(first, str) else None
    if shape is None or not rest:
        return shape
    return _shape(rest, fields_of(shape.model)) if shape.model is not None else None


def _alone(where: Places) -> Places:
    environ = {key: value for key, value in where.environ.items() if not key.startswith(PREFIX)}
    return replace(where, environ=environ)


def _means_the_same(one: Reading, other: Reading) -> bool:
    if one.settings is None or other.settings is None:
        return False
    return (
        _without_plugs(one.settings) == _without_plugs(other.settings)
        and _other(one) == _other(other)
        and list(one.providers.items()) == list(other.providers.items())
        and one.downloaders == other.downloaders
    )


def _other(reading: Reading) -> bytes:
    """Of values that have no type of ours the kind counts, too: 5 is neither "5" nor true."""
    if reading.settings is None:
        return b""
    return encode(schema.plain(reading.settings.other, fields_of(Settings)["other"]))


def _without_plugs(settings: Settings) -> Settings:
    """Their sections are compared as they are judged, not as they are written."""
    downloads = settings.downloads.model_copy(update={"downloaders": ()})
    return settings.model_copy(update={"providers": {}, "downloads": downloads})
