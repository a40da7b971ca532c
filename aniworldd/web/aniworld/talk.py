"""Those who listen, by whatever means, and what ends their listening."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass

from aiohttp import web

from aniworldd.accounts.door import Caller
from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.web.aniworld.announcer import Announcer, framed
from aniworldd.web.aniworld.shapes import Message
from aniworldd.web.keys import CLOCK, ENTRANCE, LIMITS, Limits, Reads
from aniworldd.web.stream import Client, Frame, Stream

_BUFFER = 64 * 1024  # bytes the kernel holds for a client that does not read
_GOODBYE = 1.0  # seconds for a client to answer a close
_STRANGERS = 4  # a fourth of all sockets may be open without a login

GOODBYE = Frame(b"")  # in place of a message: nothing follows


@dataclass(eq=False, slots=True)
class Talk:
    """One listener."""

    request: web.Request
    client: Client
    ws: web.WebSocketResponse | None = None
    credential: str = ""  # the id of what its other end showed
    since: str = ""  # what it read last, before it went away
    end: asyncio.TimerHandle | None = None

    def know(self, caller: Caller) -> None:
        """From now on it is told things, until what was shown ends."""
        self.forget()
        self.credential = caller.credential
        self.client.known = True
        if caller.session is not None:
            left = self.request.app[ENTRANCE].door.sessions.left(caller.session.id)
            self.end = asyncio.get_running_loop().call_later(left, self.hang_up)
        if self.since:
            self.take_up(self.since)

    def take_up(self, id: str) -> None:
        """Tell what was missed after that message, or how everything stands; it has to be known."""
        self.since = ""
        for frame in self.request.app[ANNOUNCER].missed(id):
            if self.client.hears(frame):
                self.client.offer(frame)

    def tell(self, message: Message) -> None:
        """Something for nobody but this one."""
        self.client.offer(framed(message, self.request.app[CLOCK]))

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
        self.cut()

    def abort(self) -> None:
        """End it here and now."""
        if self.request.transport is not None:
            self.request.transport.abort()

    def cut(self) -> None:
        """A polite close would wait for ever on a client that reads nothing."""
        transport = self.request.transport
        if transport is not None and transport.get_write_buffer_size():
            transport.abort()

    def bound_buffers(self) -> None:
        """Let a stalled client cost tens of kilobytes, not the megabytes a kernel would give it."""
        transport = self.request.transport
        if transport is None:
            return
        transport.set_write_buffer_limits(high=_BUFFER // 4)
        kernel = transport.get_extra_info("socket")
        if kernel is not None:
            kernel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)


STREAM = web.AppKey("stream", Stream)
OPEN = web.AppKey("open", set[Talk])
ANNOUNCER = web.AppKey("announcer", Announcer)


def install(
    app: web.Application, bus: Bus, reads: Reads, clock: Clock, limits: Limits, run: str
) -> None:
    """Let the application's listeners hear the bus; `run` tells one start from another."""

    def missed() -> Frame:
        message = "You missed some messages, because you did not read; resume, or ask for the state"
        return framed(error("MISSED_MESSAGES", message), clock)

    async def listen(app: web.Application) -> AsyncIterator[None]:
        announcer = app[ANNOUNCER]
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
    app[ANNOUNCER] = Announcer(app[STREAM], reads, clock, run)
    app[OPEN] = set()
    app.cleanup_ctx.append(listen)
    app.on_shutdown.append(_close_all)


@contextlib.contextmanager
def opened(request: web.Request, ws: web.WebSocketResponse | None = None) -> Iterator[Talk]:
    """A listener until the block ends."""
    app = request.app
    with app[STREAM].joined() as client:
        talk = Talk(request, client, ws)
        app[OPEN].add(talk)
        try:
            yield talk
        finally:
            app[OPEN].discard(talk)
            talk.forget()
            talk.cut()
            app[ANNOUNCER].left()


def refuse_a_crowd(app: web.Application, *, known: bool) -> None:
    """Those whom nobody knows may not take the places of those who are logged in."""
    strangers = sum(not talk.client.known for talk in app[OPEN])
    most = app[LIMITS].sockets
    if app[STREAM].full or (not known and strangers >= max(most // _STRANGERS, 1)):
        raise web.HTTPServiceUnavailable(
            text="As many sockets are open already as there may be", headers={"Retry-After": "30"}
        )


def error(code: str, message: str) -> Message:
    return Message("error", {"error": code, "message": message})


def _hang_up_on(app: web.Application, credentials: Collection[str]) -> None:
    """Nobody goes on listening with what has ended."""
    for talk in app[OPEN]:
        if talk.credential in credentials:
            talk.hang_up()


async def _close_all(app: web.Application) -> None:
    """Say goodbye; those who do not answer in time are cut off."""
    closings: list[asyncio.Task[bool]] = []
    left: set[Talk] = app[OPEN]
    for talk in tuple(left):
        if talk.ws is None:
            talk.hang_up()
        else:
            goodbye = talk.ws.close(code=1001, message=b"the daemon stops", drain=False)
            closings.append(asyncio.create_task(goodbye))
    if closings:
        await asyncio.wait(closings, timeout=_GOODBYE)
    for talk in tuple(left):
        talk.abort()
    for closing in closings:
        closing.cancel()
