"""Who is at the other end, also behind a reverse proxy that is trusted."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network

from aiohttp import hdrs, web

from aniworldd.clock import Clock

logger = logging.getLogger(__name__)

_HOST = re.compile(
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^:@/?#\[\]\s]+))(?::(?P<port>[0-9]{1,5}))?"
)
_PROXIED = ("Forwarded", "Via", "X-Real-Ip")
_A_DAY = 86400.0  # seconds between two lines about the same


@dataclass(frozen=True, slots=True)
class Host:
    """A Host header taken apart."""

    text: str
    name: str  # lower case; without the brackets of IPv6
    port: int | None

    @property
    def is_loopback(self) -> bool:
        return self.name == "localhost" or is_loopback(self.name)


@dataclass(frozen=True, slots=True)
class Peer:
    """The one who really asks."""

    address: str
    scheme: str  # that his browser sees: http or https
    host: Host
    direct: bool  # nothing says that a proxy was between

    @property
    def at_the_machine(self) -> bool:
        """Somebody at this machine, by all that can be told."""
        return self.direct and is_loopback(self.address) and self.host.is_loopback


_FEW = 64  # addresses and names are read again and again: a fifth of what a small answer costs
PEER = web.RequestKey("peer", Peer)


class Clients:
    """`trusted` are addresses and ranges; of everybody else forwarding headers are not believed."""

    def __init__(self, trusted: Sequence[str], clock: Clock) -> None:
        self._trusted = tuple(ip_network(text) for text in trusted)
        self._clock = clock
        self._warned_at: float | None = None

    def peer(self, request: web.Request) -> Peer:
        """Raises 400 when there is not exactly one well-formed Host."""
        address = _bare(request.remote or "")
        hosts = request.headers.getall(hdrs.HOST, [])
        host = read_host(hosts[0]) if len(hosts) == 1 else None
        if host is None:
            raise web.HTTPBadRequest(text="A request needs exactly one well-formed Host header")
        forwarded = [name for name in request.headers if name.lower().startswith("x-forwarded-")]
        direct = not forwarded and not any(name in request.headers for name in _PROXIED)
        if direct or not forwarded:
            return Peer(address, "http", host, direct)
        if not self._trusts(address):
            self._warn(address)
            return Peer(address, "http", host, direct=False)
        return self._forwarded(request, address, host)

    def _forwarded(self, request: web.Request, address: str, host: Host) -> Peer:
        """The nearest address that no proxy of ours has."""
        for step in reversed(_listed(request, hdrs.X_FORWARDED_FOR)):
            address = _bare(step)
            if not self._trusts(address):
                break
        proto = _listed(request, hdrs.X_FORWARDED_PROTO)
        named = _listed(request, hdrs.X_FORWARDED_HOST)
        shown = read_host(named[-1]) if named else host
        if shown is None:
            raise web.HTTPBadRequest(text="The X-Forwarded-Host header is not well-formed")
        scheme = "https" if proto and proto[-1].lower() == "https" else "http"
        return Peer(address, scheme, shown, direct=False)

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._trusted)

    def _warn(self, address: str) -> None:
        now = self._clock.monotonic()
        if self._warned_at is None or now - self._warned_at >= _A_DAY:
            self._warned_at = now
            logger.warning(
                "%s sends X-Forwarded headers, which are not believed; if it is your reverse proxy,"
                " name it in server.trusted_proxies",
                address,
            )


@lru_cache(_FEW)
def read_host(text: str) -> Host | None:
    """None when it is not well-formed."""
    match = _HOST.fullmatch(text)
    if match is None or len(text) > 300:
        return None
    port = int(match["port"]) if match["port"] else None
    return Host(text, (match["v6"] or match["name"]).lower(), port)


def is_loopback(host: str) -> bool:
    try:
        found = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


@lru_cache(_FEW)
def _bare(address: str) -> str:
    """An address as it is compared: without zone, port, brackets, or IPv6 around IPv4."""
    text = address.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return text[:100]
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def _listed(request: web.Request, name: str) -> list[str]:
    values = ",".join(request.headers.getall(name, []))
    return [part.strip() for part in values.split(",") if part.strip()]
