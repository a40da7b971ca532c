"""What lies in the library and was not understood, so that it counts as nothing."""

from typing import Annotated

from aiohttp import web

from aniworldd.web.keys import READS
from aniworldd.web.replies import Answer, reply
from aniworldd.web.request import LARGEST, Query, Within
from aniworldd.web.routes import Asking, Policy, Route

_MOST = 10_000


class Wanted(Query):
    offset: Annotated[int, Within(0, LARGEST)] = 0
    limit: Annotated[int, Within(1, _MOST)] = 1000


class Unknown(Answer):
    total: int
    files: list[str]  # below the library's folder


async def unknown(request: web.Request, asked: Wanted) -> web.Response:
    """`GET /api/library/unknown`"""
    files = request.app[READS].now().unknown
    return reply({"total": len(files), "files": files[asked.offset : asked.offset + asked.limit]})


ROUTES = (
    Route(
        "GET",
        "/api/library/unknown",
        Asking(Wanted, unknown),
        Policy.VIEWER,
        answers={200: Unknown},
        summary="Files of the library that were not understood, and count as nothing",
    ),
)
