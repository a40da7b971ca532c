"""The settings as they may be shown to others, and what a shown value means when it comes back."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from aniworldd.config import schema
from aniworldd.config.files import Reading
from aniworldd.config.problems import without_credentials
from aniworldd.config.sections import SECRET
from aniworldd.config.shapes import Shape, fields_of
from aniworldd.config.values import Keys, Value
from aniworldd.errors import InvalidRequest

MASK = "********"  # shown for a secret; written back it means: as it is


def shown(reading: Reading) -> Mapping[str, Value]:
    """All settings of a valid reading by section, secrets masked; nothing of another reading."""
    return _tree(reading, hide=True)


def meant(reading: Reading, keys: Keys, value: Value) -> Value:
    """What somebody means who was `shown` the settings and sends `value` for these keys.

    Whatever stands as it was shown is as it is, also inside lists and sections. Raises
    `InvalidRequest` for a mask that stands for nothing.
    """
    hidden: Value = _tree(reading, hide=True)
    real: Value = _tree(reading, hide=False)
    for key in keys:
        hidden, real = _at(hidden, key), _at(real, key)
    found = _restored(value, hidden, real)
    if _holds_mask(found):
        path = ".".join(map(str, keys))
        raise InvalidRequest(f"{path}: {MASK} stands for a secret, but there is none yet")
    return found


def _tree(reading: Reading, *, hide: bool) -> dict[str, Value]:
    if reading.settings is None:
        return {}
    made = _section(reading.settings, hide=hide)
    made["providers"] = {name: _section(one, hide=hide) for name, one in reading.providers.items()}
    downloads = made["downloads"]
    steps = [_section(one, hide=hide) for one in reading.downloaders]
    if isinstance(downloads, Mapping):
        made["downloads"] = {**downloads, "downloaders": steps}
    return made


def _section(section: BaseModel, *, hide: bool) -> dict[str, Value]:
    shapes = fields_of(type(section))
    return {
        (info.alias or name): _value(
            getattr(section, name), info, shapes[info.alias or name], hide=hide
        )
        for name, info in type(section).model_fields.items()
    }


def _value(value: object, info: FieldInfo, shape: Shape, *, hide: bool) -> Value:
    if isinstance(value, BaseModel):
        return _section(value, hide=hide)
    if hide:
        return veiled(value, info, shape)
    return value.get_secret_value() if isinstance(value, SecretStr) else schema.plain(value, shape)


def veiled(value: object, info: FieldInfo, shape: Shape) -> Value:
    """A value that is no section, as it may be shown to others."""
    if value is not None and (SECRET in info.metadata or isinstance(value, SecretStr)):
        return MASK
    return _harmless(schema.plain(value, shape))


def _harmless(value: Value) -> Value:
    """Without the passwords of addresses."""
    if isinstance(value, str):
        return without_credentials(value)
    if isinstance(value, Mapping):
        return {key: _harmless(item) for key, item in value.items()}
    return [_harmless(item) for item in value] if isinstance(value, Sequence) else value


def _restored(value: Value, hidden: Value, real: Value) -> Value:
    if value == hidden and type(value) is type(hidden):
        return real
    if isinstance(value, Mapping):
        return {key: _restored(one, _at(hidden, key), _at(real, key)) for key, one in value.items()}
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    if not isinstance(hidden, Sequence) or isinstance(hidden, str):
        return value
    places = [next((at for at, one in enumerate(hidden) if one == item), None) for item in value]
    return [
        _at(real, place) if place is not None else _restored(item, _at(hidden, at), _at(real, at))
        for at, (item, place) in enumerate(zip(value, places, strict=True))
    ]


def _at(value: Value, key: str | int) -> Value:
    if isinstance(value, Mapping):
        return value.get(str(key))
    if isinstance(value, Sequence) and not isinstance(value, str) and isinstance(key, int):
        return value[key] if key < len(value) else None
    return None


def _holds_mask(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_mask, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(map(_holds_mask, value))
    return value == MASK
