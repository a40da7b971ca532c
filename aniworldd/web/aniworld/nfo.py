"""`/api/nfo`: judged and guarded; what NFO files need is not part of aniworldd yet."""

from typing import NoReturn

from aiohttp import web

from aniworldd.errors import Unavailable
from aniworldd.web.aniworld import nfo_shapes as shapes
from aniworldd.web.aniworld.series import shelf
from aniworldd.web.routes import Asking, Policy, Route, Taking


async def of_one(request: web.Request) -> web.Response:
    """What is asked about one series: 404 when there is none."""
    await _known(request)


async def create(request: web.Request, body: shapes.Create) -> web.Response:
    """`POST /api/nfo/{serie_id}/create`"""
    await _known(request)


async def update(request: web.Request, query: shapes.Update) -> web.Response:
    """`PUT /api/nfo/{serie_id}/update`"""
    await _known(request)


async def download(request: web.Request, body: shapes.Pictures) -> web.Response:
    """`POST /api/nfo/{serie_id}/media/download`"""
    await _known(request)


async def batch(request: web.Request, body: shapes.Batch) -> web.Response:
    """`POST /api/nfo/batch/create`"""
    _not_yet()


async def missing(request: web.Request) -> web.Response:
    """`GET /api/nfo/missing`"""
    _not_yet()


async def _known(request: web.Request) -> NoReturn:
    (await shelf(request)).find(request.match_info["serie_id"])
    _not_yet()


def _not_yet() -> NoReturn:
    raise Unavailable("this aniworldd does not read or write NFO files and pictures yet")


_ONE = "/api/nfo/{serie_id}"
_VIEWER, _USER = Policy.VIEWER, Policy.USER
ROUTES = (
    Route(
        "POST",
        "/api/nfo/batch/create",
        Taking(shapes.Batch, batch),
        _USER,
        answers={200: shapes.BatchDone},
        summary="Make the NFO files of several series",
    ),
    Route(
        "GET",
        "/api/nfo/missing",
        missing,
        _VIEWER,
        answers={200: shapes.Missing},
        summary="Series without an NFO file",
    ),
    Route(
        "GET",
        f"{_ONE}/check",
        of_one,
        _VIEWER,
        answers={200: shapes.Check},
        summary="Whether a series has an NFO file and pictures",
    ),
    Route(
        "POST",
        f"{_ONE}/create",
        Taking(shapes.Create, create),
        _USER,
        answers={200: shapes.Made},
        summary="Make the NFO file of a series",
    ),
    Route(
        "PUT",
        f"{_ONE}/update",
        Asking(shapes.Update, update),
        _USER,
        answers={200: shapes.Made},
        summary="Renew the NFO file of a series",
    ),
    Route(
        "GET",
        f"{_ONE}/content",
        of_one,
        _VIEWER,
        answers={200: shapes.Content},
        summary="The NFO file of a series",
    ),
    Route(
        "GET",
        f"{_ONE}/media/status",
        of_one,
        _VIEWER,
        answers={200: shapes.MediaFiles},
        summary="Which pictures a series has",
    ),
    Route(
        "POST",
        f"{_ONE}/media/download",
        Taking(shapes.Pictures, download),
        _USER,
        answers={200: shapes.MediaFiles},
        summary="Fetch the pictures of a series",
    ),
)
