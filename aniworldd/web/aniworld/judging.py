"""Bodies that become settings: their model and the file's reader say what is wrong with one.

The reader has the better sentences, the model is the stricter; so all is told at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, JsonValue, ValidationError

from aniworldd.web import request as reading
from aniworldd.web.aniworld import config_shapes as shapes
from aniworldd.web.aniworld.config_shapes import Candidate
from aniworldd.web.keys import desk
from aniworldd.web.request import BadRequest, Issue
from aniworldd.web.routes import Taking

B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Judging(Taking[B]):
    """A handler of settings, or of one section's keys."""

    section: str = ""

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        given = (await reading.body(request, Candidate)).model_extra or {}
        try:
            body = self.body.model_validate(given)
        except ValidationError as error:
            raise BadRequest(await every(request, given, error, self.section)) from error
        return await self.handler(request, body)


async def every(
    request: web.Request, given: Mapping[str, JsonValue], error: ValidationError, section: str = ""
) -> list[Issue]:
    """What the model refuses, and whatever else a change would be refused for."""
    found = {one.field: one.issue for one in reading.issues(error)}
    rest = {name: value for name, value in given.items() if _fits(value)}
    try:
        wanted = {section: rest} if section else shapes.by_section(rest)
    except BadRequest:
        wanted = {}  # two keys that say one thing: there is nothing to ask about
    for one in await desk(request).config.judge(wanted):
        found[reading.dotted(one.field).removeprefix(f"{section}.")] = one.issue
    return [Issue(name, issue) for name, issue in found.items()][: reading.TOLD]


def _fits(value: JsonValue) -> bool:
    """Whether it can be written into a file at all."""
    try:
        shapes.keepable(value)
    except ValueError:
        return False
    return True
