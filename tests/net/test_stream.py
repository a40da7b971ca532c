"""Downloads: any length, ranges, and a word when they break off."""

import asyncio
from collections.abc import Callable

import pytest

from aniworldd.clock import SystemClock
from aniworldd.errors import FetchError
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from tests.fake_clock import FakeClock
from tests.faults.answers import made
from tests.faults.asked import Asked, reply
from tests.faults.server import FaultyServer


async def test_a_file_arrives_whole_with_its_headers(client: Client, server: FaultyServer) -> None:
    async with client.stream(server.url("/redirect?to=/file?size=3000000")) as stream:
        data = b"".join([chunk async for chunk in stream.chunks()])

    assert data == made(3_000_000)
    assert (stream.status, stream.url) == (200, server.url("/file?size=3000000"))
    assert stream.headers["etag"] == '"file"'
    assert stream.headers["content-length"] == "3000000"
    assert server.requests[-1].headers["accept-encoding"] == "identity"


async def test_a_range_is_asked_for_and_given(client: Client, server: FaultyServer) -> None:
    headers = {"Range": "bytes=90000-", "If-Range": '"file"'}

    async with client.stream(server.url("/file"), headers=headers) as stream:
        data = b"".join([chunk async for chunk in stream.chunks()])

    assert stream.status == 206
    assert stream.headers["Content-Range"] == "bytes 90000-99999/100000"
    assert data == made(100_000)[90_000:]


async def test_a_range_survives_a_redirect_to_another_host(
    client: Client, server: FaultyServer
) -> None:
    async with FaultyServer() as other:
        to = other.url("/file")
        headers = {"Range": "bytes=90000-"}
        async with client.stream(server.url(f"/redirect?to={to}"), headers=headers) as stream:
            assert stream.status == 206


async def test_another_file_starts_over(client: Client, server: FaultyServer) -> None:
    headers = {"Range": "bytes=90000-", "If-Range": '"other"'}

    async with client.stream(server.url("/file"), headers=headers) as stream:
        assert stream.status == 200


@pytest.mark.parametrize(
    "path, sentence",
    [
        ("/short", "broke off"),
        ("/reset?after=100", "broke off"),
        ("/stall-body", r"sent nothing for 0\.2 s"),
    ],
)
async def test_what_breaks_off_is_an_error_that_may_be_tried_again(
    client: Client, server: FaultyServer, path: str, sentence: str
) -> None:
    async with client.stream(server.url(path), stall=0.2) as stream:
        chunks = stream.chunks()
        first = await anext(chunks)
        with pytest.raises(FetchError, match=sentence) as error:
            await anext(chunks)

    assert first
    assert str(error.value).startswith(server.url(path.partition("?")[0]))
    assert error.value.retry_after is not None


@pytest.mark.parametrize("come, rests", [(200_000, True), (2_000_000, False)])
async def test_a_host_that_sent_much_before_it_broke_off_is_not_left_alone(
    make_client: Callable[..., Client], server: FaultyServer, come: int, rests: bool
) -> None:
    async def cut(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await reply(writer, 200, {"Content-Length": "9999999"}, b"x" * come)

    server.routes["/cut"] = cut
    pace = Pace(FakeClock(), delay=0.0)
    client = make_client(pace=pace)

    async with client.stream(server.url("/cut")) as stream:
        with pytest.raises(FetchError, match="broke off"):
            async for _ in stream.chunks():
                pass

    assert (pace.waiting(f"127.0.0.1:{server.port}") > 0) is rests


async def test_what_drips_is_not_cut_off_while_it_moves(
    client: Client, server: FaultyServer
) -> None:
    async with client.stream(server.url("/drip?bytes=12&every=0.05"), stall=0.3) as stream:
        data = b"".join([chunk async for chunk in stream.chunks()])

    assert len(data) == 12


@pytest.mark.parametrize(
    "path, status", [("/status/404", 404), ("/status/503", 503), ("/status/416", 416)]
)
async def test_a_bad_status_is_an_error(
    client: Client, server: FaultyServer, path: str, status: int
) -> None:
    with pytest.raises(FetchError) as error:
        async with client.stream(server.url(path)):
            pass

    assert error.value.status == status


async def test_a_file_that_comes_compressed_is_refused(
    client: Client, server: FaultyServer
) -> None:
    with pytest.raises(FetchError, match="sends the file compressed, unasked"):
        async with client.stream(server.url("/gzip-bomb?mib=1")):
            pass


async def test_headers_that_do_not_come_are_given_up(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    with pytest.raises(FetchError, match=r"sent nothing|did not answer within"):
        async with make_client().stream(server.url("/stall"), stall=0.1):
            pass


async def test_a_long_download_does_not_hold_its_hosts_turn(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    client = make_client(pace=Pace(SystemClock(), delay=0, at_once=1))

    async with client.stream(server.url("/stall-body")):
        async with asyncio.timeout(2):
            page = await client.get(server.url("/ok"))

    assert page.status == 200


async def test_a_download_left_in_the_middle_closes_its_connection(
    client: Client, server: FaultyServer
) -> None:
    async with client.stream(server.url("/endless")) as stream:
        await anext(stream.chunks())

    await server.until(lambda: server.serving == 0)


async def test_an_error_of_the_caller_stays_the_callers(
    client: Client, server: FaultyServer
) -> None:
    with pytest.raises(OSError, match="disk full"):
        async with client.stream(server.url("/file")):
            raise OSError("disk full")

    assert (await client.get(server.url("/ok"))).status == 200
