"""Reads what a request says: its JSON body, its form and its query, judged once and completely."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl

from aiohttp import hdrs, web
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema

from aniworldd.errors import InvalidRequest

B = TypeVar("B", bound=BaseModel)

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_FORM_MOST = 16 * 1024  # bytes
_FIELDS = 50  # of a form
_POSITION = re.compile(r"\[(\d+)\]")
TOLD = 20  # problems in one answer
LARGEST = 2**53  # what JSON's numbers hold everywhere


class Body(BaseModel):
    """What a request's body may be: exact types, and keys that other editions have passed over."""

    model_config = ConfigDict(
        strict=True, extra="ignore", frozen=True, hide_input_in_errors=True, defer_build=True
    )


class Query(BaseModel):
    """What may stand behind the question mark: texts, read as what is declared."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, hide_input_in_errors=True, defer_build=True
    )


@dataclass(frozen=True, slots=True)
class Within:
    """Bounds of a whole number, in an annotation.

    `5.0` is one to JSON Schema, and to programs that know one kind of number; so it is here. Where
    nothing smaller bounds it, `LARGEST` does: a plain int lets in what cannot be answered.
    """

    least: int
    most: int

    def __get_pydantic_core_schema__(
        self, source: type[int], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        bounded = core_schema.int_schema(ge=self.least, le=self.most)
        return core_schema.no_info_before_validator_function(_whole, bounded)


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with a request."""

    field: str  # dotted; "" is the whole
    issue: str


class BadRequest(InvalidRequest):
    """A body or query that its model refuses; `issues` are all that is wrong, or the first 20."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        first = issues[0]
        more = f", and {len(issues) - 1} more" if len(issues) > 1 else ""
        super().__init__(f"{first.field or 'the body'}: {first.issue}{more}")
        self.issues = tuple(issues)


@dataclass(frozen=True, slots=True)
class Room:
    """What a body may cost."""

    size: int  # bytes
    time: float  # seconds


ROOM: web.AppKey[Callable[[], Room]] = web.AppKey("room")


def judge_kind(request: web.Request, *, form: bool) -> None:
    """Raise 415 for what is no JSON, or no form; a request without a body passes.

    A foreign page can send texts and forms without asking, but no JSON.
    """
    expected = _FORM if form else _JSON
    if hdrs.CONTENT_ENCODING in request.headers:
        raise web.HTTPUnsupportedMediaType(text="Bodies are taken uncompressed only")
    kind = request.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()
    if kind == expected or not request.body_exists:
        return
    raise web.HTTPUnsupportedMediaType(text=f"This takes {expected}, not {kind or 'nothing named'}")


async def body(request: web.Request, model: type[B]) -> B:
    """The body as its model; without one, what the model makes of an empty object.

    Raises `BadRequest`, and 400, 408, 413 and 415.
    """
    judge_kind(request, form=False)
    raw = await _bytes(request, request.app[ROOM]())
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise web.HTTPBadRequest(text=f"The body is no JSON: {first['msg']}") from error
        raise BadRequest(issues(error)) from error


def query(request: web.Request, model: type[B]) -> B:
    """The query as its model; of a name that is there twice the first counts. `BadRequest`."""
    given = {name: request.query[name] for name in request.query}
    try:
        return model.model_validate_strings(given)
    except ValidationError as error:
        raise BadRequest(issues(error)) from error


async def form(request: web.Request) -> dict[str, str]:
    """The fields of a page's form. Raises 400, 408, 413 and 415."""
    judge_kind(request, form=True)
    room = request.app[ROOM]()
    raw = await _bytes(request, Room(min(room.size, _FORM_MOST), room.time))
    try:
        fields = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise web.HTTPBadRequest(text="This is no form") from error
    return dict(fields)


async def _bytes(request: web.Request, room: Room) -> bytes:
    """Raises before more than fits is held."""
    announced = request.content_length or 0
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(room.time):
            while announced <= room.size and size <= room.size:
                part = await request.content.readany()
                if not part:
                    return b"".join(parts)
                parts.append(part)
                size += len(part)
    except TimeoutError:
        raise web.HTTPRequestTimeout(
            text=f"The body took longer than {room.time:g} s", headers={hdrs.CONNECTION: "close"}
        ) from None
    raise web.HTTPRequestEntityTooLarge(
        room.size,
        max(announced, size),
        text=f"A body may have {room.size} bytes at most",
        headers={hdrs.CONNECTION: "close"},
    )


def upper(value: object) -> object:
    """For words that one edition writes in capitals, and another does not."""
    return value.upper() if isinstance(value, str) else value


def dotted(path: str) -> str:
    """A key of a file as models name theirs: positions of lists with a dot, too."""
    return _POSITION.sub(r".\1", path)


def issues(error: ValidationError) -> list[Issue]:
    """What a model refuses, the first 20."""
    details = error.errors(include_url=False, include_input=False)[:TOLD]
    return [Issue(".".join(str(step) for step in one["loc"]), one["msg"]) for one in details]
