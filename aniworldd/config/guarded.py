"""Keys that are changed at the machine only, and keys whose values are secrets."""

import os.path
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, SecretStr

from aniworldd.config.files import Reading
from aniworldd.config.sections import SECRET
from aniworldd.config.settings import Settings
from aniworldd.config.values import Keys
from aniworldd.errors import FileOnly, Forbidden

# Whoever may change these can have programs run, files written anywhere, or himself let in: an
# administrator's token must not be enough.
FILE_ONLY: Final = (
    "data_dir",
    "server",
    "auth",
    "downloads.downloaders",
    "providers",
    "fetch",
    "logging.file",
    "backup.path",
    "library.allowed_roots",
)


def touched(before: Settings, after: Settings) -> tuple[str, ...]:
    """The file-only keys that a change gives another value."""
    return tuple(key for one in FILE_ONLY for key in _differing(before, after, one))


def file_only(dotted: str) -> bool:
    """Whether this key is one of them, or below one."""
    return any(dotted == key or dotted.startswith(f"{key}.") for key in FILE_ONLY)


def outside(before: Settings, directory: Path) -> str:
    """Why the API may not move the library there; "" when it may."""
    library = before.library
    roots = library.allowed_roots or (library.directory.parent,)
    wanted = Path(os.path.normpath(directory))
    if wanted == library.directory or any(_below(wanted, root) for root in roots):
        return ""
    names = " or ".join(map(str, roots))
    return f"the library may move below {names} only, unless library.allowed_roots says otherwise"


def judge(before: Settings, after: Settings) -> None:
    """Raises `Forbidden` with the file-only keys that a caller of the API wants to change.

    And when he wants the library where he may not.
    """
    keys = touched(before, after)
    if keys:
        raise FileOnly(keys)
    if refusal := outside(before, after.library.directory):
        raise Forbidden(f"library.directory: {refusal}")


def secrets(reading: Reading) -> list[Keys]:
    """The keys of all secrets that there can be, whether they are written or not."""
    found = list(_secrets(Settings, ()))
    for name, section in reading.providers.items():
        found += _secrets(type(section), ("providers", name))
    for position, section in enumerate(reading.downloaders):
        found += _secrets(type(section), ("downloads", "downloaders", position))
    return found


def secret_values(reading: Reading) -> frozenset[str]:
    """Those that are in force, for whoever must not show them."""
    roots: Mapping[str, object] = {
        "providers": reading.providers,
        "downloads": {"downloaders": dict(enumerate(reading.downloaders))},
    }
    found = set()
    for keys in secrets(reading):
        value: object = reading.settings if keys[0] not in roots else roots
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else getattr(value, str(key), None)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if isinstance(value, str):
            found.add(value)
    return frozenset(found)


def _differing(before: BaseModel, after: BaseModel, dotted: str) -> Iterator[str]:
    ours, theirs = _value(before, dotted), _value(after, dotted)
    if ours == theirs:
        return
    if not isinstance(ours, BaseModel):
        yield dotted
        return
    for name in type(ours).model_fields:
        yield from _differing(before, after, f"{dotted}.{name}")


def _below(folder: Path, root: Path) -> bool:
    root = Path(os.path.normpath(root))
    return folder != root and folder.is_relative_to(root)


def _value(settings: BaseModel, dotted: str) -> object:
    value: object = settings
    for name in dotted.split("."):
        value = getattr(value, name)
    return _ordered(value)


def _ordered(value: object) -> object:
    """The first provider that knows a link gets it, so their order is a part of the value."""
    return tuple(value.items()) if isinstance(value, Mapping) else value


def _secrets(model: type[BaseModel], above: Keys) -> Iterator[Keys]:
    for name, info in model.model_fields.items():
        keys = (*above, info.alias or name)
        declared = info.annotation
        if SECRET in info.metadata or SecretStr in (declared, *typing.get_args(declared)):
            yield keys
        elif isinstance(declared, type) and issubclass(declared, BaseModel):
            yield from _secrets(declared, keys)
