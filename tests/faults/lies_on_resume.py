"""Lies that are told when a download wants to go on where it stopped.

The first answer breaks off after most of the film; whoever asks for all of it again gets it.
"""

import asyncio
from collections.abc import Callable

from tests.faults.asked import Asked
from tests.faults.film import ETAG, Film, honest, send, start_of, true
from tests.faults.lies import Lies, Tell

LIES = Lies()


def resumed(tell: Tell, *, etag: str = ETAG) -> Tell:
    """The lie as the answer to a range; `etag` is the one of what broke off."""

    async def answer(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
        if "range" in asked.headers:
            await tell(film, asked, writer)
        elif film.times == 1:
            most = film.data[: film.size * 7 // 10]
            await send(writer, headers=true(film.data, etag=etag), body=most, end="late")
        else:
            await honest(film, asked, writer)

    return answer


def told(*, arrives: bool | None = True, etag: str = ETAG) -> Callable[[Tell], Tell]:
    def add(tell: Tell) -> Tell:
        name = "on resume " + tell.__name__.replace("_", " ")
        LIES.put(name, resumed(tell, etag=etag), arrives=arrives)
        return tell

    return add


def span(start: int, total: int, last: int | None = None) -> tuple[str, str]:
    return "Content-Range", f"bytes {start}-{total - 1 if last is None else last}/{total}"


PART = "206 Partial Content"


@told()
async def it_is_another_film(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    film.version = film.other
    await send(writer, headers=true(film.other, etag='"two"'), body=film.other)


@told()
async def it_is_a_longer_film(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    film.version = film.longer
    await send(writer, headers=true(film.longer, etag='"two"'), body=film.longer)


@told()
async def the_rest_is_of_another_film(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await _rest_of(film.other, asked, writer, etag='"two"')


@told()
async def the_rest_is_of_another_film_under_the_same_etag(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await _rest_of(film.other, asked, writer)


@told()
async def the_rest_is_of_a_longer_film_under_the_same_etag(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await _rest_of(film.longer, asked, writer)


@told(etag='W/"one"')
async def only_a_weak_etag_was_known(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await _rest_of(film.other, asked, writer, etag='W/"one"')


@told(etag='"not a closed one')
async def only_a_broken_etag_was_known(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await _rest_of(film.other, asked, writer, etag='"not a closed one')


@told()
async def the_etag_has_become_weak(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await _rest_of(film.data, asked, writer, etag='W/"one"')


@told()
async def the_etag_is_missing(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    rest = film.data[start_of(asked) :]
    headers = [span(start_of(asked), film.size), ("Content-Length", str(len(rest)))]
    await send(writer, PART, headers, rest)


@told()
async def the_bytes_are_shifted(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    start = start_of(asked)
    rest = film.data[start - 1 : -1]
    await send(writer, PART, [*true(rest), span(start, film.size)], rest)


@told()
async def the_bytes_are_those_of_the_start(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    start = start_of(asked)
    rest = film.data[: film.size - start]
    await send(writer, PART, [*true(rest), span(start, film.size)], rest)


@told()
async def the_range_is_another_one(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    start = start_of(asked) + 1000
    rest = film.data[start:]
    await send(writer, PART, [*true(rest), span(start, film.size)], rest)


@told()
async def the_range_is_not_said(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    rest = film.data[start_of(asked) :]
    await send(writer, PART, true(rest), rest)


@told()
async def the_range_is_no_range(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    rest = film.data[start_of(asked) :]
    await send(writer, PART, [*true(rest), ("Content-Range", "bytes all/of-it")], rest)


@told()
async def the_total_is_another_one(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    rest = film.data[start_of(asked) :]
    await send(writer, PART, [*true(rest), span(start_of(asked), film.size + 1)], rest)


@told()
async def the_total_is_unknown(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    start = start_of(asked)
    rest = film.data[start:]
    said = ("Content-Range", f"bytes {start}-{film.size - 1}/*")
    await send(writer, PART, [*true(rest), said], rest)


@told()
async def the_range_is_ignored(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, headers=true(film.data), body=film.data)


@told()
async def all_of_it_is_called_a_part(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await send(writer, PART, [*true(film.data), span(0, film.size)], film.data)


@told()
async def all_of_it_is_called_the_rest(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    await send(writer, PART, [*true(film.data), span(start_of(asked), film.size)], film.data)


@told()
async def only_a_piece_comes_each_time(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    start = start_of(asked)
    rest = film.data[start:]
    await send(
        writer,
        PART,
        [*true(rest), span(start, film.size)],
        rest[: 65536 + film.size // 6],
        end="late",
    )


@told()
async def more_comes_than_is_left(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    start = start_of(asked)
    rest = film.data[start:] + b"x" * 5000
    await send(writer, PART, [*true(rest), span(start, film.size)], rest)


@told()
async def nothing_comes(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, PART, [*true(b""), span(start_of(asked), film.size)])


@told()
async def there_is_no_such_range(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    said = ("Content-Range", f"bytes */{film.size}")
    await send(writer, "416 Range Not Satisfiable", [said, ("Content-Length", "0")])


@told()
async def there_is_no_such_range_says_a_page(
    film: Film, asked: Asked, writer: asyncio.StreamWriter
) -> None:
    page = b"<html>no</html>" * 1000
    await send(writer, "416 Range Not Satisfiable", true(page, kind="text/html"), page)


@told()
async def several_ranges_come(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    start, middle = start_of(asked), film.size - 1000
    body = b"".join(
        b"--cut\r\nContent-Type: video/mp4\r\nContent-Range: bytes %d-%d/%d\r\n\r\n%b\r\n"
        % (begin, end - 1, film.size, film.data[begin:end])
        for begin, end in ((start, middle), (middle, film.size))
    )
    body += b"--cut--\r\n"
    await send(writer, PART, true(body, kind="multipart/byteranges; boundary=cut"), body)


@told()
async def the_rest_is_a_page(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    start = start_of(asked)
    page = b"<html>wait</html>".ljust(film.size - start)
    await send(writer, PART, [*true(page, kind="text/html"), span(start, film.size)], page)


@told(arrives=None)  # the link is lost
async def the_film_is_gone(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, "404 Not Found", [("Content-Length", "0")])


@told(arrives=None)  # the part is kept for when it works again
async def the_server_is_busy(film: Film, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await send(writer, "503 Service Unavailable", [("Retry-After", "1"), ("Content-Length", "0")])


async def _rest_of(
    data: bytes, asked: Asked, writer: asyncio.StreamWriter, *, etag: str = ETAG
) -> None:
    start = start_of(asked)
    rest = data[start:]
    await send(writer, PART, [*true(rest, etag=etag), span(start, len(data))], rest)
