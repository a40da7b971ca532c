"""Answers of the API: JSON, as fast as it can be written."""

from collections.abc import Mapping
from datetime import UTC, datetime

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """What an answer's body is; for the OpenAPI document and tests, not for the way out."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


def reply(
    data: object, status: int = 200, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """`data` is what orjson writes: dicts, lists, frozen records, times."""
    return web.Response(
        body=orjson.dumps(data, option=orjson.OPT_UTC_Z),
        status=status,
        headers=headers,
        content_type="application/json",
    )


def nothing() -> web.Response:
    """204: it is done, and there is nothing to say."""
    return web.Response(status=204)


def moment(at: datetime) -> str:
    """To the second, as the documents write it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
