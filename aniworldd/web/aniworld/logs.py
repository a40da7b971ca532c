"""`/api/logs`: the last log lines, for whoever keeps the daemon."""

import logging
from typing import Annotated, Literal

from aiohttp import web

from aniworldd.web.aniworld.shapes import stamp
from aniworldd.web.keys import READS
from aniworldd.web.replies import Answer, reply
from aniworldd.web.request import LARGEST, Query, Within
from aniworldd.web.routes import Asking, Policy, Route

_LEVELS = Literal["debug", "info", "warning", "error"]


class Which(Query):
    """Lines of at least this level, and after the one with this number."""

    level: _LEVELS = "debug"
    after: Annotated[int, Within(0, LARGEST)] = 0


class Line(Answer):
    """One event; numbers begin anew with each start of the daemon."""

    number: int
    time: str
    level: str
    text: str


class Lines(Answer):
    lines: list[Line]


async def index(request: web.Request, which: Which) -> web.Response:
    """`GET /api/logs`: the newest last."""
    level = logging.getLevelNamesMapping()[which.level.upper()]
    rows = request.app[READS].log(level=level, after=which.after)
    lines = [
        {"number": row.number, "time": stamp(row.at), "level": row.level, "text": row.text}
        for row in rows
    ]
    return reply({"lines": lines})


ROUTES = (
    Route(
        "GET",
        "/api/logs",
        Asking(Which, index),
        Policy.ADMIN,
        answers={200: Lines},
        summary="The last log lines, which are kept in memory",
    ),
)
