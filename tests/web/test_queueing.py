"""`POST /queue`: the buttons of the page's queue."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from aiohttp import ClientResponse

from aniworldd.model.account import Role
from tests.web import markup
from tests.web.conftest import Client, Serve
from tests.web.markup import Element
from tests.web.worlds import FakeReads, make_now, make_queued

BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


@pytest.fixture(autouse=True)
def _failed(reads: FakeReads) -> None:
    reads.page = make_now(queued=(make_queued(), make_queued(id="q2", state="failed")))


async def show(client: Client) -> Element:
    return markup.read(await (await client.get("/")).text())


def forms(page: Element) -> dict[str, dict[str, str]]:
    """What each button sends, by the button's id."""
    found = [form for form in page.all("form") if form.attributes["action"] == "queue"]
    return {
        form.all("button")[0].attributes["id"]: {
            one.attributes["name"]: one.attributes["value"] for one in form.all("input")
        }
        for form in found
    }


async def send(
    client: Client, fields: Mapping[str, str], headers: Mapping[str, str] = BROWSER
) -> ClientResponse:
    return await client.post("/queue", data=fields, headers=headers, allow_redirects=False)


async def test_what_runs_waits_or_failed_has_its_buttons(client: Client) -> None:
    page = await show(client)

    assert [*forms(page)] == [
        "remove-d1",
        "remove-q1",
        "retry-q2",
        "remove-q2",
        "pause-queue",
        "clear-queue",
    ]
    [cancel, *_] = page.id("running").all("button")
    assert cancel.attributes["aria-label"] == "Cancel Harbour Lights S01E01"


async def test_each_button_does_what_it_says_and_leads_back(
    client: Client, reads: FakeReads, pressed: list[str]
) -> None:
    buttons = forms(await show(client))
    reads.page = replace(reads.page, stopped=True)
    stopped = forms(await show(client))

    answers = [
        await send(client, fields) for fields in (*buttons.values(), stopped["resume-queue"])
    ]

    assert {(one.status, one.headers["Location"]) for one in answers} == {(303, "./")}
    assert pressed == [
        *("remove d1", "remove q1", "retry q2", "remove q2", "pause", "clear", "resume"),
    ]
    assert "pause-queue" not in stopped


async def test_a_queue_that_is_stopped_says_so_to_everybody(
    client: Client, reads: FakeReads
) -> None:
    goes_on = (await show(client)).id("queued").text
    reads.page = make_now(queued=(), stopped=True)

    assert "It is stopped: nothing new is begun." in (await show(client)).id("queued").text
    assert "It is stopped" not in goes_on


@pytest.mark.parametrize(
    "changes, headers, status",
    [
        ({"csrf": ""}, BROWSER, 403),
        ({"csrf": "x" * 43}, BROWSER, 403),
        ({}, {}, 403),
        ({}, {**BROWSER, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"do": "explode"}, BROWSER, 422),
        ({"id": ""}, BROWSER, 422),
    ],
    ids=["no csrf", "wrong csrf", "no browser", "cross-site", "no such button", "no id"],
)
async def test_a_form_that_is_not_ours_does_nothing(
    client: Client,
    pressed: list[str],
    changes: dict[str, str],
    headers: dict[str, str],
    status: int,
) -> None:
    fields = forms(await show(client))["remove-d1"] | changes

    answer = await send(client, fields, headers)

    assert answer.status == status
    assert pressed == []


async def test_a_user_may_and_a_viewer_may_not(serve: Serve, pressed: list[str]) -> None:
    user, viewer = await serve(role=Role.USER), await serve(role=Role.VIEWER)
    fields = forms(await show(user))["remove-d1"]

    refused = await send(viewer, fields)

    assert forms(await show(viewer)) == {}
    assert (refused.status, pressed) == (403, [])
    assert (await send(user, fields)).status == 303


async def test_a_stranger_presses_nothing(stranger: Client, pressed: list[str]) -> None:
    answer = await send(stranger, {"do": "pause", "csrf": "x"})

    assert (answer.status, pressed) == (401, [])
