"""The one HTTP client: whatever leaves the machine over HTTP leaves here."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from types import MappingProxyType

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from aniworldd.clock import Clock
from aniworldd.errors import FetchError
from aniworldd.net import buffers, redirects, retry_after
from aniworldd.net.buffers import Buffers
from aniworldd.net.cache import Kept, PageCache
from aniworldd.net.failures import bad_status, is_outage, told
from aniworldd.net.names import CheckedNames, SystemNames
from aniworldd.net.pace import Pace, Turn
from aniworldd.net.page import Page
from aniworldd.net.policy import AddressPolicy
from aniworldd.net.requests import Limits, Request, cache_key
from aniworldd.net.stream import Stream
from aniworldd.net.throttle import Throttle
from aniworldd.net.trust import Trust
from aniworldd.net.urls import peer, proxy_url, shown

logger = logging.getLogger(__name__)

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
DEFAULT_LIMITS = Limits()
MAX_HEADER = 8190  # bytes of one header line
MAX_HEADERS = 128
_READABLE = ("", "identity", "gzip", "deflate", "br", "zstd")  # aiohttp fails when it cannot


class Client:
    """Asks politely, never inside the network unless told so, and believes no answer's size.

    Through a `proxy` names are resolved by the proxy: the address policy then judges only hosts
    that are written as addresses. Cookies are never kept or sent. Raises ValueError with a
    sentence when `proxy` is not the URL of one.
    """

    def __init__(
        self,
        *,
        policy: AddressPolicy,
        pace: Pace,
        cache: PageCache | None,
        clock: Clock,
        proxy: str | None = None,
        names: AbstractResolver | None = None,
        throttle: Throttle | None = None,
    ) -> None:
        self._policy = policy
        self._pace = pace
        self._cache = cache
        self._clock = clock
        self._proxy = None if proxy is None else proxy_url(proxy)
        self._names = names
        self._trust = Trust()
        self.throttle = throttle or Throttle(clock)
        self.buffers = Buffers()
        self._open: tuple[aiohttp.ClientSession, AbstractResolver] | None = None

    async def get(
        self,
        url: str,
        *,
        delay: float | None = None,
        timeout: float | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Page:
        """The whole page. `delay` is seconds between two requests to a host, `timeout` replaces
        `limits.total`.

        Raises FetchError, for any status from 400 on too, and FetchRefused.
        """
        total = limits.total if timeout is None else timeout
        timing = aiohttp.ClientTimeout(total=total)
        request = Request(headers, "gzip, deflate", delay, limits, timing, buffers.PAGE)
        key = cache_key(url, headers)
        kept = await self._cache.find(key) if self._cache and key else None
        async with self._answer(url, request, kept) as (response, turn):
            final = str(response.url)
            if response.status == 304 and kept is not None and final == kept.url:
                turn.answered()
                return Page(kept.url, kept.status, kept.headers, kept.body, unchanged=True)
            self._check_status(response, turn)
            _check_encoding(response)
            with told(final, turn.failed, f"was not here after {total:g} s"):
                body = await _read(response, limits.body)
            turn.answered()
            fresh = Kept(final, response.status, _plain(response), body)
        if self._cache and key and fresh.may_be_kept() and not (kept and kept.says_all_of(fresh)):
            await self._cache.keep(key, fresh)
        return Page(fresh.url, fresh.status, fresh.headers, fresh.body)

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        delay: float = 0.0,
        stall: float = 60.0,
        limits: Limits = DEFAULT_LIMITS,
    ) -> AsyncIterator[Stream]:
        """The answer with its body still to come, uncompressed; for downloads of any length.

        It breaks off when nothing came for `stall` seconds; `limits.body` and `limits.total` do
        not apply. Raises FetchError, for any status from 400 on too, and FetchRefused.
        """
        timing = aiohttp.ClientTimeout(total=None, sock_read=stall)
        async with AsyncExitStack() as life:
            buffer = life.enter_context(self.buffers.lend(paced=self.throttle.piece is not None))
            request = Request(headers, "identity", delay, limits, timing, buffer)
            response, turn = await life.enter_async_context(self._answer(url, request, None))
            self._check_status(response, turn)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                # Decoded, its length and its ranges would mean nothing.
                raise FetchError(f"{shown(str(response.url))} sends the file compressed, unasked")
            turn.answered()
            turn.end()
            yield Stream(
                str(response.url),
                response.status,
                response.headers,
                response,
                turn,
                self.throttle,
                stall,
            )

    async def close(self) -> None:
        """Close all connections; whatever is still being fetched breaks off."""
        if self._open is not None:
            (session, names), self._open = self._open, None
            await session.close()
            await names.close()

    @asynccontextmanager
    async def _answer(
        self, url: str, request: Request, kept: Kept | None
    ) -> AsyncIterator[tuple[aiohttp.ClientResponse, Turn]]:
        """The first answer that is no redirect, and the turn of its host, still held."""
        hop = self._policy.check_url(url)
        headers = request.checked_headers(hop)
        for _ in range(request.limits.redirects + 1):
            asked = headers | kept.conditions() if kept and str(hop) == kept.url else headers
            async with self._pace.turn(peer(hop), request.delay) as turn:
                async with await self._send(hop, asked, request, turn) as response:
                    location = response.headers.get("Location")
                    if response.status not in redirects.STATUSES or location is None:
                        yield response, turn
                        return
                turn.answered()
            following = redirects.target(hop, location, self._policy)
            headers = redirects.carried(headers, hop, following)
            hop = following
        raise FetchError(f"{shown(url)} redirects more than {request.limits.redirects} times")

    async def _send(
        self, hop: URL, headers: Mapping[str, str], request: Request, turn: Turn
    ) -> aiohttp.ClientResponse:
        wait = request.first_byte
        with told(str(hop), turn.failed, f"did not answer within {wait:g} s"):
            async with asyncio.timeout(wait):
                response = await self._session().get(
                    hop,
                    headers=headers,
                    proxy=self._proxy,
                    ssl=await self._checked_by(hop),
                    allow_redirects=False,
                    timeout=request.timing,
                    read_bufsize=request.buffer,
                )
        logger.debug("Asked %s, answered %s", shown(str(hop)), response.status)
        return response

    async def _checked_by(self, hop: URL) -> ssl.SSLContext | bool:
        """How the host, or a proxy that is itself reached over TLS, has to prove who it is."""
        plain = hop.scheme == "http" and (self._proxy is None or self._proxy.scheme == "http")
        return True if plain else await self._trust.context()

    def _session(self) -> aiohttp.ClientSession:
        if self._open is None:
            names = self._names or SystemNames()
            # Behind a proxy the only name resolved here is its own, which may well be inside.
            used = names if self._proxy else CheckedNames(names, self._policy)
            session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=used, use_dns_cache=False),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                max_line_size=MAX_HEADER,
                max_field_size=MAX_HEADER,
                max_headers=MAX_HEADERS,
            )
            self._open = (session, names)
        return self._open[0]

    def _check_status(self, response: aiohttp.ClientResponse, turn: Turn) -> None:
        if response.status < 300:
            return
        error = bad_status(str(response.url), response.status)
        if is_outage(response.status):
            asked = response.headers.get("Retry-After", "")
            wait = retry_after.seconds(asked, self._clock.now())
            error.retry_after = turn.failed(str(error), wait)
        else:
            turn.answered()
        raise error


def _check_encoding(response: aiohttp.ClientResponse) -> None:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _READABLE:
        raise FetchError(f"{shown(str(response.url))} is encoded as {encoding[:40]}, unasked")


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    pieces = []
    size = response.content_length or 0
    if size <= limit:
        size = 0
        async for piece in response.content.iter_any():
            size += len(piece)
            if size > limit:
                break
            pieces.append(piece)
    if size > limit:
        raise FetchError(f"{shown(str(response.url))} is larger than {limit >> 10} KiB")
    return b"".join(pieces)


def _plain(response: aiohttp.ClientResponse) -> dict[str, str]:
    """The headers, those sent twice joined; without cookies, which are nobody's business here."""
    names = {name.lower(): name for name in response.headers}
    names.pop("set-cookie", None)
    joined = {name: ", ".join(response.headers.getall(name)) for name in names.values()}
    # aiohttp's names are a kind of string of their own, and bytes that are no text are surrogates.
    return {
        "".join(name): text.encode("utf-8", "replace").decode() for name, text in joined.items()
    }
