"""Hashes of passwords: scrypt with OWASP's parameters, two at once at most, off the loop."""

import asyncio
import base64
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aniworldd.errors import TooManyAttempts

_AT_ONCE = 2  # each takes 16 MiB
_WAITING = 8
_PATIENCE = 2.0  # seconds after which there is a turn again
_LENGTH = 32  # bytes of a hash
_SALT = 16
_STORED = re.compile(
    r"\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})"
    r"\$([A-Za-z0-9+/]{1,100})\$([A-Za-z0-9+/]{1,100})"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """OWASP's Password Storage Cheat Sheet: the choice that takes the least memory, 16 MiB."""

    ln: int = 14  # N = 2 ** ln
    r: int = 8
    p: int = 5


class Passwords:
    """`salt` makes that many random bytes.

    All methods raise `TooManyAttempts` when too many wait already.
    """

    def __init__(self, salt: Callable[[int], bytes], cost: Cost | None = None) -> None:
        self._salt = salt
        self._cost = cost or Cost()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """What to store: the parameters and the salt are in it."""
        salt, cost = self._salt(_SALT), self._cost
        async with self._turn():
            made = await asyncio.to_thread(_scrypt, password, salt, cost, _LENGTH)
        return f"$scrypt$ln={cost.ln},r={cost.r},p={cost.p}${_text(salt)}${_text(made)}"

    async def matches(self, password: str, stored: str | None) -> bool:
        """Whether it is the one; None (nobody) costs the same time, and is never matched."""
        salt, wanted, cost = self._salt(_SALT), b"", self._cost
        if stored is not None and (found := _STORED.fullmatch(stored)):
            cost = Cost(*map(int, found.groups()[:3]))
            salt, wanted = (_bytes(text) for text in found.groups()[3:])
        async with self._turn():
            made = await asyncio.to_thread(_scrypt, password, salt, cost, len(wanted) or _LENGTH)
        return hmac.compare_digest(made, wanted)

    def outdated(self, stored: str) -> bool:
        """Whether it was made with other parameters than are used now."""
        found = _STORED.fullmatch(stored)
        return found is None or Cost(*map(int, found.groups()[:3])) != self._cost

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= _WAITING:
            raise TooManyAttempts("too many are logging in right now", retry_after=_PATIENCE)
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()


def _scrypt(password: str, salt: bytes, cost: Cost, length: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=1 << cost.ln,
        r=cost.r,
        p=cost.p,
        maxmem=256 * cost.r * (1 << cost.ln) + (1 << 20),
        dklen=length,
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
