"""JSON values to bytes and back: orjson, and the standard library for what orjson refuses."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import orjson
from pydantic import JsonValue

JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None
"""What may be stored; what comes back are lists and dicts."""

Document: TypeAlias = dict[str, JsonValue]

_STRICT = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def encode(value: JSON) -> bytes:
    """One line of JSON; `TypeError` for what is no JSON value.

    orjson knows neither integers over 64 bits nor file names that are not UTF-8.
    """
    try:
        return orjson.dumps(value, option=_STRICT)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def decode(raw: bytes | memoryview) -> JsonValue:
    """The value; `ValueError` when the bytes are no JSON."""
    try:
        found: JsonValue = orjson.loads(raw)
    except ValueError:
        found = json.loads(bytes(raw))
    return found
