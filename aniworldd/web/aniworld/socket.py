"""`/ws/connect` and `/ws/downloads`: live events to whoever is logged in, in the documents' words.

The newest edition's socket says everything, and of downloads to those who joined that room;
October's says what happens to downloads, in October's words, to everybody on it.
"""

import asyncio
import contextlib
import logging

import orjson
from aiohttp import ClientConnectionResetError, WSMessage, WSMsgType, web

from aniworldd.borders import contain
from aniworldd.web.access import CALLER
from aniworldd.web.aniworld import older, shapes
from aniworldd.web.aniworld.shapes import DOWNLOADS, Message
from aniworldd.web.aniworld.talk import GOODBYE, STREAM, Talk, error, opened, refuse_a_crowd
from aniworldd.web.keys import ENTRANCE, LIMITS, VERSION
from aniworldd.web.replies import Answer, reply
from aniworldd.web.routes import Policy, Route

logger = logging.getLogger(__name__)

_BUFFER = 16 * 1024  # bytes that aiohttp holds for a client
_OVERSIZE = 4  # so many times the limit is answered with an error; beyond, the socket is closed
_ENDED = 4401  # a code of the application's own range, after HTTP's 401


class Status(Answer):
    status: str
    active_connections: int
    supported_message_types: list[str]


async def connect(request: web.Request) -> web.StreamResponse:
    """`GET /ws/connect`: `?token=`, and for who comes back `?room=` and `?since=`."""
    rooms = {"", *({DOWNLOADS} & set(request.query.getall("room", [])))}
    return await _serve(request, rooms)


async def downloads(request: web.Request) -> web.StreamResponse:
    """`GET /ws/downloads` of October."""
    return await _serve(request, {older.ROOM})


async def status(request: web.Request) -> web.Response:
    """`GET /ws/status`"""
    return reply(
        {
            "status": "operational",
            "active_connections": len(request.app[STREAM]),
            "supported_message_types": list(shapes.TYPES),
        }
    )


async def _serve(request: web.Request, rooms: set[str]) -> web.StreamResponse:
    app, limits = request.app, request.app[LIMITS]
    ws = web.WebSocketResponse(
        heartbeat=limits.heartbeat,
        max_msg_size=_OVERSIZE * limits.message,
        writer_limit=_BUFFER,
        compress=False,
    )
    if not ws.can_prepare(request):
        raise web.HTTPUpgradeRequired(
            text=f"{request.path} speaks WebSocket only", headers={"Upgrade": "websocket"}
        )
    caller = request.get(CALLER) or app[ENTRANCE].door.caller(request.query.get("token", ""))
    refuse_a_crowd(app, known=caller is not None)
    with opened(request, ws) as talk:
        talk.client.rooms = rooms
        talk.since = request.query.get("since", "")
        talk.tell(_connected(talk, app[VERSION]))
        await ws.prepare(request)
        if caller is not None:
            talk.know(caller)
        await _converse(talk, ws)
    return ws


async def _converse(talk: Talk, ws: web.WebSocketResponse) -> None:
    """Until one side ends it."""
    limits = talk.request.app[LIMITS]
    talk.bound_buffers()
    pump = asyncio.create_task(_pump(talk, ws, limits.patience), name="socket pump")
    try:
        with contain("a socket"):
            async for said in ws:
                if said.type is WSMsgType.ERROR:
                    break
                answered = answer(said, talk, limits.message)
                if answered is not None:
                    talk.tell(answered)
    finally:
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pump


async def _pump(talk: Talk, ws: web.WebSocketResponse, patience: float) -> None:
    """Write what waits; who takes nothing for too long is cut off, however full the pipe is."""
    number = talk.client.number
    try:
        while True:
            waiting = await talk.client.take()
            async with asyncio.timeout(patience):
                if waiting is GOODBYE:
                    await ws.close(code=_ENDED, message=b"logged out", drain=False)
                    return
                await ws.send_frame(waiting.body, WSMsgType.TEXT)
    except TimeoutError:
        logger.info("Closed socket %s, which took nothing for %.0f s", number, patience)
        talk.abort()
    except ClientConnectionResetError:
        logger.debug("Socket %s went away while it was written to", number)


def answer(said: WSMessage, talk: Talk, most: int) -> Message | None:
    """What a client's message is answered with; None: with what was asked for."""
    if said.type is not WSMsgType.TEXT:
        return error("VALIDATION_ERROR", "Messages are text, a JSON object each")
    if len(said.data) > most:
        return error("VALIDATION_ERROR", f"A message may have {most} characters at most")
    try:
        body = orjson.loads(said.data)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        return error("VALIDATION_ERROR", "Messages are JSON objects with an action or a type")
    match body.get("action", body.get("type")):
        case "ping":
            return Message("pong", {}, slot="pong")
        case "auth":
            return _log_in(talk, _given(body, "token"))
        case "join" | "leave" | "resume" if not talk.client.known:
            return error("AUTHENTICATION_ERROR", "Log in first: send an auth with a token")
        case ("join" | "leave") as action:
            return _move(talk, action, _given(body, "room"))
        case "resume":
            talk.take_up(str(_given(body, "since") or ""))
            return None
        case _:
            return error("VALIDATION_ERROR", "Known actions are auth, ping, join, leave and resume")


def _given(body: dict[str, object], name: str) -> object:
    """A message's value, in its data or beside them."""
    data = body.get("data")
    return data.get(name) if isinstance(data, dict) else body.get(name)


def _log_in(talk: Talk, token: object) -> Message | None:
    caller = talk.request.app[ENTRANCE].door.caller(str(token))
    if caller is None:
        return error("AUTHENTICATION_ERROR", "This token is not good, or not any more")
    talk.tell(Message("system_info", {"message": f"Logged in as {caller.account.name}"}))
    talk.know(caller)
    return None


def _move(talk: Talk, action: str, room: object) -> Message:
    if room != DOWNLOADS:
        return error("NOT_FOUND_ERROR", f"There is no such room; there is {DOWNLOADS}")
    if action == "join":
        talk.client.rooms.add(DOWNLOADS)
    else:
        talk.client.rooms.discard(DOWNLOADS)
    did = "Joined" if action == "join" else "Left"
    return Message("system_info", {"message": f"{did} {DOWNLOADS}", "room": DOWNLOADS})


def _connected(talk: Talk, version: str) -> Message:
    return Message(
        "connected",
        {
            "message": "Connected",
            "connection_id": str(talk.client.number),
            "version": version,
            "rooms": [DOWNLOADS],
        },
    )


ROUTES = (
    Route("GET", "/ws/connect", connect, Policy.PUBLIC),
    Route("GET", "/ws/downloads", downloads, Policy.PUBLIC),
    Route(
        "GET",
        "/ws/status",
        status,
        Policy.PUBLIC,
        answers={200: Status},
        summary="How many listen to the sockets, and what they are told",
    ),
)
