"""JSON Schema of files that people write, so that an editor completes and checks them offline.

It is made of what the reader accepts. What only the reader can know, such as whether a file
exists, is left to it.
"""

from collections.abc import Mapping, Sequence
from datetime import time
from enum import Enum, IntEnum

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from aniworldd.config.files import PROVIDER_NAME, Plugs
from aniworldd.config.kinds import Kinds
from aniworldd.config.scalars import Parsed
from aniworldd.config.sections import Applies
from aniworldd.config.settings import Settings
from aniworldd.config.shapes import Shape, fields_of
from aniworldd.store.encoding import JSON

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WHEN = {
    Applies.LIVE: "A change is in force as soon as the file is saved.",
    Applies.RESTART: "A change waits for the next start.",
}

Schema = dict[str, JSON]


def of_config(plugs: Plugs) -> Schema:
    """Of config.yaml; the sections of plugs are judged by their kind."""
    made = of(Settings, "config.yaml of aniworldd")
    providers: Schema = {
        "propertyNames": {"pattern": f"^{PROVIDER_NAME.pattern}$"},
        "additionalProperties": _by_kind(plugs.providers),
    }
    return _put(
        _put(made, ("providers",), providers),
        ("downloads", "downloaders"),
        {"items": _by_kind(plugs.downloaders)},
    )


def of(model: type[BaseModel], title: str) -> Schema:
    """Of a file whose root is judged by this model."""
    return {"$schema": DRAFT, "title": title, **_section(model), "type": "object"}


def _section(model: type[BaseModel]) -> Schema:
    fields = fields_of(model)
    infos = {info.alias or name: info for name, info in model.model_fields.items()}
    properties: Schema = {name: _key(infos[name], shape) for name, shape in fields.items()}
    needed = [name for name, info in infos.items() if info.is_required()]
    section: Schema = {"type": ["object", "null"]}  # a section of comments alone is null
    if model.__doc__:
        section["description"] = " ".join(model.__doc__.split())
    section |= {"additionalProperties": False, "properties": properties}
    return section | ({"required": needed} if needed else {})


def _key(info: FieldInfo, shape: Shape) -> Schema:
    made = _value(shape)
    when = next((_WHEN[it] for it in info.metadata if isinstance(it, Applies)), "")
    description = " ".join(filter(None, (info.description, when)))
    if description:
        made["description"] = description
    if isinstance(info.json_schema_extra, Mapping):
        made |= info.json_schema_extra
    default = plain(info.default, shape)
    if info.default is not PydanticUndefined and not isinstance(default, Mapping):
        made["default"] = default
    if info.examples:
        made["examples"] = list(info.examples)
    return made


def _value(shape: Shape) -> Schema:
    """What may be written; keywords for one kind of value say nothing about the others."""
    if shape.free:
        return {}
    choices = [_scalar(parsed) for parsed in shape.scalars]
    if shape.item:
        choices.append({"type": ["array", "null"], "items": _value(shape.item)})
    if shape.value:
        choices.append({"type": ["object", "null"], "additionalProperties": _value(shape.value)})
    if shape.model:
        choices.append(_section(shape.model))
    if shape.is_node:
        choices.append({"type": ["object", "null"]})
    if shape.nullable and shape.scalars:
        choices.append({"type": "null"})
    alone = choices[0] if len(choices) == 1 else _merged(choices)
    return {**alone, **shape.limits}


def _scalar(parsed: Parsed) -> Schema:
    made = dict(parsed.schema)
    if "pattern" in made:
        made["patternErrorMessage"] = f"{parsed.words} is expected"  # editors show it
    words = made.get("enum")
    return {"const": words[0]} if isinstance(words, list) and len(words) == 1 else made


def _merged(choices: Sequence[Schema]) -> Schema:
    """Of a value or null one line, for an editor's tooltip; else one of several."""
    if len(choices) == 2 and choices[1] == {"type": "null"}:
        first = choices[0]
        kind, words = first.get("type"), first.get("enum")
        if isinstance(words, list):
            return {**first, "enum": [*words, None]}
        if kind is not None:
            kinds = [kind] if isinstance(kind, str) else list(_sequence(kind))
            return {**first, "type": [*kinds, "null"]}
    return {"anyOf": list(choices)}


def plain(value: object, shape: Shape) -> JSON:
    """A value as it may be written in a file."""
    show = next((parsed.show for parsed in shape.scalars if parsed.show), None)
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return show(value) if show else value
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    inner = shape if shape.free else shape.value
    if isinstance(value, Mapping) and inner:
        return {str(key): plain(item, inner) for key, item in value.items()}
    if isinstance(value, Mapping | BaseModel):
        return {}
    inner = shape if shape.free else shape.item
    if isinstance(value, Sequence | frozenset) and inner:
        return [plain(item, inner) for item in value]
    return str(value)


def _by_kind(kinds: Kinds) -> Schema:
    sections = [
        {**_section(model), "type": "object", "title": f"kind: {kind}"}
        for kind, model in sorted(kinds.items())
    ]
    sections.append(_outside())
    return {"type": "object", "required": ["kind"], "oneOf": sections}


def _outside() -> Schema:
    """A plug from outside the package: only the reader can import it."""
    kind: Schema = {"type": "string", "pattern": r"\."}
    return {
        "description": "A plug of your own: the dotted name of its Python module.",
        "properties": {"kind": kind},
        "type": "object",
        "title": "kind: mycompany.feeds",
    }


def _put(schema: Schema, keys: Sequence[str], more: Mapping[str, JSON]) -> Schema:
    """A copy with these keywords at a key of a section of a section."""
    properties = schema["properties"]
    if not isinstance(properties, dict):
        raise TypeError("only sections have keys")
    key, *rest = keys
    below = properties[key]
    if not isinstance(below, dict):
        raise TypeError(f"{key} has no schema")
    changed = _put(below, rest, more) if rest else {**below, **more}
    return {**schema, "properties": {**properties, key: changed}}


def _sequence(value: JSON) -> Sequence[JSON]:
    return value if isinstance(value, list | tuple) else [value]
