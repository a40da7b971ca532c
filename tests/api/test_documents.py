"""The documents' examples, one after the other, over real HTTP, on one daemon."""

import re
from collections.abc import Mapping, Sequence

import pytest

from aniworldd.accounts.door import Origin
from aniworldd.model.account import Role
from tests.api.conftest import Api, Reply
from tests.api.documented import CALLS, CHANGING, ENDING, ERROR, READING, SETTING_UP, Example
from tests.api.likeness import Like, filled, unlike
from tests.daemon.conftest import KETTLE

ALL = (*READING, *CHANGING, *ENDING, *SETTING_UP)


def words(api: Api) -> dict[str, str]:
    """What the examples' words stand for on this stage."""
    stage = api.stage
    elsewhere = stage.library.parent / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    return {
        "host": stage.url,
        "site": stage.url.removeprefix("http://"),
        "library": str(stage.library),
        "elsewhere": str(elsewhere),
        "state": str(stage.config.parent / "state"),
    }


async def ask(
    api: Api, example: Example, meant: Mapping[str, str], role: Role | None = Role.ADMIN
) -> Reply:
    path = str(filled(example.path, meant))
    return await api.ask(example.method, path, filled(example.body, meant), role=role)


def wrong(example: Example, answer: Reply, meant: Mapping[str, str]) -> list[str]:
    """In what it is not as the document has it."""
    said = f"{example.edition}: {example.method} {example.path}"
    if answer.status != example.status:
        return [f"{said} answers {answer.status} {answer.body[:200]!r}"]
    expected = ERROR if example.answer is None and example.status >= 400 else example.answer
    if expected is None:
        return [f"{said} answers {answer.body!r}"] if answer.body else []
    return [f"{said}: {what}" for what in unlike(filled(expected, meant), answer.json, "it")]


async def play(api: Api, examples: Sequence[Example]) -> list[str]:
    """What is not as the documents have it."""
    meant, found = words(api), []
    for one in examples:
        answer = await ask(api, one, meant)
        if one.path == "/api/queue/add" and answer.status == 201:
            meant["item"], meant["other"] = await waiting(api)
        found += wrong(one, answer, meant)
    return found


async def waiting(api: Api) -> tuple[str, str]:
    """The ids of the first two that wait."""
    status = (await api.get("/api/queue/status")).one()["status"]
    assert isinstance(status, dict)
    first, second, *_ = (row["id"] for row in status["pending_queue"])
    return first, second


async def test_every_example_of_every_edition_works(api: Api) -> None:
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")

    assert await play(api, READING) == []
    assert await play(api, CHANGING) == []


async def test_every_edition_s_logout_ends_what_it_was_asked_with(api: Api) -> None:
    door, meant = api.daemon.parts.entrance.door, words(api)
    account = door.accounts.named("")
    assert account is not None
    for one in ENDING:
        token = (await door.enter(account, Origin("127.0.0.1"))).token
        headers = {"Authorization": f"Bearer {token}"}
        answer = await api.ask(one.method, one.path, role=None, headers=headers)

        assert wrong(one, answer, meant) == []
        again = await api.ask(one.method, one.path, role=None, headers=headers)
        assert again.status == 401


@pytest.mark.parametrize("example", SETTING_UP, ids=lambda one: one.edition)
async def test_every_edition_s_setup_is_the_first_call(unset: Api, example: Example) -> None:
    meant = words(unset)
    before = await unset.get("/api/anime", role=None)
    first = await ask(unset, example, meant, role=None)
    second = await ask(unset, example, meant, role=None)

    assert before.one()["details"] == {"setup_required": True}
    assert wrong(example, first, meant) == []
    assert second.status == 400


def test_each_call_of_each_edition_has_an_example() -> None:
    played = {(one.edition[0], one.method, one.path.partition("?")[0]) for one in ALL}
    lacking = [
        f"{edition}: {method} {path}"
        for method, path, editions in (call.split() for call in CALLS)
        for edition in editions
        if not any(
            (edition, method) == one[:2] and re.fullmatch(path.replace("*", "[^/]+"), one[2])
            for one in played
        )
    ]

    assert lacking == []
    assert len(CALLS) == 49


def test_what_is_unlike_is_seen() -> None:
    example = {"a": 1, "b": [{"c": "x 5"}], "d": True, "e": bool, "f": Like("[a-c]+"), "g": None}
    same = {"a": 2.5, "b": [{"c": "x 12"}] * 2, "d": True, "e": False, "f": "cab", "g": 1, "h": 1}
    other = {"a": True, "b": [{"c": None}], "d": 1, "e": 0, "f": "cabd"}

    assert list(unlike(example, same, "it")) == []
    assert [one.partition(",")[0] for one in unlike(example, other, "it")] == [
        "it.a is True",
        "it.b[].c is None",
        "it.d is 1",
        "it.e is 0",
        "it.f is 'cabd'",
        "it.g is missing",
    ]
    assert list(unlike([1], [], "it")) == ["it is [], not like [1]"]
    assert list(unlike([], {}, "it")) == ["it is {}, not like []"]
    assert filled({"a": ["{x}/1"]}, {"x": "y"}) == {"a": ["y/1"]}
