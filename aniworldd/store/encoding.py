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
    """One line of JSON; `TypeError` for what is no JSON value, or would not come back the same.

    orjson does not know file names that are not UTF-8, and reads integers over 64 bits as floats.
    """
    try:
        return orjson.dumps(value, option=_STRICT)
    except TypeError:
        text = json.dumps(value, separators=(",", ":"))
        json.loads(text, parse_int=_judge_integer)
        return text.encode()


def decode(raw: bytes | memoryview) -> JsonValue:
    """The value; `ValueError` when the bytes are no JSON."""
    try:
        found: JsonValue = orjson.loads(raw)
    except ValueError:
        found = json.loads(bytes(raw))
    return found


def _judge_integer(digits: str) -> None:
    if not -(2**63) <= int(digits) < 2**64:
        raise TypeError(f"an integer of more than 64 bits cannot be stored: {digits[:30]}")
