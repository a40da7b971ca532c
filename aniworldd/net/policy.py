"""Which addresses may be fetched from: everything public, and inside only what is listed."""

import re
from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from yarl import URL

from aniworldd.errors import FetchRefused
from aniworldd.net.urls import shown

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_RANGE = re.compile(
    r"(?:\[(?P<inner>[0-9a-f:./%]+)\](?P<length>/\d{1,3})?|(?P<plain>[0-9.]+(?:/\d{1,2})?))"
    r"(?::(?P<port>\d{1,5}))?",
    re.I,
)
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f:.]+", re.I)
_EXAMPLES = "for example 192.168.1.0/24, 127.0.0.1/32:8080 or [fd00::/8]:8080"
# Not global by IANA's registry, whatever the running Python's copy of it says.
_NEVER_GLOBAL = tuple(
    ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "2001:db8::/32")
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that is given out as global unicast
_TEREDO = IPv6Network("2001::/32")
_NAT64 = IPv6Network("64:ff9b::/96")
# Below 1024 only HTTP's own ports: a URL must not speak to somebody's mail server.
_LOW_PORTS = (80, 443)


class AddressPolicy:
    """http and https to public addresses; inside the network only to the ranges listed.

    `allow_private` has entries such as `192.168.1.0/24`, `127.0.0.1/32:8080`, `[fd00::/8]:443`.
    Raises ValueError with a sentence when one is not a range.
    """

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._allowed = tuple(read_range(text) for text in allow_private)

    def check_url(self, text: str | URL) -> URL:
        """The URL, when we may ask for it as far as can be said before its name is resolved.

        Raises FetchRefused.
        """
        try:
            url = URL(text) if isinstance(text, str) else text
            host = url.raw_host
            port = url.port
        except ValueError as error:
            raise FetchRefused(f"{shown(str(text))} is not a URL") from error
        if url.scheme not in ("http", "https"):
            raise FetchRefused(f"{shown(str(url))} is neither http nor https")
        if not host or not port:
            raise FetchRefused(f"{shown(str(url))} names no host")
        if url.raw_user is not None or url.raw_password is not None:
            raise FetchRefused(
                f"{shown(str(url))} is written with a user name or password in front of the host,"
                " which is not accepted"
            )
        literal = _literal(host)
        if literal is not None:
            self.check_address(host, literal, port)
        return url.with_fragment(None)

    def check_address(self, host: str, address: Address, port: int) -> None:
        """Raises FetchRefused when `host`, being at `address`, may not be connected to."""
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(
            address.version == network.version and address in network and only in (None, port)
            for network, only in self._allowed
        ):
            return
        what = host if host.strip("[]") == str(address) else f"{host} ({address})"
        if not is_public(address):
            raise FetchRefused(
                f"{what} is an address inside the network, and nothing is fetched from there"
                f" unless fetch.allow_private lists it: {_as_range(address, port)}"
            )
        if port < 1024 and port not in _LOW_PORTS:
            raise FetchRefused(
                f"{what} would be asked on port {port}, which belongs to another service than the"
                f" web; fetch.allow_private can list it: {_as_range(address, port)}"
            )


def read_range(text: str) -> tuple[Network, int | None]:
    """The range and its port, None for all. Raises ValueError with a sentence."""
    bare = text.strip()
    if bare.count(":") > 1 and "[" not in bare:
        bare = f"[{bare}]"
    found = _RANGE.fullmatch(bare)
    if found is None:
        raise ValueError(f"'{text}' is not an address range; write numbers, {_EXAMPLES}")
    range_text = found["plain"] or found["inner"] + (found["length"] or "")
    port = None if found["port"] is None else int(found["port"])
    if port is not None and not 0 < port < 65536:
        raise ValueError(f"'{text}' names port {port}; ports go from 1 to 65535")
    try:
        network = ip_network(range_text, strict=False)
        ip_network(range_text)
    except ValueError as error:
        raise ValueError(_range_problem(text, range_text)) from error
    return network, port


def is_public(address: Address) -> bool:
    """Whether it is out there: also by the IPv4 address that an IPv6 one leads to."""
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried:
            return all(is_public(inner) for inner in carried)
        if address not in _GLOBAL_V6:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NEVER_GLOBAL)
    )


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that a packet to this one ends up at, by translation or tunnel."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address in _TEREDO and address.teredo is not None:
        return address.teredo
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    return ()


def _literal(host: str) -> Address | None:
    """The address that `host` is; None for a name. Raises FetchRefused for odd spellings."""
    bare = host.removesuffix(".")
    if not _HOST.fullmatch(bare):
        raise FetchRefused(f"{host} is not the name of a host")
    try:
        return ip_address(bare)
    except ValueError:
        last = bare.rpartition(".")[2].lower()
        # What ends in a number is an address to the C library: 127.1, 2130706433, 0x7f.1, 0177.1
        if not last or ":" in bare or re.fullmatch(r"\d+|0x[0-9a-f]*", last):
            raise FetchRefused(
                f"{host} is an odd way to write an address; write it as four numbers"
            ) from None
        return None


def _as_range(address: Address, port: int) -> str:
    text = f"[{address}/128]" if address.version == 6 else f"{address}/32"
    return f"{text}:{port}"


def _range_problem(text: str, range_text: str) -> str:
    try:
        meant = ip_network(range_text, strict=False)
    except ValueError:
        return f"'{text}' is not an address range; write numbers, {_EXAMPLES}"
    return f"'{text}' begins in the middle of its range; write {meant}"
