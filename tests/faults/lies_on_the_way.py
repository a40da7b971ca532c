"""Lies of connections, headers, statuses and redirects."""

import asyncio

from tests.faults.asked import Asked
from tests.faults.film import Film, Headers, honest, reset, send, true
from tests.faults.lies import Lies

LIES = Lies()


@LIES.told(arrives=False)
async def says_nothing(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@LIES.told(arrives=False)
async def stops_in_the_middle(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data, etag=""), body=film.data[:9000], end="stall")


@LIES.told(arrives=False)
async def stops_before_the_last_byte(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await send(writer, headers=true(film.data, etag=""), body=film.data[:-1], end="stall")


@LIES.told(arrives=False)
async def drips(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data, etag=""), body=film.data[:300])
    for byte in film.data[300:]:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


@LIES.told(arrives=False)
async def drips_headers(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"X-More: 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


@LIES.told(arrives=False)
async def says_go_on_for_ever(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    while not writer.is_closing():
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


@LIES.told(arrives=False)
async def resets_at_once(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    reset(writer)


@LIES.told(arrives=False)
async def resets_in_the_middle(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data, etag=""), body=film.data[:9000], end="reset")


@LIES.told(arrives=None)  # the last bytes may have been read, or not
async def resets_at_the_end(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data, etag=""), body=film.data, end="reset")


@LIES.told(arrives=False)
async def closes_at_once(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


@LIES.told(arrives=False)
async def closes_in_its_headers(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: vid")
    await writer.drain()


@LIES.told(arrives=False)
async def is_cut_each_time(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data, etag=""), body=film.data[: film.size * 9 // 10])


@LIES.told(arrives=False)
async def speaks_another_language(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n" * 500)
    await writer.drain()


@LIES.told(arrives=False)
async def sends_the_film_without_headers(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    writer.write(film.data)
    await writer.drain()


def _headed(name: str, more: Headers, *, arrives: bool | None) -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await send(writer, headers=[*true(film.data), *more], body=film.data)

    LIES.put(name, tell, arrives=arrives)


_headed("a flood of headers", [(f"X-{number}", "x") for number in range(5000)], arrives=False)
_headed("a huge header", [("X-Huge", "x" * 1_000_000)], arrives=False)
_headed("a header that is no text", [("X-Odd", "\xff\xfe\x80")], arrives=True)
_headed("a header of another answer", [("X: 1\r\n\r\nHTTP/1.1 200 OK", "1")], arrives=False)


def _status(status: str, *more: tuple[str, str], arrives: bool | None = False) -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await send(writer, status, [*true(film.data), *more], film.data)

    said = "".join(f" with {name} {value[:20]}" for name, value in more)
    LIES.put(f"the film with status {status}{said}", tell, arrives=arrives)


for _said in (
    *("204 No Content", "304 Not Modified", "206 Partial Content", "300 Multiple Choices"),
    *("403 Forbidden", "404 Not Found", "410 Gone", "416 Range Not Satisfiable"),
    *("408 Request Timeout", "500 Oops", "501 No", "599 No", "999 Denied", "20 OK", "two OK"),
):
    _status(_said)
for _wait in ("1", "120", "Wed, 21 Oct 2037 07:28:00 GMT", "-5", "soon", "9" * 400, "1e9"):
    _status("429 Too Many Requests", ("Retry-After", _wait))
    _status("503 Service Unavailable", ("Retry-After", _wait))
_status("203 Non-Authoritative", arrives=False)


def _redirect(name: str, location: str | None, status: str = "302 Found") -> None:
    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        headers = [("Content-Length", "0")]
        if location is not None:
            headers.append(("Location", location))
        await send(writer, status, headers)

    LIES.put(f"leads {name}", tell, arrives=False)


_redirect("nowhere", None)
_redirect("to itself", "/film.mp4")
_redirect("to nothing", "")
_redirect("to what is no address", "http://[::1")
_redirect("into the network", "http://10.0.0.1/film.mp4")
_redirect("to the neighbour of this machine", "http://127.0.0.2:1/film.mp4")
_redirect("to the page of a cloud", "http://169.254.169.254/latest/meta-data/")
_redirect("inward by another spelling", "http://0x7f.1:1/film.mp4")
_redirect("inward in the new way", "http://[::ffff:10.0.0.1]/film.mp4")
_redirect("to a file", "file:///etc/passwd")
_redirect("to FTP", "ftp://127.0.0.1/film.mp4")
_redirect("to data", "data:video/mp4;base64,AAAA")
_redirect("to a script", "javascript:alert(1)")
_redirect("to an address without end", "/" + "x" * 20_000)


def _onward(name: str, hops: int, *, arrives: bool) -> None:
    """So many redirects, and then the truth."""

    async def tell(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        left = int(asked.query.get("left", hops))
        if left == 0:
            await honest(film, asked, writer)
            return
        headers = [("Location", f"/film.mp4?left={left - 1}"), ("Content-Length", "0")]
        await send(writer, "307 Temporary Redirect", headers)

    LIES.put(f"leads {name}", tell, arrives=arrives)


_onward("to the film", 2, arrives=True)
_onward("to the film by too many ways", 9, arrives=False)


@LIES.told(arrives=False)
async def leads_to_a_page(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    page = b"<!doctype html><html>captcha</html>"
    if asked.path == "/captcha":
        await send(writer, headers=true(page, kind="text/html"), body=page)
    else:
        await send(writer, "302 Found", [("Location", "/captcha"), ("Content-Length", "0")])


@LIES.told(arrives=False)
async def sends_a_part_unasked(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    rest = film.data[1000:]
    span = ("Content-Range", f"bytes 1000-{film.size - 1}/{film.size}")
    await send(writer, "206 Partial Content", [*true(rest), span], rest)
