"""`/ws/connect`: live events to whoever is logged in, in the documents' words."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

import orjson
from aiohttp import ClientConnectionResetError, WSMessage, WSMsgType, web

from aniworldd.accounts.door import Caller
from aniworldd.borders import contain
from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.web.access import CALLER
from aniworldd.web.aniworld.announcer import Announcer, framed
from aniworldd.web.aniworld.shapes import DOWNLOADS, Message
from aniworldd.web.keys import CLOCK, ENTRANCE, LIMITS, VERSION, Limits, Reads
from aniworldd.web.stream import Client, Frame, Stream

logger = logging.getLogger(__name__)

_BUFFER = 64 * 1024  # bytes the kernel holds for a client that does not read
_GOODBYE = 1.0  # seconds for a client to answer a close
_OVERSIZE = 4  # so many times the limit is answered with an error; beyond, the socket is closed


_STRANGERS = 4  # a fourth of all sockets may be open without a login
_ENDED = 4401  # a code of the application's own range, after HTTP's 401


@dataclass(eq=False, slots=True)
class Talk:
    """One open socket."""

    request: web.Request
    ws: web.WebSocketResponse
    client: Client
    credential: str = ""  # the id of what its other end showed
    end: asyncio.TimerHandle | None = None

    def know(self, caller: Caller) -> None:
        """From now on it is told things, until what was shown ends."""
        self.forget()
        self.credential = caller.credential
        self.client.known = True
        if caller.session is not None:
            left = self.request.app[ENTRANCE].door.sessions.left(caller.session.id)
            self.end = asyncio.get_running_loop().call_later(left, self.hang_up)

    def forget(self) -> None:
        self.client.known = False
        if self.end is not None:
            self.end.cancel()
            self.end = None

    def hang_up(self) -> None:
        """What its other end showed is not good any more: it is told nothing else."""
        self.forget()
        self.client.clear()
        self.client.offer(GOODBYE)
        _cut(self.request)


GOODBYE = Frame(b"")  # in place of a message: the socket is closed
STREAM = web.AppKey("stream", Stream)
OPEN = web.AppKey("open", set[Talk])


def install(app: web.Application, bus: Bus, reads: Reads, clock: Clock, limits: Limits) -> None:
    """Let the application's sockets hear the bus while it runs."""

    def missed() -> Frame:
        message = "You missed some messages, because you did not read; ask for the state anew"
        return framed(_error("MISSED_MESSAGES", message), clock)

    async def listen(app: web.Application) -> AsyncIterator[None]:
        announcer = Announcer(app[STREAM], reads, clock)
        stop = bus.subscribe(announcer.hear)
        deaf = app[ENTRANCE].door.listen(lambda ids: _hang_up_on(app, ids))
        task = asyncio.create_task(announcer.run(), name="announcer")
        yield
        stop()
        deaf()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app[STREAM] = Stream(most=limits.sockets, bound=limits.waiting, missed=missed)
    app[OPEN] = set()
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
    caller = request.get(CALLER) or app[ENTRANCE].door.caller(request.query.get("token", ""))
    _refuse_a_crowd(app, limits, known=caller is not None)
    with app[STREAM].joined() as client:
        talk = Talk(request, ws, client)
        client.offer(framed(_connected(client, app[VERSION]), app[CLOCK]))
        await ws.prepare(request)
        if caller is not None:
            talk.know(caller)
        app[OPEN].add(talk)
        try:
            await _converse(talk)
        finally:
            app[OPEN].discard(talk)
            talk.forget()
            _cut(request)
    return ws


def _refuse_a_crowd(app: web.Application, limits: Limits, *, known: bool) -> None:
    """Those whom nobody knows may not take the places of those who are logged in."""
    strangers = sum(not talk.client.known for talk in app[OPEN])
    if app[STREAM].full or (not known and strangers >= max(limits.sockets // _STRANGERS, 1)):
        raise web.HTTPServiceUnavailable(
            text="As many sockets are open already as there may be", headers={"Retry-After": "30"}
        )


async def _converse(talk: Talk) -> None:
    """Until one side ends it."""
    app, limits = talk.request.app, talk.request.app[LIMITS]
    _bound_buffers(talk.request)
    pump = asyncio.create_task(_pump(talk, limits.patience), name="socket pump")
    try:
        with contain("a socket"):
            async for said in talk.ws:
                if said.type is WSMsgType.ERROR:
                    break
                talk.client.offer(framed(answer(said, talk, limits.message), app[CLOCK]))
    finally:
        pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pump


async def _pump(talk: Talk, patience: float) -> None:
    """Write what waits; who takes nothing for too long is cut off, however full the pipe is."""
    number = talk.client.number
    try:
        while True:
            waiting = await talk.client.take()
            async with asyncio.timeout(patience):
                if waiting is GOODBYE:
                    await talk.ws.close(code=_ENDED, message=b"logged out", drain=False)
                    return
                await talk.ws.send_frame(waiting.body, WSMsgType.TEXT)
    except TimeoutError:
        logger.info("Closed socket %s, which took nothing for %.0f s", number, patience)
        if talk.request.transport is not None:
            talk.request.transport.abort()
    except ClientConnectionResetError:
        logger.debug("Socket %s went away while it was written to", number)


def answer(said: WSMessage, talk: Talk, most: int) -> Message:
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
        case "auth":
            return _log_in(talk, _given(body, "token"))
        case "join" | "leave" if not talk.client.known:
            return _error("AUTHENTICATION_ERROR", "Log in first: send an auth with a token")
        case ("join" | "leave") as action:
            return _move(talk.client, action, _given(body, "room"))
        case _:
            return _error("VALIDATION_ERROR", "Known actions are auth, ping, join and leave")


def _given(body: dict[str, object], name: str) -> object:
    """A message's value, in its data or beside them."""
    data = body.get("data")
    return data.get(name) if isinstance(data, dict) else body.get(name)


def _log_in(talk: Talk, token: object) -> Message:
    caller = talk.request.app[ENTRANCE].door.caller(str(token))
    if caller is None:
        return _error("AUTHENTICATION_ERROR", "This token is not good, or not any more")
    talk.know(caller)
    return Message("system_info", {"message": f"Logged in as {caller.account.name}"})


def _hang_up_on(app: web.Application, credentials: Collection[str]) -> None:
    """Nobody goes on listening with what has ended."""
    for talk in app[OPEN]:
        if talk.credential in credentials:
            talk.hang_up()


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


def _cut(request: web.Request) -> None:
    """A polite close would wait for ever on a client that reads nothing."""
    transport = request.transport
    if transport is not None and transport.get_write_buffer_size():
        transport.abort()


async def _close_all(app: web.Application) -> None:
    """Say goodbye; those who do not answer in time are cut off."""
    closings = [
        asyncio.create_task(talk.ws.close(code=1001, message=b"the daemon stops", drain=False))
        for talk in app[OPEN]
    ]
    if closings:
        await asyncio.wait(closings, timeout=_GOODBYE)
    left = app[OPEN]
    for talk in tuple(left):
        if talk.request.transport is not None:
            talk.request.transport.abort()
    for closing in closings:
        closing.cancel()
