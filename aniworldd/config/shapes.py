"""What a model's fields accept from a file, worked out once from their declared types."""

import functools
import types
import typing
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import Enum
from pathlib import Path

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from aniworldd.config import scalars
from aniworldd.config.marks import Node
from aniworldd.config.scalars import Parsed
from aniworldd.store.encoding import JSON

_KEYWORDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "min_length": "min{}",
    "max_length": "max{}",
    "pattern": "pattern",
}
_LISTS = (list, tuple, set, frozenset, Sequence, Collection, Iterable)
_MAPS = (dict, Mapping)
_SCALARS = {
    str: scalars.text,
    SecretStr: scalars.text,
    bool: scalars.truth,
    int: scalars.whole,
    float: scalars.decimal,
    time: scalars.time_of_day,
    date: scalars.day,
    Path: scalars.path,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The kinds of value that are accepted; several at once for a union."""

    words: str  # for people: "a list", "a whole number"
    scalars: tuple[Parsed, ...] = ()  # tried in this order
    item: "Shape | None" = None  # of a list
    value: "Shape | None" = None  # of a mapping with keys of the user's own
    model: type[BaseModel] | None = None
    is_node: bool = False  # kept as it is, to be read later
    free: bool = False  # whatever JSON can say; `scalars` reads what stands in quotes
    nullable: bool = False
    limits: Mapping[str, JSON] = field(default_factory=dict, compare=False)  # for editors


class Free(Enum):
    """Marks a value of the user's own, which is kept and means nothing to us."""

    FREE = "free"


FREE = Free.FREE


@functools.cache
def fields_of(model: type[BaseModel]) -> Mapping[str, Shape]:
    """Key in the file → what it accepts."""
    return {
        info.alias or name: shape_of(info.annotation, info.metadata)
        for name, info in model.model_fields.items()
    }


def shape_of(declared: object, metadata: Iterable[object] = ()) -> Shape:
    """What a declared type accepts; TypeError when the reader cannot know."""
    marks = list(metadata)
    shape = _shape_of(declared, marks)
    return replace(shape, limits={**shape.limits, **_limits(marks, shape)}) if marks else shape


def _shape_of(declared: object, metadata: Iterable[object]) -> Shape:
    if FREE in metadata:
        return Shape("a value", scalars=(scalars.text(),), nullable=True, free=True)
    parsed = next((it for it in metadata if isinstance(it, Parsed)), None)
    if parsed is not None:
        nullable = types.NoneType in typing.get_args(declared)
        return Shape(parsed.words, scalars=(parsed,), nullable=nullable)
    origin = typing.get_origin(declared)
    if origin is typing.Annotated:
        inner, *more = typing.get_args(declared)
        return shape_of(inner, more)
    if origin in (typing.Union, types.UnionType):
        return _union([shape_of(choice) for choice in typing.get_args(declared)])
    if origin is typing.Literal:
        return _scalar(scalars.one_of(typing.get_args(declared)))
    if origin in _LISTS:
        return Shape("a list", item=shape_of(typing.get_args(declared)[0]))
    if origin in _MAPS:
        return Shape("a section of keys", value=shape_of(typing.get_args(declared)[1]))
    if isinstance(declared, type):
        return _plain(declared)
    raise TypeError(f"no way to read a {declared!r} from a file")


def _plain(declared: type) -> Shape:
    if declared is types.NoneType:
        return Shape("", nullable=True)
    if issubclass(declared, Node):
        return Shape("a section of keys", is_node=True)
    if issubclass(declared, BaseModel):
        return Shape("a section of keys", model=declared)
    if issubclass(declared, Enum):
        return _scalar(scalars.one_of(declared))
    if declared in _SCALARS:
        return _scalar(_SCALARS[declared]())
    raise TypeError(f"no way to read a {declared!r} from a file")


def _scalar(parsed: Parsed) -> Shape:
    return Shape(parsed.words, scalars=(parsed,))


def _union(choices: Sequence[Shape]) -> Shape:
    merged = Shape("")
    for choice in choices:
        if (merged.item and choice.item) or (_mapping(merged) and _mapping(choice)):
            raise TypeError("two members of a union are written alike")
        merged = replace(
            merged,
            words=" or ".join(filter(None, (merged.words, choice.words))),
            scalars=merged.scalars + choice.scalars,
            item=merged.item or choice.item,
            value=merged.value or choice.value,
            model=merged.model or choice.model,
            is_node=merged.is_node or choice.is_node,
            nullable=merged.nullable or choice.nullable,
            limits={**merged.limits, **choice.limits},
        )
    return merged


def _limits(metadata: Iterable[object], shape: Shape) -> Mapping[str, JSON]:
    """What pydantic's constraints are called in JSON Schema."""
    noun = "Length" if shape.scalars else "Items" if shape.item else "Properties"
    found: dict[str, JSON] = {}
    for mark in metadata:
        if isinstance(mark, FieldInfo):
            found |= _limits(mark.metadata, shape)
            if isinstance(mark.json_schema_extra, dict):
                found |= mark.json_schema_extra
        for name, keyword in _KEYWORDS.items():
            value = getattr(mark, name, None)
            if isinstance(value, int | float | str):
                found[keyword.format(noun)] = value
    return found


def _mapping(shape: Shape) -> bool:
    return bool(shape.value or shape.model or shape.is_node)
