"""A file on a faulty server: each answer may tell another lie."""

import asyncio
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.faults.asked import Asked, begin

KIB = 1024


def make_film(size: int = 300 * KIB, seed: int = 1) -> bytes:
    """Random bytes behind the start of an MP4 file."""
    head = b"\x00\x00\x00\x20ftypisom"
    return head + random.Random(seed).randbytes(size - len(head))


@dataclass
class Lie:
    """How one answer differs from what it should be."""

    cut: int | None = None  # bytes of the body after which the connection ends
    stall: int | None = None  # bytes of the body after which nothing comes any more
    ignore_range: bool = False
    shift: int = 0  # bytes by which the range that is sent is another one
    status: int | None = None
    body: bytes | None = None
    chunked: bool = False
    headers: Mapping[str, str | None] = field(default_factory=dict)  # None takes one away


class Film:
    """Answers as it should, except for the lies that are laid up."""

    def __init__(self, data: bytes | None = None) -> None:
        self.data = make_film() if data is None else data
        self.etag = '"one"'
        self.type = "video/mp4"
        self.lies: deque[Lie] = deque()
        self.asked: list[Asked] = []
        self.sent: list[int] = []  # bytes of each answer's body
        self.stalled = asyncio.Event()

    async def __call__(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self.asked.append(asked)
        lie = self.lies.popleft() if self.lies else Lie()
        status, headers, body = self._answer(asked, lie)
        headers = {"Content-Type": self.type, "Content-Length": str(len(body))} | headers
        if self.etag:
            headers["ETag"] = self.etag
        for name, text in lie.headers.items():
            headers.pop(name, "")
            if text is not None:
                headers[name] = text
        if lie.chunked:
            del headers["Content-Length"]
            headers["Transfer-Encoding"] = "chunked"
        await begin(writer, status if lie.status is None else lie.status, headers)
        await self._send(writer, body, lie)

    def _answer(self, asked: Asked, lie: Lie) -> tuple[int, dict[str, str], bytes]:
        if lie.body is not None:
            return 200, {}, lie.body
        wanted = asked.headers.get("range", "")
        fits = asked.headers.get("if-range", self.etag) == self.etag
        if not wanted or not fits or lie.ignore_range:
            return 200, {}, self.data
        start, total = int(wanted.removeprefix("bytes=").rstrip("-")), len(self.data)
        if start >= total:
            return 416, {"Content-Range": f"bytes */{total}"}, b""
        span = {"Content-Range": f"bytes {start}-{total - 1}/{total}"}
        body = self.data[start + lie.shift :].ljust(total - start, b"?")[: total - start]
        return 206, span, body

    async def _send(self, writer: asyncio.StreamWriter, body: bytes, lie: Lie) -> None:
        end = len(body)
        for limit in (lie.cut, lie.stall):
            end = end if limit is None else min(end, limit)
        self.sent.append(end)
        for start in range(0, end, 16 * KIB):
            piece = body[start : min(start + 16 * KIB, end)]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if lie.chunked else piece)
            await writer.drain()
        if lie.cut is not None:
            await asyncio.sleep(0.05)  # the end overtakes what the other side has not read yet
        if lie.stall is not None:
            self.stalled.set()
            await asyncio.Event().wait()
        if lie.chunked and lie.cut is None:
            writer.write(b"0\r\n\r\n")
            await writer.drain()
