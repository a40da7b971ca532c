"""`POST /accept`: the button below a question that only a person can answer."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from aiohttp import ClientResponse

from aniworldd.model.account import Role
from aniworldd.overview.records import Concern
from tests.web import markup
from tests.web.conftest import Client, Serve
from tests.web.doors import House
from tests.web.markup import Element
from tests.web.worlds import FakeAnswering, FakeReads, make_now, make_question, make_title

BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@pytest.fixture(autouse=True)
def _asked(reads: FakeReads) -> None:
    question = make_question()
    titles = (make_title(question=replace(question, about="list lights")),)
    concerns = (Concern("12 files vanished", question=question),)
    reads.page = make_now(concerns=concerns, titles=titles, missing=titles)


async def show(client: Client, path: str = "/") -> Element:
    return markup.read(await (await client.get(path)).text())


def fields_of(page: Element, id: str = "ask-files") -> dict[str, str]:
    inputs = page.id(id).all("input")
    return {one.attributes["name"]: one.attributes["value"] for one in inputs}


async def send(
    client: Client, fields: Mapping[str, str], headers: Mapping[str, str] = BROWSER
) -> ClientResponse:
    return await client.post("/accept", data=fields, headers=headers, allow_redirects=False)


async def test_the_page_says_first_what_would_happen(client: Client) -> None:
    [ask] = (await show(client)).id("concerns").all("details")

    assert "12 files will count as missing. Nothing is deleted." in ask.text
    assert "open" not in ask.attributes
    assert [one.text for one in ask.all("button")] == ["12 files are gone"]


async def test_the_answer_is_given_and_leads_back(
    client: Client, answering: FakeAnswering, house: House
) -> None:
    answer = await send(client, fields_of(await show(client)))

    assert (answer.status, answer.headers["Location"]) == (303, "./")
    assert answering.agreed == ["files"]
    assert house.noted().count("accept done") == 1


async def test_a_title_s_own_question_is_on_its_page(
    client: Client, answering: FakeAnswering
) -> None:
    page = await show(client, "/library/lights")

    answer = await send(client, fields_of(page, "ask-list-lights"))

    assert answer.status == 303
    assert answering.agreed == ["list lights"]


async def test_another_question_than_the_one_shown_is_not_answered(
    client: Client, answering: FakeAnswering
) -> None:
    fields = fields_of(await show(client))
    answering.seen = "s2"

    answer = await send(client, fields)

    assert answer.status == 409
    assert "has changed meanwhile" in await answer.text()
    assert answering.agreed == []


@pytest.mark.parametrize(
    "changes, headers, status",
    [
        ({"csrf": ""}, BROWSER, 403),
        ({"csrf": "x" * 43}, BROWSER, 403),
        ({}, {}, 403),
        ({}, {**BROWSER, "Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {**BROWSER, "Origin": "http://evil.example"}, 403),
        ({"about": ""}, BROWSER, 422),
        ({"seen": ""}, BROWSER, 422),
    ],
    ids=["no csrf", "wrong csrf", "no browser", "cross-site", "origin", "about", "seen"],
)
async def test_a_form_that_is_not_ours_does_nothing(
    client: Client,
    answering: FakeAnswering,
    changes: dict[str, str],
    headers: dict[str, str],
    status: int,
) -> None:
    fields = fields_of(await show(client)) | changes

    answer = await send(client, fields, headers)

    assert answer.status == status
    assert answering.agreed == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.USER])
async def test_only_an_administrator_may_answer(
    serve: Serve, answering: FakeAnswering, role: Role
) -> None:
    admins = fields_of(await show(await serve()))
    client = await serve(role=role)

    page = await show(client)
    answer = await send(client, admins)

    assert page.id("concerns").all("form") == []
    assert "An administrator" in page.id("concerns").text
    assert answer.status == 403
    assert answering.agreed == []


async def test_a_stranger_answers_nothing(stranger: Client, answering: FakeAnswering) -> None:
    answer = await send(stranger, {"about": "files", "seen": "s1", "csrf": "x"})

    assert answer.status == 401
    assert answering.agreed == []
