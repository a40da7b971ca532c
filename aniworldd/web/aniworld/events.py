"""`/api/events`: what the sockets say, as server-sent events, for who has no WebSocket."""

import asyncio
import logging

from aiohttp import ClientConnectionResetError, hdrs, web

from aniworldd.borders import contain
from aniworldd.web import access
from aniworldd.web.aniworld.announcer import Announcer
from aniworldd.web.aniworld.shapes import DOWNLOADS
from aniworldd.web.aniworld.talk import ANNOUNCER, GOODBYE, Talk, opened, refuse_a_crowd
from aniworldd.web.keys import LIMITS
from aniworldd.web.routes import Policy, Route
from aniworldd.web.stream import Frame

logger = logging.getLogger(__name__)

_STILL_HERE = b": still here\n\n"
_AGAIN = b"retry: 3000\n\n"  # ms until a client that lost us comes back


async def events(request: web.Request) -> web.StreamResponse:
    """Each message as on `/ws/connect` in the room of downloads.

    Who comes back says in `Last-Event-ID` what came last, and is told what he missed since.
    """
    refuse_a_crowd(request.app, known=True)
    response = web.StreamResponse(headers={"X-Accel-Buffering": "no"})
    response.content_type = "text/event-stream"
    with opened(request) as talk:
        talk.client.rooms = {"", DOWNLOADS}
        talk.since = request.headers.get("Last-Event-ID", request.query.get("since", ""))
        await response.prepare(request)
        if request.method == hdrs.METH_HEAD:
            return response
        talk.bound_buffers()
        talk.know(access.caller(request))
        with contain("a stream of events"):
            await _pump(talk, response)
    return response


async def _pump(talk: Talk, response: web.StreamResponse) -> None:
    """Until the client goes, takes nothing for too long, or may not listen any more."""
    limits, announcer = talk.request.app[LIMITS], talk.request.app[ANNOUNCER]
    try:
        await response.write(_AGAIN)
        while True:
            try:
                async with asyncio.timeout(limits.heartbeat):
                    frame = await talk.client.take()
            except TimeoutError:
                frame = None
            if frame is GOODBYE:
                return
            async with asyncio.timeout(limits.patience):
                await response.write(_STILL_HERE if frame is None else _event(frame, announcer))
    except TimeoutError:
        logger.info(
            "Closed event stream %s, which took nothing for %.0f s",
            talk.client.number,
            limits.patience,
        )
        talk.abort()
    except ClientConnectionResetError:
        logger.debug("Event stream %s went away while it was written to", talk.client.number)


def _event(frame: Frame, announcer: Announcer) -> bytes:
    id = f"id: {announcer.id(frame.number)}\n".encode() if frame.number else b""
    return id + b"data: " + frame.body + b"\n\n"


ROUTES = (
    Route(
        "GET",
        "/api/events",
        events,
        Policy.VIEWER,
        answers={200: str},
        summary="What happens, as server-sent events",
    ),
)
