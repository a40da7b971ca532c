"""The answer to a download, read as it arrives."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from aiohttp import ClientResponse

from aniworldd.net.failures import told
from aniworldd.net.pace import Turn
from aniworldd.net.throttle import Throttle


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
        content = self._response.content
        while True:
            piece = self._throttle.piece
            with told(self.url, self._turn, f"sent nothing for {self._stall:g} s"):
                chunk = await (content.readany() if piece is None else content.read(piece))
            if not chunk:
                return
            await self._throttle.pay(len(chunk))
            yield chunk
