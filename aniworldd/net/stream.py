"""The answer to a download, read as it arrives."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from aiohttp import ClientResponse

from aniworldd.net.failures import told
from aniworldd.net.pace import FIRST_WAIT, Turn
from aniworldd.net.throttle import Throttle

_WORKS = 1024 * 1024  # bytes; a host that sent so many is up, though it broke off


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer with status < 400 whose body is still to come."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in any case
    _response: ClientResponse
    _turn: Turn
    _throttle: Throttle
    _stall: float

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces as they arrive, up to 1 MiB, and no faster than they may.

        Raises FetchError when it breaks off.
        """
        content, come = self._response.content, 0
        while True:
            piece = self._throttle.piece
            failed = self._turn.failed if come < _WORKS else _works
            with told(self.url, failed, f"sent nothing for {self._stall:g} s"):
                chunk = await (content.readany() if piece is None else content.read(piece))
            if not chunk:
                return
            come += len(chunk)
            await self._throttle.pay(len(chunk))
            yield chunk


def _works(reason: str) -> float:
    return FIRST_WAIT
