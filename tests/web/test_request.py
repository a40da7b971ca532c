"""What a request may say: bodies, forms and queries, judged at the door."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated

import pytest
from aiohttp import web
from pydantic import ValidationError
from pytest_aiohttp import AiohttpClient

from aniworldd.web import problems, request
from aniworldd.web.replies import reply
from aniworldd.web.request import LARGEST, ROOM, Body, Query, Room, Within
from aniworldd.web.routes import Asking, Policy, Route, Taking, register
from tests.web.conftest import Client

Whole = Annotated[int, Within(-LARGEST, LARGEST)]


class Order(Body):
    name: str
    count: Whole = 1
    inner: tuple[dict[str, int], ...] = ()


class Page(Query):
    page: Whole = 1
    all: bool = False


async def order(_: web.Request, body: Order) -> web.Response:
    return reply(body.model_dump())


async def page(_: web.Request, query: Page) -> web.Response:
    return reply(query.model_dump())


async def fill(asked: web.Request) -> web.Response:
    return reply(await request.form(asked))


@pytest.fixture
async def shop(aiohttp_client: AiohttpClient) -> Client:
    """Three routes that say back what they understood."""

    async def admit(_: web.Request, __: Route) -> None:
        pass

    app = web.Application(middlewares=[problems.problems])
    app[ROOM] = lambda: Room(2000, 0.2)
    table = (
        Route("POST", "/order", Taking(Order, order), Policy.PUBLIC),
        Route("GET", "/page", Asking(Page, page), Policy.PUBLIC),
        Route("POST", "/form", fill, Policy.PUBLIC, form=True),
    )
    register(app, table, admit)
    return await aiohttp_client(app)


async def test_a_body_is_given_to_its_handler(shop: Client) -> None:
    answer = await shop.post("/order", json={"name": "tea", "more": "passed over"})

    assert await answer.json() == {"name": "tea", "count": 1, "inner": []}


async def test_everything_that_is_wrong_is_said_at_once(shop: Client) -> None:
    answer = await shop.post("/order", json={"count": "3", "inner": [{"a": 1.5}]})

    body = await answer.json()
    assert answer.status == 422
    assert body["error"] == "VALIDATION_ERROR"
    assert [one["field"] for one in body["details"]["errors"]] == ["name", "count", "inner.0.a"]
    assert (body["details"]["field"], body["details"]["issue"]) == ("name", "Field required")
    assert body["message"] == "name: Field required, and 2 more"


@pytest.mark.parametrize("count", [True, 1.5, "1", None, [], {}, 2**53 + 1, 10**30, 10**400])
async def test_types_are_exact(shop: Client, count: object) -> None:
    answer = await shop.post("/order", json={"name": "tea", "count": count})

    assert answer.status == 422


async def test_a_secret_that_is_refused_is_not_said_back(shop: Client) -> None:
    answer = await shop.post("/order", json={"name": ["Kettle-7-Harbour"], "count": "Kettle-7"})

    assert "Kettle" not in await answer.text()


@pytest.mark.parametrize(
    "rubbish",
    ["", "{", "nonsense", '{"name": "x"', '{"name": "\ud800"}', "\0", "{'name': 'x'}", "[" * 1500],
    ids=range(8),
)
async def test_what_is_no_json_is_400(shop: Client, rubbish: str) -> None:
    answer = await shop.post(
        "/order",
        data=rubbish.encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "application/json"},
    )

    if rubbish:
        assert answer.status == 400
        assert (await answer.json())["error"] == "BAD_REQUEST_ERROR"
    else:
        assert answer.status == 422


@pytest.mark.parametrize("whole", ["[]", '"x"', "1", "null", "true"])
async def test_json_that_is_no_object_is_422(shop: Client, whole: str) -> None:
    answer = await shop.post("/order", data=whole, headers={"Content-Type": "application/json"})

    assert answer.status == 422


async def test_what_is_nested_deeply_is_refused(shop: Client) -> None:
    deep = '{"name": "x", "inner": ' + "[" * 900 + "]" * 900 + "}"

    answer = await shop.post("/order", data=deep, headers={"Content-Type": "application/json"})

    assert answer.status in {400, 422}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", ""]
)
async def test_another_kind_of_body_is_415(shop: Client, kind: str) -> None:
    answer = await shop.post("/order", data=b'{"name":"x"}', headers={"Content-Type": kind})

    assert answer.status == 415
    assert (await answer.json())["error"] == "UNSUPPORTED_MEDIA_TYPE_ERROR"


async def test_json_may_name_its_letters(shop: Client) -> None:
    answer = await shop.post(
        "/order", data=b'{"name":"x"}', headers={"Content-Type": "Application/JSON; charset=utf-8"}
    )

    assert answer.status == 200


async def test_a_compressed_body_is_415(shop: Client) -> None:
    answer = await shop.post("/order", json={"name": "x"}, headers={"Content-Encoding": "gzip"})

    assert answer.status == 415


async def test_a_body_that_is_too_large_is_413(shop: Client) -> None:
    answer = await shop.post("/order", json={"name": "x" * 3000})

    assert answer.status == 413
    assert (await answer.json())["error"] == "PAYLOAD_TOO_LARGE_ERROR"


async def test_a_body_that_says_nothing_of_its_size_is_cut_off_too(shop: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    answer = await shop.post("/order", data=endless(), headers={"Content-Type": "application/json"})

    assert answer.status == 413


async def test_a_body_that_does_not_come_is_408(shop: Client) -> None:
    reader, writer = await asyncio.open_connection(shop.host, shop.port)
    writer.write(
        b"POST /order HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    )

    line = await asyncio.wait_for(reader.readline(), 10)

    assert b" 408 " in line
    writer.close()
    await writer.wait_closed()


async def test_a_query_is_read_as_what_is_declared(shop: Client) -> None:
    answer = await shop.get("/page?page=3&all=true&more=x&page=9")

    assert await answer.json() == {"page": 3, "all": True}


async def test_a_query_that_is_wrong_is_422(shop: Client) -> None:
    answer = await shop.get("/page?page=x&all=perhaps")

    errors = (await answer.json())["details"]["errors"]
    assert answer.status == 422
    assert [one["field"] for one in errors] == ["page", "all"]


async def test_a_form_is_read_as_texts(shop: Client) -> None:
    answer = await shop.post("/form", data={"a": "ü &=", "b": ""})

    assert await answer.json() == {"a": "ü &=", "b": ""}


MAKERS: dict[str, Callable[[], bytes]] = {
    "too many fields": lambda: b"&".join(b"a%d=1" % number for number in range(60)),
    "no text": lambda: b"a=\xff\xfe",
}


@pytest.mark.parametrize("kind", MAKERS)
async def test_what_is_no_form_is_400(shop: Client, kind: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await shop.post("/form", data=MAKERS[kind](), headers=headers)

    assert answer.status == 400


@pytest.mark.parametrize(
    "written, read",
    [(b"5", 5), (b"5.0", 5), (b"-3.0", -3), (b"5e2", 500)],
)
def test_a_whole_number_may_be_written_as_a_fraction(written: bytes, read: int) -> None:
    class Counted(Body):
        number: Whole

    assert Counted.model_validate_json(b'{"number": ' + written + b"}").number == read


@pytest.mark.parametrize("written", [b"5.5", b'"5"', b"true", b"1e300", b"null"])
def test_nothing_else_is_a_whole_number(written: bytes) -> None:
    class Counted(Body):
        number: Whole

    with pytest.raises(ValidationError):
        Counted.model_validate_json(b'{"number": ' + written + b"}")
