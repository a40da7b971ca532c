"""`/api/config/backups`: copies of what people wrote."""

from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from aniworldd.config.backups import Backup
from aniworldd.web.aniworld import config_shapes as shapes
from aniworldd.web.aniworld.config_shapes import Config
from aniworldd.web.keys import desk
from aniworldd.web.replies import Answer, moment, reply
from aniworldd.web.request import Query
from aniworldd.web.routes import Asking, Policy, Route


class Named(Query):
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")] | None = None


class Row(Answer):
    name: str
    size: int
    size_bytes: int
    created: str
    created_at: str


class Brief(Answer):
    """What October shows of a new one."""

    name: str
    created_at: str


class Made(Row):
    success: Literal[True]
    message: str
    data: Brief


class Restored(Config):
    message: str
    before: str


class Deleted(Answer):
    success: Literal[True]
    message: str


async def index(request: web.Request) -> web.Response:
    """`GET /api/config/backups`"""
    return reply([_row(one) for one in await desk(request).copies.all()])


async def take(request: web.Request, query: Named) -> web.Response:
    """`POST /api/config/backups`: passwords are left out of it."""
    row = _row(await desk(request).copies.take(query.name or ""))
    brief = {"name": row["name"], "created_at": row["created_at"]}
    message = "Backup created successfully"
    return reply({**row, "success": True, "message": message, "data": brief})


async def restore(request: web.Request) -> web.Response:
    """`POST /api/config/backups/{name}/restore`: what was there before is kept in another one."""
    restored = await desk(request).copies.restore(request.match_info["name"])
    message = "Configuration restored successfully"
    return reply({**shapes.config(restored.shown), "message": message, "before": restored.before})


async def remove(request: web.Request) -> web.Response:
    """`DELETE /api/config/backups/{name}`"""
    name = request.match_info["name"]
    await desk(request).copies.remove(name)
    return reply({"success": True, "message": f"Backup '{name}' deleted successfully"})


def _row(backup: Backup) -> dict[str, object]:
    at = moment(backup.taken_at)
    return {
        "name": backup.name,
        "size": backup.size,
        "size_bytes": backup.size,
        "created": at,
        "created_at": at,
    }


_PATH = "/api/config/backups"
_ADMIN = Policy.ADMIN
ROUTES = (
    Route("GET", _PATH, index, _ADMIN, answers={200: list[Row]}, summary="All backups"),
    Route(
        "POST",
        _PATH,
        Asking(Named, take),
        _ADMIN,
        answers={200: Made},
        summary="Make a backup of settings, wishes and site definitions",
    ),
    Route(
        "POST",
        f"{_PATH}/{{name}}/restore",
        restore,
        _ADMIN,
        answers={200: Restored},
        summary="Make the files what they were then",
    ),
    Route(
        "DELETE",
        f"{_PATH}/{{name}}",
        remove,
        _ADMIN,
        answers={200: Deleted},
        summary="Delete a backup",
    ),
)
