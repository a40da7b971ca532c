import uuid

import pytest

from tests.web import markup
from tests.web.conftest import Client
from tests.web.worlds import FakeReads

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_program_gets_the_documents_body(client: Client) -> None:
    answer = await client.get("/api/nothing")

    body = await answer.json()
    assert answer.status == 404
    assert body == {
        "success": False,
        "error": "NOT_FOUND_ERROR",
        "message": "There is nothing at /api/nothing",
        "details": {},
        "request_id": answer.headers["X-Request-ID"],
    }
    assert uuid.UUID(body["request_id"]).version == 4


async def test_a_request_keeps_the_id_it_came_with(client: Client) -> None:
    answer = await client.get("/health", headers={"X-Request-ID": "mine-1.2"})

    assert answer.headers["X-Request-ID"] == "mine-1.2"


@pytest.mark.parametrize("rubbish", ["a b", "x" * 65, "<script>", ""])
async def test_an_id_that_is_rubbish_is_replaced(client: Client, rubbish: str) -> None:
    answer = await client.get("/health", headers={"X-Request-ID": rubbish})

    assert uuid.UUID(answer.headers["X-Request-ID"]).version == 4


async def test_a_person_gets_a_page(client: Client) -> None:
    answer = await client.get("/some/where", headers=BROWSER)

    text = await answer.text()
    assert answer.status == 404
    assert answer.content_type == "text/html"
    assert "There is nothing at /some/where" in text
    assert 'href="../static/page.' in text


async def test_the_page_of_an_error_bears_the_name_of_the_installation(client: Client) -> None:
    text = await (await client.get("/some/where", headers=BROWSER)).text()

    assert markup.read(text).all("header")[0].text.startswith("Aniworld")


async def test_the_page_of_an_error_escapes_what_was_asked(client: Client) -> None:
    answer = await client.get("/%3Cscript%3Ealert(1)%3C/script%3E", headers=BROWSER)

    assert "<script>alert" not in await answer.text()


async def test_a_wrong_method_is_told_the_right_ones(client: Client) -> None:
    answer = await client.post("/health")

    body = await answer.json()
    assert answer.status == 405
    assert body["message"] == "/health does not answer POST; it answers GET, HEAD"


async def test_an_unknown_title_is_not_found_with_our_sentence(client: Client) -> None:
    answer = await client.get("/library/nobody")

    assert answer.status == 404
    assert (await answer.json())["message"] == "Nothing wishes for nobody"


async def test_a_fault_of_ours_is_logged_and_not_told(
    client: Client, reads: FakeReads, caplog: pytest.LogCaptureFixture
) -> None:
    reads.broken = True

    answer = await client.get("/")

    body = await answer.json()
    assert answer.status == 500
    assert body["error"] == "INTERNAL_SERVER_ERROR"
    assert "a fault of ours" not in body["message"]
    assert body["request_id"] in caplog.text
    assert "a fault of ours" in caplog.text
