"""Have the library read anew, by the three names that the documents have for it."""

from typing import Literal

from aiohttp import web

from aniworldd.web.keys import desk
from aniworldd.web.replies import Answer, reply
from aniworldd.web.routes import Policy, Route

_STARTED = "Rescan started successfully"


class Started(Answer):
    success: Literal[True]
    message: str
    new_series: int
    new_episodes: int


async def begin(request: web.Request) -> web.Response:
    """`POST /api/anime/rescan` and `POST /api/scheduler/trigger-rescan`: answered at once."""
    desk(request).rescan.begin()
    return reply({"success": True, "message": _STARTED, "new_series": 0, "new_episodes": 0})


async def whole(request: web.Request) -> web.Response:
    """`POST /api/v1/anime/rescan` of October: it says what was found, after 20 s at most."""
    news = await desk(request).rescan.whole()
    return reply(
        {
            "success": True,
            "message": "Rescan started",
            "new_series": news.series,
            "new_episodes": news.episodes,
        }
    )


ROUTES = (
    Route(
        "POST",
        "/api/anime/rescan",
        begin,
        Policy.USER,
        answers={200: Started},
        summary="Read the library anew, and ask the providers that are due",
    ),
    Route(
        "POST",
        "/api/scheduler/trigger-rescan",
        begin,
        Policy.USER,
        answers={200: Started},
        summary="As /api/anime/rescan",
    ),
    Route(
        "POST",
        "/api/v1/anime/rescan",
        whole,
        Policy.USER,
        answers={200: Started},
        summary="As /api/anime/rescan, answered when the library was read",
    ),
)
