"""`/ws/connect`: live events to whoever listens, in the documents' words."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator

import orjson
from aiohttp import ClientConnectionResetError, WSMessage, WSMsgType, web

from aniworldd.borders import contain
from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.web.aniworld.announcer import Announcer, framed
from aniworldd.web.aniworld.shapes import DOWNLOADS, Message
from aniworldd.web.keys import CLOCK, LIMITS, VERSION, Limits, Reads
from aniworldd.web.stream import Client, Frame, Stream

logger = logging.getLogger(__name__)

_BUFFER = 64 * 1024  # bytes the kernel holds for a client that does not read
_GOODBYE = 1.0  # seconds for a client to answer a close
_OVERSIZE = 4  # so many times the limit is answered with an error; beyond, the socket is closed


STREAM = web.AppKey("stream", Stream)
OPEN = web.AppKey("open", dict[web.WebSocketResponse, web.Request])


def install(app: web.Application, bus: Bus, reads: Reads, clock: Clock, limits: Limits) -> None:
    """Let the application's sockets hear the bus while it runs."""

    def missed() -> Frame:
        message = "You missed some messages, because you did not read; ask for the state anew"
        return framed(_error("MISSED_MESSAGES", message), clock)

    async def listen(app: web.Application) -> AsyncIterator[None]:
        announcer = Announcer(app[STREAM], reads, clock)
        stop = bus.subscribe(announcer.hear)
        task = asyncio.create_task(announcer.run(), name="announcer")
        yield
        stop()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app[STREAM] = Stream(most=limits.sockets, bound=limits.waiting, missed=missed)
    app[OPEN] = {}
    app.cleanup_ctx.append(listen)
    app.on_shutdown.append(_close_all)


async def connect(request: web.Request) -> web.StreamResponse:
    """`GET /ws/connect`"""
    app, limits = request.app, request.app[LIMITS]
    ws = web.WebSocketResponse(
        heartbeat=limits.heartbeat,
        max_msg_size=_OVERSIZE * limits.message,
        writer_limit=_BUFFER // 4,
        compress=False,
    )
    if not ws.can_prepare(request):
        raise web.HTTPUpgradeRequired(
            text=f"{request.path} speaks WebSocket only", headers={"Upgrade": "websocket"}
        )
    if app[STREAM].full:
        raise web.HTTPServiceUnavailable(
            text=f"{limits.sockets} sockets are open already, which is all there may be",
            headers={"Retry-After": "30"},
        )
    with app[STREAM].joined() as client:
        client.offer(framed(_connected(client, app[VERSION]), app[CLOCK]))
        await ws.prepare(request)
        app[OPEN][ws] = request
        try:
            await _converse(request, ws, client)
        finally:
            del app[OPEN][ws]
            _hang_up(request)
    return ws


async def _converse(request: web.Request, ws: web.WebSocketResponse, client: Client) -> None:
    """Until one side ends it."""
    clock, limits = request.app[CLOCK], request.app[LIMITS]
    _bound_buffers(request)
    pump = asyncio.create_task(_pump(request, ws, client, limits.patience), name="socket pump")
    try:
        with contain("a socket"):
            async for said in ws:
                if said.type is WSMsgType.ERROR:
                    break
                client.offer(framed(answer(said, client, limits.message), clock))
    finally:
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pump


async def _pump(
    request: web.Request, ws: web.WebSocketResponse, client: Client, patience: float
) -> None:
    """Write what waits; who takes nothing for too long is cut off, however full the pipe is."""
    try:
        while True:
            waiting = await client.take()
            async with asyncio.timeout(patience):
                await ws.send_frame(waiting.body, WSMsgType.TEXT)
    except TimeoutError:
        logger.info("Closed socket %s, which took nothing for %.0f s", client.number, patience)
        if request.transport is not None:
            request.transport.abort()
    except ClientConnectionResetError:
        logger.debug("Socket %s went away while it was written to", client.number)


def answer(said: WSMessage, client: Client, most: int) -> Message:
    """What a client's message is answered with."""
    if said.type is not WSMsgType.TEXT:
        return _error("VALIDATION_ERROR", "Messages are text, a JSON object each")
    if len(said.data) > most:
        return _error("VALIDATION_ERROR", f"A message may have {most} characters at most")
    try:
        body = orjson.loads(said.data)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        return _error("VALIDATION_ERROR", "Messages are JSON objects with an action or a type")
    match body.get("action", body.get("type")):
        case "ping":
            return Message("pong", {}, slot="pong")
        case ("join" | "leave") as action:
            data = body.get("data")
            room = data.get("room") if isinstance(data, dict) else body.get("room")
            return _move(client, action, room)
        case _:
            return _error("VALIDATION_ERROR", "Known actions are ping, join and leave")


def _move(client: Client, action: str, room: object) -> Message:
    if room != DOWNLOADS:
        return _error("NOT_FOUND_ERROR", f"There is no such room; there is {DOWNLOADS}")
    if action == "join":
        client.rooms.add(DOWNLOADS)
    else:
        client.rooms.discard(DOWNLOADS)
    did = "Joined" if action == "join" else "Left"
    return Message("system_info", {"message": f"{did} {DOWNLOADS}", "room": DOWNLOADS})


def _connected(client: Client, version: str) -> Message:
    return Message(
        "connected",
        {
            "message": "Connected",
            "connection_id": str(client.number),
            "version": version,
            "rooms": [DOWNLOADS],
        },
    )


def _error(code: str, message: str) -> Message:
    return Message("error", {"error": code, "message": message})


def _bound_buffers(request: web.Request) -> None:
    """Let a stalled client cost tens of kilobytes, not the megabytes a kernel would give it."""
    transport = request.transport
    if transport is None:
        return
    transport.set_write_buffer_limits(high=_BUFFER // 4)
    kernel = transport.get_extra_info("socket")
    if kernel is not None:
        kernel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)


def _hang_up(request: web.Request) -> None:
    """A polite close would wait for ever on a client that reads nothing."""
    transport = request.transport
    if transport is not None and transport.get_write_buffer_size():
        transport.abort()


async def _close_all(app: web.Application) -> None:
    """Say goodbye; those who do not answer in time are cut off."""
    closings = [
        asyncio.create_task(ws.close(code=1001, message=b"the daemon stops", drain=False))
        for ws in app[OPEN]
    ]
    if closings:
        await asyncio.wait(closings, timeout=_GOODBYE)
    for request in app[OPEN].values():
        if request.transport is not None:
            request.transport.abort()
    for closing in closings:
        closing.cancel()
