"""The OpenAPI document says what the routes do, and standard readers take it."""

from typing import Annotated

import pytest
from aiohttp import web
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import Field

from aniworldd.store import JSON
from aniworldd.web import openapi
from aniworldd.web.app import ROUTES
from aniworldd.web.replies import Answer, nothing
from aniworldd.web.request import Body, Query, Within
from aniworldd.web.routes import Asking, Policy, Rate, Route, Taking


class Boat(Answer):
    name: str
    knots: float | None = None


class NewBoat(Body):
    name: Annotated[str, Field(min_length=1, max_length=20)]
    knots: Annotated[int, Within(0, 99)] = 3


class Harbours(Query):
    most: Annotated[int, Field(ge=1, le=100)] = 20
    flag: str | None = Field(default=None, description="Of which country.")


async def answer(request: web.Request) -> web.Response:
    return nothing()


async def take(request: web.Request, body: NewBoat) -> web.Response:
    return nothing()


async def ask(request: web.Request, query: Harbours) -> web.Response:
    return nothing()


BOATS = (
    Route("GET", "/api/queue", Asking(Harbours, ask), Policy.READ, answers={200: list[Boat]}),
    Route("POST", "/api/queue", Taking(NewBoat, take), Policy.USER, answers={201: Boat}),
    Route("DELETE", "/api/queue/{id:[a-z]{1,3}}", answer, Policy.ADMIN, answers={204: None}),
    Route("GET", "/healthz", answer, Policy.PUBLIC, Rate.FREE, {200: str}),
    Route("GET", "/queue", answer, Policy.VIEWER, answers={200: Boat}, page=True),
    Route("GET", "/static", answer, Policy.PUBLIC),
)


@pytest.fixture(scope="module")
def made() -> dict[str, JSON]:
    return openapi.document(BOATS, "1.2.3", base="/here")


def at(made: JSON, *keys: str | int) -> JSON:
    """What stands there; a reference is followed."""
    found = made
    for key in keys:
        if isinstance(found, dict) and isinstance(key, str):
            if "$ref" in found:
                found = at(made, *str(found["$ref"]).removeprefix("#/").split("/"))
                assert isinstance(found, dict)
            found = found[key]
        elif isinstance(found, list) and isinstance(key, int):
            found = found[key]
        else:
            raise AssertionError(f"{key!r} is not in {found!r}")
    return found


def test_the_daemon_s_own_document_is_valid() -> None:
    OpenAPIV31SpecValidator(openapi.document(ROUTES, "1.2.3")).validate()


def test_every_call_says_in_a_few_words_what_it_does() -> None:
    told = [route for route in ROUTES if route.answers]

    assert [route.path for route in told if not route.summary] == []


def test_every_call_of_the_api_is_told_about() -> None:
    calls = [one for one in ROUTES if one.path.startswith("/api/") and not one.answers]

    assert sorted(route.path for route in calls) == [
        "/api/docs",
        "/api/docs/{name}",
        "/api/redoc",
    ]


def test_paths_stand_without_their_patterns_and_pages_are_left_out(
    made: dict[str, JSON],
) -> None:
    paths = made["paths"]
    assert isinstance(paths, dict)

    assert list(paths) == ["/api/queue", "/api/queue/{id}", "/healthz"]
    assert at(made, "servers", 0, "url") == "/here"


def test_a_query_s_keys_are_parameters_that_cannot_be_null(
    made: dict[str, JSON],
) -> None:
    most, flag = (
        at(made, "paths", "/api/queue", "get", "parameters", 0),
        at(made, "paths", "/api/queue", "get", "parameters", 1),
    )

    assert most == {
        "name": "most",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    }
    assert flag == {
        "name": "flag",
        "in": "query",
        "required": False,
        "description": "Of which country.",
        "schema": {"type": "string"},
    }


def test_a_part_of_the_path_keeps_its_pattern(made: dict[str, JSON]) -> None:
    assert at(made, "paths", "/api/queue/{id}", "delete", "parameters", 0, "schema") == {
        "type": "string",
        "minLength": 1,
        "pattern": "^(?:[a-z]{1,3})$",
    }


def test_a_body_and_an_answer_are_those_of_the_models(made: dict[str, JSON]) -> None:
    post = ("paths", "/api/queue", "post")
    json = ("content", "application/json", "schema")

    assert at(made, *post, "requestBody", *json, "required") == ["name"]
    assert at(made, *post, "requestBody", "required") is True
    assert at(made, *post, "responses", "201", *json, "required") == ["name"]
    assert at(made, "paths", "/api/queue", "get", "responses", "200", *json, "type") == "array"


def test_texts_and_nothing_are_told_as_such(made: dict[str, JSON]) -> None:
    deleted = at(made, "paths", "/api/queue/{id}", "delete", "responses", "204")
    text = at(made, "paths", "/healthz", "get", "responses", "200", "content")

    assert deleted == {"description": "Done"}
    assert text == {"text/plain": {"schema": {"type": "string"}}}


@pytest.mark.parametrize(
    "path, method, security",
    [
        ("/api/queue", "get", [{}, {"bearer": []}]),
        ("/api/queue", "post", [{"bearer": []}]),
        ("/healthz", "get", []),
    ],
)
def test_who_may_ask_is_told(made: dict[str, JSON], path: str, method: str, security: JSON) -> None:
    assert at(made, "paths", path, method, "security") == security


@pytest.mark.parametrize(
    "path, method, errors",
    [
        ("/healthz", "get", "400 403 421 500"),
        ("/api/queue", "get", "400 401 403 421 422 429 500 503"),
        ("/api/queue", "post", "400 401 403 404 408 409 413 415 421 422 429 500 503"),
        ("/api/queue/{id}", "delete", "400 401 403 404 409 415 421 422 429 500 503"),
    ],
)
def test_the_errors_that_may_come_are_told_with_their_body(
    made: dict[str, JSON], path: str, method: str, errors: str
) -> None:
    responses = at(made, "paths", path, method, "responses")
    assert isinstance(responses, dict)

    assert [code for code in responses if int(code) >= 400] == errors.split()
    body = at(made, "components", "responses", "400", "content", "application/json", "schema")
    assert body == {"$ref": "#/components/schemas/Error"}
