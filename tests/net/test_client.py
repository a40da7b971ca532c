"""What the client gives for good and bad answers."""

import asyncio
import json
from collections.abc import Callable

import pytest

from aniworldd import __version__
from aniworldd.clock import SystemClock
from aniworldd.errors import FetchError, FetchRefused
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.requests import Limits
from tests.faults.asked import Asked, reply
from tests.faults.names import Names
from tests.faults.server import FaultyServer


async def test_a_page_comes_with_its_final_url_status_headers_and_body(
    client: Client, server: FaultyServer
) -> None:
    page = await client.get(server.url("/redirect?to=/ok"))

    assert page.url == server.url("/ok")
    assert page.status == 200
    assert page.header("content-TYPE") == "text/html; charset=utf-8"
    assert page.text == "<html><body><p>Hello</p></body></html>"
    assert not page.unchanged


async def test_it_says_honestly_who_asks_and_asks_for_what_it_can_read(
    client: Client, server: FaultyServer
) -> None:
    page = await client.get(server.url("/echo"))

    sent = json.loads(page.body)
    assert sent["user-agent"] == f"aniworldd/{__version__}"
    assert sent["accept-encoding"] == "gzip, deflate"
    assert set(sent) == {"host", "user-agent", "accept-encoding", "accept"}


async def test_headers_of_the_caller_are_sent(client: Client, server: FaultyServer) -> None:
    page = await client.get(
        server.url("/echo"), headers={"user-agent": "Other/1", "Referer": "https://a.example/"}
    )

    sent = json.loads(page.body)
    assert (sent["user-agent"], sent["referer"]) == ("Other/1", "https://a.example/")


@pytest.mark.parametrize("name", ["Host", "cookie", "Accept-Encoding", "Transfer-Encoding"])
async def test_headers_that_could_smuggle_are_refused(
    client: Client, server: FaultyServer, name: str
) -> None:
    with pytest.raises(FetchRefused, match=f"not asked with a header {name} of yours"):
        await client.get(server.url("/echo"), headers={name: "x"})

    assert server.requests == []


@pytest.mark.parametrize("text", ["a\r\nHost: b", "a\nb", "a\0b"])
async def test_headers_of_many_lines_are_refused(
    client: Client, server: FaultyServer, text: str
) -> None:
    with pytest.raises(FetchRefused, match="a header of many lines"):
        await client.get(server.url("/echo"), headers={"Referer": text})

    assert server.requests == []


async def test_cookies_are_not_sent_back(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    async def sets_cookie(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await reply(writer, 200, {"Set-Cookie": "id=1; Path=/", "X-Seen": "yes"})

    server.routes["/cookie"] = sets_cookie
    # By name: aiohttp's own jar keeps no cookies of bare addresses, and would pass.
    client = make_client(names=Names(site_example=["127.0.0.1"]))

    first = await client.get(server.url("/cookie", host="site.example"))
    second = await client.get(server.url("/echo", host="site.example"))

    assert "Set-Cookie" not in first.headers
    assert first.headers["X-Seen"] == "yes"
    assert "cookie" not in json.loads(second.body)


SENTENCES = {
    "/status/404": "answered 404 (Not Found)",
    "/status/503": "answered 503 (Service Unavailable)",
    "/status/999": "answered 999",
    "/status/302": "answered 302 (Found)",
    "/status/304": "answered 304 (Not Modified)",
    "/endless": "is larger than 4096 KiB",
    "/endless?chunked=1": "is larger than 4096 KiB",
    "/gzip-bomb?mib=5": "is larger than 4096 KiB",
    "/deflate-bomb?mib=5": "is larger than 4096 KiB",
    "/short?extra=9000000": "is larger than 4096 KiB",
    "/encoded/gzip": "sent an answer that broke off or cannot be decoded",
    "/encoded/x-own": "is encoded as x-own, unasked",
    "/short": "sent an answer that broke off or cannot be decoded",
    "/reset": "broke the connection: Connection reset by peer",
    "/reset?after=10": "sent an answer that broke off or cannot be decoded",
    "/close": "closed the connection without an answer",
    "/garbage": "sent an answer that is not valid HTTP: Bad status line",
    "/huge-header": "is not valid HTTP: Got more than 8190 bytes when reading",
    "/many-headers?count=1000": "is not valid HTTP: Too many headers received",
    "/loop": "redirects more than 5 times",
    "/chain/6": "redirects more than 5 times",
    "/redirect?to=http://[": "redirects to what is not a URL",
}


@pytest.mark.parametrize("path", SENTENCES)
async def test_a_bad_answer_is_an_error_that_names_the_url_without_its_query(
    client: Client, server: FaultyServer, path: str
) -> None:
    secret = "&token=s3cret" if "?" in path else "?token=s3cret"

    with pytest.raises(FetchError) as error:
        await client.get(server.url(path + secret))

    assert str(error.value).startswith(server.url(path.partition("?")[0]))
    assert SENTENCES[path] in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    "path, sentence",
    [
        ("/stall", "did not answer within 0.2 s"),
        ("/drip-headers", "did not answer within 0.2 s"),
        ("/stall-body", "was not here after 0.2 s"),
        ("/drip", "was not here after 0.2 s"),
    ],
)
async def test_what_is_too_slow_is_given_up(
    client: Client, server: FaultyServer, path: str, sentence: str
) -> None:
    with pytest.raises(FetchError, match=sentence):
        await client.get(server.url(path), timeout=0.2)


async def test_the_first_byte_has_a_limit_of_its_own(client: Client, server: FaultyServer) -> None:
    with pytest.raises(FetchError, match=r"did not answer within 0\.1 s"):
        await client.get(server.url("/stall"), limits=Limits(first_byte=0.1))


async def test_nobody_there_is_said_in_words(client: Client) -> None:
    with pytest.raises(FetchError, match=r"^http://127.0.0.1:1/a cannot be reached: Connection re"):
        await client.get("http://127.0.0.1:1/a?token=1")


async def test_a_name_that_does_not_resolve_is_said_in_words(client: Client) -> None:
    with pytest.raises(
        FetchError, match=r"cannot be asked: the name nope\.invalid does not resolve"
    ):
        await client.get("http://nope.invalid/")


async def test_a_body_that_just_fits_is_taken(client: Client, server: FaultyServer) -> None:
    page = await client.get(server.url("/file?size=1000"), limits=Limits(body=1000))

    assert len(page.body) == 1000


async def test_a_compressed_page_is_read(client: Client, server: FaultyServer) -> None:
    page = await client.get(server.url("/gzip-bomb?mib=1"), limits=Limits(body=1 << 20))

    assert page.body == bytes(1 << 20)


async def test_a_status_says_whether_asking_again_is_of_use(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    with pytest.raises(FetchError) as gone:
        await make_client().get(server.url("/status/404?retry-after=100"))
    with pytest.raises(FetchError) as busy:
        await make_client().get(server.url("/status/429?retry-after=100"))

    assert (gone.value.status, gone.value.retry_after) == (404, None)
    assert busy.value.status == 429
    assert busy.value.retry_after == pytest.approx(100)


async def test_a_host_that_asked_for_quiet_is_not_asked(
    client: Client, server: FaultyServer
) -> None:
    with pytest.raises(FetchError):
        await client.get(server.url("/status/503?retry-after=3000"))

    with pytest.raises(FetchError, match=r"left alone for another 50 min.*answered 503") as error:
        await client.get(server.url("/ok"))

    assert error.value.retry_after == pytest.approx(3000, abs=5)
    assert len(server.requests) == 1


async def test_a_connection_that_fails_makes_the_host_rest(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    pace = Pace(SystemClock(), delay=0)

    with pytest.raises(FetchError):
        await make_client(pace=pace).get(server.url("/close"))

    assert pace.waiting(f"127.0.0.1:{server.port}") == pytest.approx(5.5, abs=1)


async def test_a_missing_page_does_not_make_the_host_rest(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    pace = Pace(SystemClock(), delay=0)

    with pytest.raises(FetchError):
        await make_client(pace=pace).get(server.url("/status/404"))

    assert pace.waiting(f"127.0.0.1:{server.port}") == 0


async def test_closing_twice_and_unused_is_fine(make_client: Callable[..., Client]) -> None:
    client = make_client()

    await client.close()
    await client.close()


async def test_a_cancelled_fetch_ends_at_once_and_gives_its_turn_back(
    make_client: Callable[..., Client], server: FaultyServer
) -> None:
    client = make_client(pace=Pace(SystemClock(), delay=0, at_once=1))
    task = asyncio.create_task(client.get(server.url("/stall")))
    await server.until(lambda: server.asked("/stall") == 1)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with asyncio.timeout(2):
        await client.get(server.url("/ok"))
