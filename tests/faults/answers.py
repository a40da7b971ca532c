"""What a faulty server answers, by path; parameters are in the query.

/ok[/…]                 200, an HTML page; ?body= ?type=
/echo                   200, JSON of the request headers
/status/503             that status; ?retry-after=
/redirect               302 to ?to= (?status=)
/chain/3                3 redirects, then 200
/loop                   redirects to itself
/endless                a body without end;          ?chunked=1
/gzip-bomb /deflate-bomb   ?mib=1024 of zeros, compressed
/encoded/br             a body said to be encoded so
/short                  announces ?extra=100 bytes more than it sends
/long                   announces fewer than it sends
/stall                  takes the request and says nothing
/stall-body             sends half, then nothing
/drip                   a byte every ?every=0.05 s, ?bytes=
/drip-headers           a header line every ?every=0.05 s, without end
/reset                  resets the connection; ?after=N bytes of a body first
/close                  closes it without an answer
/garbage                what is not HTTP
/huge-header /many-headers   ?size= ?count=
/validated              200 with ETag and Last-Modified, 304 when the request fits; ?etag= ?body=
/file                   ?size= bytes, ranges and If-Range as they should be; ?etag=
"""

import asyncio
import json
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from socket import SO_LINGER, SOL_SOCKET

from tests.faults.asked import Asked, begin, reply

Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]

PAGE = b"<html><body><p>Hello</p></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


async def ok(asked: Asked, writer: asyncio.StreamWriter) -> None:
    kind = {"Content-Type": asked.query["type"]} if "type" in asked.query else HTML
    body = asked.query["body"].encode() if "body" in asked.query else PAGE
    await reply(writer, 200, kind, body)


async def echo(asked: Asked, writer: asyncio.StreamWriter) -> None:
    body = json.dumps(dict(asked.headers)).encode()
    await reply(writer, 200, {"Content-Type": "application/json"}, body)


async def status(asked: Asked, writer: asyncio.StreamWriter) -> None:
    wait = {"Retry-After": asked.query["retry-after"]} if "retry-after" in asked.query else {}
    number = int(asked.path.rpartition("/")[2])
    if number in (204, 304):
        await begin(writer, number, wait)
    else:
        await reply(writer, number, wait, b"no")


async def redirect(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, int(asked.number("status", 302)), {"Location": asked.query["to"]})


async def chain(asked: Asked, writer: asyncio.StreamWriter) -> None:
    left = int(asked.path.rpartition("/")[2])
    if left == 0:
        await ok(asked, writer)
    else:
        await reply(writer, 302, {"Location": f"/chain/{left - 1}"})


async def loop(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 302, {"Location": "/loop"})


async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
    chunked = "chunked" in asked.query
    await begin(writer, 200, {"Transfer-Encoding": "chunked"} if chunked else {})
    piece = b"x" * 65536
    while not writer.is_closing():
        writer.write(b"10000\r\n" + piece + b"\r\n" if chunked else piece)
        await writer.drain()


async def gzip_bomb(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await _bomb(asked, writer, "gzip", 31)


async def deflate_bomb(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await _bomb(asked, writer, "deflate", 15)


async def encoded(asked: Asked, writer: asyncio.StreamWriter) -> None:
    encoding = asked.path.removeprefix("/encoded/")
    await reply(writer, 200, {"Content-Encoding": encoding}, b"\x0b\x02\x80hello\x03")


async def short(asked: Asked, writer: asyncio.StreamWriter) -> None:
    length = len(PAGE) + int(asked.number("extra", 100))
    await reply(writer, 200, {"Content-Length": str(length)}, PAGE)


async def long(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, {"Content-Length": "5"}, PAGE)


async def stall(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def stall_body(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, {"Content-Length": str(2 * len(PAGE))}, PAGE)
    await asyncio.Event().wait()


async def drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    count = int(asked.number("bytes", 10_000))
    await begin(writer, 200, {"Content-Length": str(count)})
    for _ in range(count):
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(asked.number("every", 0.05))


async def drip_headers(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"X-More: 1\r\n")
        await writer.drain()
        await asyncio.sleep(asked.number("every", 0.05))


async def reset(asked: Asked, writer: asyncio.StreamWriter) -> None:
    after = int(asked.number("after", 0))
    if after:
        await reply(writer, 200, {"Content-Length": str(after * 2)}, b"x" * after)
        await asyncio.sleep(0.02)  # a reset overtakes what the other side has not read yet
    writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def close(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def garbage(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    await writer.drain()


async def huge_header(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply(writer, 200, {"X-Huge": "x" * int(asked.number("size", 1_000_000))}, PAGE)


async def many_headers(asked: Asked, writer: asyncio.StreamWriter) -> None:
    count = int(asked.number("count", 100_000))
    await reply(writer, 200, {f"X-{number}": "x" for number in range(count)}, PAGE)


async def validated(asked: Asked, writer: asyncio.StreamWriter) -> None:
    etag = asked.query.get("etag", '"one"')
    headers = {"ETag": etag, "Last-Modified": "Thu, 01 May 2025 10:00:00 GMT"}
    if asked.headers.get("if-none-match") == etag:
        await begin(writer, 304, headers)
    else:
        await reply(writer, 200, HTML | headers, asked.query.get("body", "Hello").encode())


async def file(asked: Asked, writer: asyncio.StreamWriter) -> None:
    etag = asked.query.get("etag", '"file"')
    data = made(int(asked.number("size", 100_000)))
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Content-Type": "video/mp4"}
    wanted = asked.headers.get("range", "").removeprefix("bytes=")
    start = int(wanted.partition("-")[0] or 0)
    if wanted and start >= len(data):
        await reply(writer, 416, {"Content-Range": f"bytes */{len(data)}"})
    elif wanted and asked.headers.get("if-range", etag) == etag:
        span = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
        await reply(writer, 206, headers | span, data[start:])
    else:
        await reply(writer, 200, headers, data)


def made(size: int) -> bytes:
    """The first bytes of what `/file` serves."""
    return b"".join(number.to_bytes(4, "big") for number in range(size // 4 + 1))[:size]


@cache
def zeros(mib: int, bits: int) -> bytes:
    """That many MiB of zeros, compressed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    piece = bytes(1 << 20)
    first = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    if mib == 1:
        return first + packer.flush()
    # After a full flush blocks stand alone, so one can be said again; only the checksum is wrong.
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (mib - 1) + packer.flush()


async def _bomb(asked: Asked, writer: asyncio.StreamWriter, encoding: str, bits: int) -> None:
    body = zeros(int(asked.number("mib", 1024)), bits)
    await reply(writer, 200, HTML | {"Content-Encoding": encoding}, body)


ROUTES: Mapping[str, Answer] = {
    "/ok": ok,
    "/echo": echo,
    "/status": status,
    "/redirect": redirect,
    "/chain": chain,
    "/loop": loop,
    "/endless": endless,
    "/gzip-bomb": gzip_bomb,
    "/deflate-bomb": deflate_bomb,
    "/encoded": encoded,
    "/short": short,
    "/long": long,
    "/stall": stall,
    "/stall-body": stall_body,
    "/drip": drip,
    "/drip-headers": drip_headers,
    "/reset": reset,
    "/close": close,
    "/garbage": garbage,
    "/huge-header": huge_header,
    "/many-headers": many_headers,
    "/validated": validated,
    "/file": file,
}
