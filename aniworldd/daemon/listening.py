"""Where page and sockets are served: an address of the config, or systemd's sockets."""

import logging
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, SOCK_STREAM, socket

import aniworldd
from aniworldd.config.doors import Server
from aniworldd.daemon.build import Parts
from aniworldd.daemon.desk import desk
from aniworldd.errors import Unavailable
from aniworldd.web import app, serving
from aniworldd.web.crowd import Bounds, Crowd
from aniworldd.web.keys import Limits
from aniworldd.web.listener import Listener, bind, room

logger = logging.getLogger(__name__)


async def listen(
    parts: Parts, server: Server, handed: Sequence[socket], life: AsyncExitStack
) -> str:
    """Serve until `life` ends, and answer where; raises `Unavailable` when that cannot be."""
    for one in handed:
        _judge(one)
    application = app.build(
        *(parts.view, parts.bus, parts.clock, aniworldd.__version__, parts.entrance),
        desk=desk(parts),
        limits=Limits(sockets=server.limits.sockets),
    )
    crowd = Crowd(lambda: _bounds(parts.entrance.server()), parts.clock)
    life.callback(crowd.close)
    application.middlewares.insert(0, crowd.middleware)
    runner = serving.runner(application)
    await runner.setup()
    life.push_async_callback(runner.cleanup)
    protocols = serving.protocols(runner)
    listening = list(handed) or _bind(server.host, server.port)
    host, port = listening[0].getsockname()[:2]
    for one in listening:
        life.callback(Listener(one, protocols, crowd).close)
    address = f"http://{_reachable(host)}:{port}{server.base_path}/"
    logger.info("aniworldd %s serves %s", aniworldd.__version__, address)
    _warn(host, server)
    return address


def _reachable(host: str) -> str:
    """An address that a browser on this machine can open."""
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{own}]" if ":" in own else own


def _warn(host: str, server: Server) -> None:
    """What somebody should know who lets others in."""
    address = ip_address(host)
    if address.is_loopback:
        return
    where = "all addresses of this machine" if address.is_unspecified else host
    if not server.trusted_proxies:
        logger.warning(
            "It serves %s, without TLS: whoever is between can read passwords. A reverse proxy "
            "with TLS in front of it prevents that; name it in server.trusted_proxies",
            where,
        )
    if not server.allowed_hosts:
        logger.info("It serves %s; to open it by a name, put that into server.allowed_hosts", where)


def _bounds(server: Server) -> Bounds:
    limits = server.limits
    return Bounds(
        room(limits.connections),
        limits.connections_each,
        limits.header_time,
        limits.body_time,
    )


def _bind(host: str, port: int) -> Sequence[socket]:
    try:
        return bind(host, port)
    except OSError as error:
        raise Unavailable(
            f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}; stop the other "
            "program, or set server.port in config.yaml"
        ) from error


def _judge(handed: socket) -> None:
    if handed.family not in {AF_INET, AF_INET6} or handed.type != SOCK_STREAM:
        raise Unavailable("the socket unit hands over a socket that is none of TCP")
