"""What is asked for: limits, headers that may be sent, and the name it has in the cache."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientTimeout
from yarl import URL

from aniworldd import __version__
from aniworldd.errors import FetchRefused
from aniworldd.net.urls import shown

USER_AGENT = f"aniworldd/{__version__}"
_OF_THE_CONNECTION = ("connection", "content-length", "te", "transfer-encoding", "upgrade")
_NOT_THE_CALLERS = ("accept-encoding", "cookie", "host", "proxy-authorization", *_OF_THE_CONNECTION)
_NOT_FOR_THE_CACHE = ("authorization", "if-modified-since", "if-none-match", "if-range", "range")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost; the times are for each hop of a redirect."""

    body: int = 4 << 20  # bytes after decompression
    first_byte: float = 20.0  # seconds until the headers are here
    total: float = 60.0  # seconds until the body is here
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the client, the same for all its hops."""

    headers: Mapping[str, str]
    encoding: str  # Accept-Encoding
    delay: float | None
    limits: Limits
    timing: ClientTimeout
    buffer: int

    @property
    def first_byte(self) -> float:
        total = self.timing.total
        return self.limits.first_byte if total is None else min(self.limits.first_byte, total)

    def checked_headers(self, url: URL) -> dict[str, str]:
        """The headers to send. Raises FetchRefused for one that could smuggle or track."""
        for name, text in self.headers.items():
            if name.lower() in _NOT_THE_CALLERS:
                raise FetchRefused(f"{shown(str(url))} is not asked with a header {name} of yours")
            if not name.isascii() or any(sign in name + text for sign in "\r\n\0"):
                raise FetchRefused(f"{shown(str(url))} is not asked with a header of many lines")
        own = {"User-Agent": USER_AGENT, "Accept-Encoding": self.encoding}
        given = {name.lower() for name in self.headers}
        return {name: own[name] for name in own if name.lower() not in given} | dict(self.headers)


def cache_key(url: str, headers: Mapping[str, str]) -> str | None:
    """What tells this page from others; None when it must not be kept."""
    names = {name.lower(): text for name, text in headers.items()}
    if any(name in names for name in _NOT_FOR_THE_CACHE):
        return None
    return "\n".join((url, *(f"{name}: {text}" for name, text in sorted(names.items()))))
