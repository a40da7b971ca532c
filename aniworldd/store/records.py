"""Frozen records as documents and back: flat, readable, and without what has its default."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import MISSING, Field, is_dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Generic, TypeVar, get_args, get_origin

from pydantic import JsonValue

from aniworldd.errors import StoreError
from aniworldd.store.encoding import JSON

R = TypeVar("R")

_Dump = Callable[..., JSON]
_Load = Callable[[JsonValue], object]
_PLAIN = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class Unfit(Exception):
    """A stored value is not of its declared type; says what was found."""


class Codec(Generic[R]):
    """For one dataclass; `apart` are the fields that the document's id, or another one, holds.

    Not by pydantic, because it copies every text: record and document share theirs, which with
    defaults left out halves what a catalogue takes in memory.
    """

    def __init__(self, kind: type[R], name: str, *, apart: Iterable[str] = ()) -> None:
        self._name = name
        self._make: Callable[..., R] = kind
        self._fields = _described(kind, frozenset(apart))

    def dump(self, record: R) -> dict[str, JSON]:
        """The document; a field that is not in it has its default."""
        return {
            field.name: field.dump(value)
            for field in self._fields
            if (value := getattr(record, field.name)) != field.default
        }

    def changes(self, old: R, new: R) -> dict[str, JSON]:
        """The fields of `new` that differ, those that went back to their default too."""
        return {
            field.name: field.dump(value)
            for field in self._fields
            if (value := getattr(new, field.name)) != getattr(old, field.name)
        }

    def load(self, id: str, document: Mapping[str, JsonValue], **apart: object) -> R:
        """The record; fields that nobody knows are passed over. Raises `StoreError`."""
        try:
            return self._make(**apart, **_values(self._fields, document))
        except Unfit as error:
            raise StoreError(f"the stored {self._name} {id!r} cannot be read: {error}") from error


class _Field:
    __slots__ = ("default", "dump", "load", "name")

    def __init__(self, field: "Field[object]") -> None:
        self.name = field.name
        self.default = field.default
        if field.default_factory is not MISSING:
            self.default = field.default_factory()
        self.dump, self.load = _ways(field.type)


def _described(kind: type[object], apart: frozenset[str] = frozenset()) -> tuple[_Field, ...]:
    known: Mapping[str, Field[object]] = vars(kind)["__dataclass_fields__"]
    return tuple(_Field(field) for field in known.values() if field.name not in apart)


def _values(fields: Iterable[_Field], document: Mapping[str, JsonValue]) -> dict[str, object]:
    values = {}
    for field in fields:
        if field.name in document:
            try:
                values[field.name] = field.load(document[field.name])
            except Unfit as error:
                raise Unfit(f"{field.name}: {error}") from error
        elif field.default is MISSING:
            raise Unfit(f"{field.name} is missing")
    return values


def _ways(kind: object) -> tuple[_Dump, _Load]:
    """How a value of this declared type becomes JSON, and is made from it again."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _optional(*_ways(next(one for one in inner if one is not type(None))))
    if origin is tuple or origin is frozenset:
        return _collection(origin, *_ways(inner[0]))
    if not isinstance(kind, type):
        raise TypeError(f"{kind} cannot be stored")
    if kind in _PLAIN:
        return _same, _plain(kind)
    if issubclass(kind, datetime):
        return datetime.isoformat, _parsed(datetime.fromisoformat, str, "a time")
    if issubclass(kind, Enum):
        return _value, _parsed(kind, (str, int), f"one of {', '.join(map(str, kind))}")
    if is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"{kind} cannot be stored")


def _same(value: JSON) -> JSON:
    return value


def _value(value: Enum) -> JSON:
    found: JSON = value.value
    return found


def _plain(kind: type) -> _Load:
    exact = (int, float) if kind is float else (kind,)

    def load(value: JsonValue) -> object:
        if type(value) not in exact:
            raise Unfit(f"{_shown(value)} is not {_PLAIN[kind]}")
        return value

    return load


def _parsed(parse: Callable[..., object], source: type | tuple[type, ...], meant: str) -> _Load:
    def load(value: JsonValue) -> object:
        if isinstance(value, source):
            try:
                return parse(value)
            except ValueError as error:
                raise Unfit(f"{_shown(value)} is not {meant}") from error
        raise Unfit(f"{_shown(value)} is not {meant}")

    return load


def _optional(dump: _Dump, load: _Load) -> tuple[_Dump, _Load]:
    return (
        lambda value: None if value is None else dump(value),
        lambda value: None if value is None else load(value),
    )


def _collection(
    kind: type[tuple[object, ...]] | type[frozenset[object]], dump: _Dump, load: _Load
) -> tuple[_Dump, _Load]:
    def load_all(value: JsonValue) -> object:
        if not isinstance(value, list):
            raise Unfit(f"{_shown(value)} is not a list")
        made = kind(map(load, value))
        return _shared(made) if kind is tuple else made

    if kind is frozenset:
        return lambda values: [dump(value) for value in sorted(values, key=str)], load_all
    return lambda values: list(map(dump, values)), load_all


@lru_cache(maxsize=1024)
def _shared(values: Hashable) -> Hashable:
    """The same object for what is equal: thousands of items have the same few languages."""
    return values


def _record(kind: type) -> tuple[_Dump, _Load]:
    codec: Codec[object] = Codec(kind, kind.__name__)
    fields = _described(kind)

    def load(value: JsonValue) -> object:
        if not isinstance(value, dict):
            raise Unfit(f"{_shown(value)} is not an object")
        return kind(**_values(fields, value))

    return codec.dump, load


def _shown(value: JsonValue) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
