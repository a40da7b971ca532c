"""`POST /api/config/directory`: where the library is."""

from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from aniworldd.errors import InvalidRequest
from aniworldd.web.keys import desk
from aniworldd.web.replies import Answer, reply
from aniworldd.web.request import BadRequest, Body, Issue
from aniworldd.web.routes import Policy, Route, Taking


class Place(Body):
    directory: Annotated[str, Field(min_length=1, max_length=4096)]


class Moved(Answer):
    success: Literal[True]
    message: str
    directory: str
    synced_series: int
    restart_required: bool


async def move(request: web.Request, body: Place) -> web.Response:
    """`synced_series` are the series' folders that are there already."""
    try:
        moved = await desk(request).moving.move(body.directory)
    except InvalidRequest as error:
        raise BadRequest([Issue("directory", str(error))]) from error
    return reply(
        {
            "success": True,
            "message": "Anime directory updated successfully",
            "directory": str(moved.directory),
            "synced_series": moved.matched,
            "restart_required": moved.waits,
        }
    )


ROUTES = (
    Route(
        "POST",
        "/api/config/directory",
        Taking(Place, move),
        Policy.ADMIN,
        answers={200: Moved},
        summary="Say where the library is, from the next start on",
    ),
)
