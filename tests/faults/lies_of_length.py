"""Lies about how long a film is, and about its bytes."""

import asyncio
from collections.abc import Callable

from tests.faults.answers import zeros
from tests.faults.asked import Asked
from tests.faults.film import Film, send, true
from tests.faults.lies import Lies

LIES = Lies()

_PAGE = b"<!DOCTYPE html><html><body>This film is gone. Buy another one.</body></html>"
_PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nsegment.ts\n#EXT-X-ENDLIST\n"
_MPD = b'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period></Period></MPD>'


def _announced(length: str, arrives: bool | None = False) -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        said = [(n, v) for n, v in true(film.data) if n != "Content-Length"]
        await send(writer, headers=[*said, ("Content-Length", length)], body=film.data)

    LIES.put(f"announces {length} bytes", tell, arrives=arrives)


for _length in ("0", "-5", "many", "1000000000000000", "9" * 40, "0x400", "1_000", "+300"):
    _announced(_length)


@LIES.told(arrives=False)
async def announces_too_little(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data[: film.size * 7 // 10]), body=film.data)


@LIES.told(arrives=False)
async def announces_too_much(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data + b"x" * 1000), body=film.data)


@LIES.told(arrives=False)
async def announces_two_lengths(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=[*true(film.data), ("Content-Length", "999")], body=film.data)


@LIES.told(arrives=True)
async def announces_no_length(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=[("Content-Type", "video/mp4")], body=film.data)


@LIES.told(arrives=False)
async def announces_no_length_and_is_cut(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await send(writer, headers=[("ETag", '"one"')], body=film.data[: film.size // 2])


@LIES.told(arrives=False)
async def a_cut_film_of_the_right_length(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    half = film.data[: film.size // 2]
    await send(writer, headers=true(half), body=half)


def _chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 50_000] for start in range(0, len(body), 50_000)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)


_CHUNKED = [("Content-Type", "video/mp4"), ("Transfer-Encoding", "chunked")]


@LIES.told(arrives=True)
async def chunks(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=_CHUNKED, body=_chunked(film.data) + b"0\r\n\r\n")


@LIES.told(arrives=False)
async def chunks_without_their_end(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=_CHUNKED, body=_chunked(film.data))


@LIES.told(arrives=False)
async def chunks_that_are_cut(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=_CHUNKED, body=_chunked(film.data)[: film.size // 2])


@LIES.told(arrives=False)
async def chunks_of_no_size(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=_CHUNKED, body=b"zz\r\n" + film.data)


@LIES.told(arrives=None)
async def chunks_and_a_length(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    headers = [*_CHUNKED, ("Content-Length", str(film.size // 2))]
    await send(writer, headers=headers, body=_chunked(film.data) + b"0\r\n\r\n")


async def _endless(writer: asyncio.StreamWriter, first: bytes, piece: bytes) -> None:
    writer.write(first)
    while not writer.is_closing():
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.001)


@LIES.told(arrives=False)
async def never_ends(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=[("Content-Type", "video/mp4")], body=film.data)
    await _endless(writer, b"", b"x" * 65536)


@LIES.told(arrives=False)
async def chunks_without_end(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=_CHUNKED, body=_chunked(film.data))
    await _endless(writer, b"", _chunked(b"x" * 65536))


def _instead(name: str, body: bytes, kind: str = "video/mp4") -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await send(writer, headers=true(body, kind=kind), body=body)

    LIES.put(name, tell, arrives=False)


_instead("a page as a film", _PAGE)
_instead("a page as a page", _PAGE, "text/html; charset=utf-8")
_instead("a page behind a byte order mark", b"\xef\xbb\xbf\r\n" + _PAGE)
_instead("a page of the length of a film", _PAGE + b" " * 300_000)
_instead("a script as a film", b"<script>location = '/ad'</script>" + b"\n" * 5000)
_instead("a playlist as a film", _PLAYLIST)
_instead("a long playlist as a film", _PLAYLIST * 1000)
_instead("a playlist as a playlist", _PLAYLIST, "application/vnd.apple.mpegurl")
_instead("a DASH manifest as a film", _MPD + b" " * 5000)
_instead("JSON as a film", b'{"error": "no such file"}' + b" " * 5000)
_instead("plain text as a film", b"The limit of your free account is reached.\n" * 100)
_instead("nothing as a film", b"")
_instead("a byte as a film", b"\x00")
_instead("zeros as a film", bytes(300_000))
_instead("an archive as a film", b"PK\x03\x04" + bytes(300_000))
_instead("a picture as a film", b"\xff\xd8\xff\xe0" + bytes(300_000))
_instead("a torrent as a film", b"d8:announce35:http://tracker.example/announce" + b"e" * 5000)


@LIES.told(arrives=False)
async def the_head_of_a_film_and_then_a_page(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    body = film.data[:240] + _PAGE * (film.size // len(_PAGE))
    await send(writer, headers=true(body), body=body)


def _kind(kind: str, *, arrives: bool) -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await send(writer, headers=true(film.data, kind=kind), body=film.data)

    LIES.put(f"a film as {kind or 'no type'}", tell, arrives=arrives)


for _type, _arrives in {
    "text/plain": True,
    "application/octet-stream": True,
    "image/png": True,
    "": True,
    "nonsense; charset=;;": True,
    "text/html": False,
}.items():
    _kind(_type, arrives=_arrives)


def _encoded(name: str, encoding: str, body: Callable[[Film], bytes]) -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        sent = body(film)
        await send(writer, headers=[*true(sent), ("Content-Encoding", encoding)], body=sent)

    LIES.put(name, tell, arrives=False)


_encoded("a gzip bomb", "gzip", lambda film: zeros(64, 31))
_encoded("a deflate bomb", "deflate", lambda film: zeros(64, 15))
_encoded("a film said to be gzipped", "gzip", lambda film: film.data)
_encoded("a film said to be brotli", "br", lambda film: film.data)


def _named(name: str, disposition: str) -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        headers = [*true(film.data), ("Content-Disposition", disposition)]
        await send(writer, headers=headers, body=film.data)

    LIES.put(name, tell, arrives=True)


_named("a name that leads out of the folder", 'attachment; filename="../../../lie.mp4"')
_named("a name that is a program", 'attachment; filename="film.mp4.exe"')
_named("a name that is hidden", 'attachment; filename=".aniworldd-root"')
