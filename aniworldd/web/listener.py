"""Takes connections in, so that a crowd at the door does not shut it.

asyncio's own server stops to accept for a second when the system is out of file descriptors, and
counts nobody.
"""

import asyncio
import errno
import logging
import resource
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from aniworldd.accounts.lockout import client_of
from aniworldd.web.clients import is_loopback
from aniworldd.web.crowd import Crowd, Line

logger = logging.getLogger(__name__)

BACKLOG = 1024
_AT_ONCE = 32  # connections taken in one turn of the loop
_RESERVE = 96  # file descriptors that are left for everything else
_OUT = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_REST = 0.05  # seconds, when the system gives nothing and nobody can give way

Factory = Callable[[], asyncio.Protocol]


def room(wanted: int) -> int:
    """As many connections as the system leaves room for."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(min(wanted, soft - _RESERVE), 8)


class Listener:
    """Serves a listening socket until it is closed."""

    def __init__(self, listening: socket.socket, factory: Factory, crowd: Crowd) -> None:
        self._socket = listening
        self._factory = factory
        self._crowd = crowd
        self._tasks: set[asyncio.Task[object]] = set()
        self._retry: asyncio.TimerHandle | None = None
        listening.setblocking(False)
        asyncio.get_running_loop().add_reader(listening, self._take)

    def close(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        for task in self._tasks:
            task.cancel()

    def _take(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                made, peer = self._socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _OUT:
                    raise
                if not self._crowd.make_room():
                    self._rest()
                return
            self._let_in(made, str(peer[0]) if isinstance(peer, tuple) else "")

    def _let_in(self, made: socket.socket, address: str) -> None:
        # everybody at this machine, and a proxy on it, has the same address
        line = self._crowd.come("" if is_loopback(address) else client_of(address))
        if line is None:
            made.close()
            return
        made.setblocking(False)
        with suppress(OSError):  # of a connection that is gone already
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        loop = asyncio.get_running_loop()
        task: asyncio.Task[object] = loop.create_task(self._connect(made, line))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, made: socket.socket, line: Line) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(
                lambda: _Watched(self._factory(), line, self._crowd), made
            )
        except OSError as error:
            logger.debug("A connection went away while it was made: %s", error)
            made.close()
            self._crowd.gone(line)

    def _rest(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._socket)
        self._retry = loop.call_later(_REST, loop.add_reader, self._socket, self._take)


class _Watched(asyncio.Protocol):
    """Passes everything on, and tells the crowd what it must know."""

    def __init__(self, inner: asyncio.Protocol, line: Line, crowd: Crowd) -> None:
        self._inner = inner
        self._line = line
        self._crowd = crowd

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._crowd.made(self._line, transport)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._crowd.heard(self._line)
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.gone(self._line)
        self._inner.connection_lost(exc)


def bind(host: str, port: int) -> Sequence[socket.socket]:
    """Sockets that listen on every address of a host; of port 0 all on the same one. `OSError`."""
    made: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in dict.fromkeys(found):
            one = socket.socket(family, kind, protocol)
            made.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            chosen = made[0].getsockname()[1] if port == 0 else port
            one.bind((address[0], chosen, *address[2:]))
            one.listen(BACKLOG)
    except OSError:
        for one in made:
            one.close()
        raise
    return made
