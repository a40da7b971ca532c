"""A film that servers tell lies about, and how an answer is written by hand."""

import asyncio
import random
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from tests.faults.asked import Asked

Headers = Iterable[tuple[str, str]]
ETAG = '"one"'


def make_mp4(size: int, seed: int) -> bytes:
    """A whole MP4 file of this length, as far as its boxes go; what is in them is random."""
    head = _box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41") + _box(b"moov", bytes(200))
    return head + _box(b"mdat", random.Random(seed).randbytes(size - len(head) - 8))


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


@dataclass(eq=False)
class Film:
    """What a server has, and what it was asked."""

    size: int
    seed: int
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data = make_mp4(self.size, self.seed)
        self.other = make_mp4(self.size, self.seed + 1000)  # another film of this length
        self.longer = make_mp4(self.size * 5 // 4, self.seed + 2000)
        self.version = self.data

    @property
    def truths(self) -> tuple[bytes, ...]:
        return self.data, self.other, self.longer

    @property
    def times(self) -> int:
        """How often the whole of it was asked for."""
        return sum("range" not in asked.headers for asked in self.asked)


async def send(
    writer: asyncio.StreamWriter,
    status: str = "200 OK",
    headers: Headers = (),
    body: bytes = b"",
    *,
    end: Literal["close", "late", "stall", "reset"] = "close",
) -> None:
    """Exactly these bytes, and then the connection ends in this way."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *(f"{n}: {v}" for n, v in headers)]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    for start in range(0, len(body), 65536):
        writer.write(body[start : start + 65536])
        await writer.drain()
    await writer.drain()
    if end == "stall":
        await asyncio.Event().wait()
    if end in ("late", "reset"):
        await asyncio.sleep(0.03)  # the end overtakes what the other side has not read yet
    if end == "reset":
        reset(writer)


def reset(writer: asyncio.StreamWriter) -> None:
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def true(body: bytes, *, etag: str = ETAG, kind: str = "video/mp4") -> list[tuple[str, str]]:
    """The headers that a whole file has."""
    found = {"Content-Type": kind, "ETag": etag, "Content-Length": str(len(body))}
    return [("Accept-Ranges", "bytes"), *((name, text) for name, text in found.items() if text)]


def start_of(asked: Asked) -> int:
    """From where on a range is asked for."""
    return int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))


async def honest(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    """As a good server answers."""
    data = film.version
    if "range" not in asked.headers or asked.headers.get("if-range", ETAG) != ETAG:
        await send(writer, headers=true(data), body=data)
        return
    start = start_of(asked)
    rest = data[start:]
    span = [("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")]
    await send(writer, "206 Partial Content", true(rest) + span, rest)
