"""The documents' examples, one after the other, over real HTTP, on one daemon."""

from collections.abc import Iterator, Sequence

from tests.api.conftest import Api
from tests.api.documented import CHANGING, READING, Example
from tests.daemon.conftest import KETTLE

_ERROR = {"success": False, "error": "E", "message": "m", "details": {}, "request_id": "i"}


def unlike(expected: object, found: object, where: str) -> Iterator[str]:
    """In what an answer is not like the example; more keys than there are harmless."""
    match expected:
        case None:
            return
        case dict():
            if not isinstance(found, dict):
                yield f"{where} is {found!r}, no object"
                return
            for key, value in expected.items():
                if key not in found and not key.isdecimal():  # a season is no key of the document
                    yield f"{where}.{key} is missing"
                elif key in found:
                    yield from unlike(value, found[key], f"{where}.{key}")
        case list():
            if not isinstance(found, list):
                yield f"{where} is {found!r}, no list"
                return
            for one in found if expected else ():
                yield from unlike(expected[0], one, f"{where}[]")
        case bool() | str():
            if type(found) is not type(expected):
                yield f"{where} is {found!r}, not like {expected!r}"
        case _:
            if isinstance(found, bool) or not isinstance(found, int | float):
                yield f"{where} is {found!r}, not like {expected!r}"


async def play(api: Api, examples: Sequence[Example]) -> list[str]:
    """What is not as the documents have it."""
    wrong = []
    for one in examples:
        answer = await api.ask(one.method, one.path, one.body)
        said = f"{one.edition}: {one.method} {one.path}"
        if answer.status != one.status:
            wrong.append(f"{said} answers {answer.status} {answer.body[:200]!r}")
        elif one.answer is not None:
            wrong += [f"{said}: {what}" for what in unlike(one.answer, answer.json, "it")]
        elif one.status >= 400:
            error = {
                "success": False,
                "error": "E",
                "message": "m",
                "details": {},
                "request_id": "i",
            }
            wrong += [f"{said}: {what}" for what in unlike(error, answer.json, "it")]
    return wrong


async def test_every_example_of_every_edition_works(api: Api) -> None:
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")

    assert await play(api, READING) == []
    assert await play(api, CHANGING) == []


def test_the_examples_are_of_all_three_editions() -> None:
    counted = {one.edition: 0 for one in (*READING, *CHANGING)}
    for one in (*READING, *CHANGING):
        counted[one.edition] += 1

    assert counted == {"October": 20, "December": 38, "February": 48}


def test_what_is_unlike_is_seen() -> None:
    example = {"a": 1, "b": [{"c": "x"}], "d": True, "1": [2]}

    assert list(unlike(example, {"a": 2.5, "b": [], "d": False, "e": 1}, "it")) == []
    assert list(unlike(example, {"a": "1", "b": [{"c": None}], "d": 1}, "it")) == [
        "it.a is '1', not like 1",
        "it.b[].c is None, not like 'x'",
        "it.d is 1, not like True",
    ]
    assert list(unlike([], {}, "it")) == ["it is {}, no list"]
