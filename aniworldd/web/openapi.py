"""The OpenAPI 3.1 document, made of the routes that serve and the models that judge."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import hdrs
from pydantic import BaseModel, TypeAdapter

from aniworldd.store import JSON
from aniworldd.web.replies import Answer
from aniworldd.web.routes import Policy, Rate, Route

Schema = dict[str, Any]

_REF = "#/components/schemas/{model}"
_BEARER = "bearer"
_READING = {hdrs.METH_GET, hdrs.METH_HEAD}
_FIELD = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})+))?\}")
_ABOUT = """\
The calls of aniworldd: those of the Aniworld API in its three editions, and its own. Where editions
differ the newest wins, and the keys of the older ones stand beside. Every error has the same body;
`request_id` is in the answer's headers and in the log too.

A token comes from `POST /api/auth/login`, a key that lasts from `POST /api/auth/keys`; both go into
`Authorization: Bearer …`. The page's own cookie does for calls as well, with the header
`X-CSRF-Token` for whatever changes something.
"""
_TAGS = {
    "auth": "Setup, logins, accounts and keys",
    "anime": "Series: what is wished for, what is missing, what can be found",
    "queue": "Downloads",
    "config": "Settings and their backups",
    "scheduler": "When things happen by themselves",
    "nfo": "Descriptions for media centres",
    "health": "How the daemon is",
    "events": "What happens, as it happens",
}
_ERRORS = {
    400: "The request is not understood",
    401: "Log in first; before setup with `details.setup_required`",
    403: "That takes another role, or comes from another site's page",
    404: "There is no such thing",
    408: "The body took too long",
    409: "It is in a state in which that cannot be",
    412: "It was changed since it was looked at",
    413: "The body is too large",
    415: "The body is not JSON",
    421: "The daemon is not called that",
    422: "The request is understood, and not valid; `details.errors` says all that is wrong",
    429: "Too many requests; `Retry-After` and `details.retry_after` say for how many seconds",
    500: "Something of ours broke",
    502: "A provider failed",
    503: "It cannot be done as things are: state, library or disk are away",
}


class Error(Answer):
    """What every error is answered with."""

    success: Literal[False]
    error: str
    message: str
    details: dict[str, Any]
    request_id: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class _Schemas:
    """The schema of each type that a route names, and what those refer to."""

    taken: Mapping[int, Schema]  # by the place of the route
    asked: Mapping[int, Schema]
    answered: Mapping[tuple[int, int], Schema]  # and by the status
    shared: Schema


def document(routes: Iterable[Route], version: str, *, base: str = "") -> dict[str, JSON]:
    """Of all routes that tell what they answer; `base` is the path that stands before them."""
    told = [route for route in routes if route.answers and not route.page]
    schemas = _schemas(told)
    paths: dict[str, JSON] = {}
    for place, route in enumerate(told):
        path = paths.setdefault(_FIELD.sub(r"{\1}", route.path), {})
        if isinstance(path, dict):
            path[route.method.lower()] = _operation(place, route, schemas)
    used = {_tag(route) for route in told}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "aniworldd",
            "version": version,
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base or "/"}],
        "tags": [{"name": name, "description": _TAGS[name]} for name in _TAGS if name in used],
        "paths": paths,
        "components": {
            "schemas": schemas.shared,
            "responses": {str(status): _error(text) for status, text in _ERRORS.items()},
            "securitySchemes": {
                _BEARER: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT, or an API key"}
            },
        },
    }


def _operation(place: int, route: Route, schemas: _Schemas) -> dict[str, JSON]:
    made: dict[str, JSON] = {
        "operationId": _id(route),
        "tags": [_tag(route)],
        "summary": route.summary,
        "description": _who(route),
        "security": _security(route.policy),
        "responses": {
            **{
                str(status): _answer(status, kind, schemas.answered.get((place, status)))
                for status, kind in route.answers.items()
            },
            **{str(code): {"$ref": f"#/components/responses/{code}"} for code in _errors(route)},
        },
    }
    parameters = [*_in_path(route), *_in_query(schemas.asked.get(place), schemas.shared)]
    if parameters:
        made["parameters"] = parameters
    if place in schemas.taken:
        content = {"application/json": {"schema": schemas.taken[place]}}
        made["requestBody"] = {"content": content, "required": _must_say(route.body)}
    return made


def _schemas(routes: Sequence[Route]) -> _Schemas:
    """All at once, so that two models of the same name get names that tell them apart."""
    wanted: dict[tuple[str, int, int], TypeAdapter[Any]] = {("error", 0, 0): TypeAdapter(Error)}
    for place, route in enumerate(routes):
        if route.body is not None:
            wanted["body", place, 0] = TypeAdapter(route.body)
        if route.query is not None:
            wanted["query", place, 0] = TypeAdapter(route.query)
        for status, kind in route.answers.items():
            if kind not in (None, str):
                wanted["answer", place, status] = TypeAdapter(kind)
    made, rest = TypeAdapter.json_schemas(
        [(key, _mode(key[0]), adapter) for key, adapter in wanted.items()], ref_template=_REF
    )
    by_key = {key: schema for (key, _), schema in made.items()}
    return _Schemas(
        taken={place: one for (what, place, _), one in by_key.items() if what == "body"},
        asked={place: one for (what, place, _), one in by_key.items() if what == "query"},
        answered={
            (place, status): one
            for (what, place, status), one in by_key.items()
            if what == "answer"
        },
        shared=rest.get("$defs", {}),
    )


def _mode(what: str) -> Literal["validation", "serialization"]:
    return "validation" if what in {"body", "query"} else "serialization"


def _must_say(body: type[BaseModel] | None) -> bool:
    """Whether a request without a body cannot be right."""
    return body is not None and any(info.is_required() for info in body.model_fields.values())


def _answer(status: int, kind: object, schema: Schema | None) -> dict[str, JSON]:
    text = _ERRORS.get(status, "Done" if kind is None else "As asked")
    if kind is str:
        return {"description": text, "content": {"text/plain": {"schema": {"type": "string"}}}}
    if schema is None:
        return {"description": text}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _error(text: str) -> dict[str, JSON]:
    schema: dict[str, JSON] = {"$ref": _REF.format(model="Error")}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _errors(route: Route) -> list[int]:
    """The statuses of errors that a request to it may be answered with, besides its own."""
    found = {400, 403, 421, 500}
    if route.rate is not Rate.FREE:
        found.add(429)
    if route.policy is not Policy.PUBLIC:
        found |= {401, 503}
    if route.rate is Rate.LOGIN:
        found.add(401)
    if route.rate is Rate.SEARCH:
        found.add(502)
    if _FIELD.search(route.path):
        found.add(404)
        found |= set() if route.method in _READING else {422}
    if route.query is not None:
        found.add(422)
    if route.method not in _READING:
        found |= {409, 415, 503}
    if route.body is not None:
        found |= {404, 408, 413, 422}
    return sorted(found - route.answers.keys())


def _security(policy: Policy) -> list[JSON]:
    match policy:
        case Policy.PUBLIC:
            return []
        case Policy.READ:
            return [{}, {_BEARER: []}]
        case _:
            return [{_BEARER: []}]


def _who(route: Route) -> str:
    match route.policy:
        case Policy.PUBLIC:
            return "For everybody."
        case Policy.READ:
            return "For everybody, unless `auth.public_read` is false: then for `viewer`."
        case policy:
            return f"Takes the role `{policy}`."


def _in_path(route: Route) -> Iterator[dict[str, JSON]]:
    for name, pattern in _FIELD.findall(route.path):
        schema: dict[str, JSON] = {"type": "string", "minLength": 1}
        if pattern:
            schema["pattern"] = f"^(?:{pattern})$"
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(schema: Schema | None, shared: Schema) -> Iterator[dict[str, JSON]]:
    """Each key of the model by itself; none of them can be null in an address."""
    if schema is None:
        return
    if "$ref" in schema:
        schema = shared[schema["$ref"].rpartition("/")[2]]
    for name, one in schema.get("properties", {}).items():
        one.pop("title", None)
        kinds = [kind for kind in one.pop("anyOf", [one]) if kind.get("type") != "null"]
        plain = dict(one)
        if plain.get("default", 0) is None:
            del plain["default"]
        description = plain.pop("description", "")
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": plain | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds}),
            **({"description": description} if description else {}),
        }


def _tag(route: Route) -> str:
    """By the first part of the path that says what it is about."""
    words = [word for word in route.path.split("/") if word not in {"", "api", "v1"}]
    return next((word for word in words if word in _TAGS), "events" if "ws" in words else "health")


def _id(route: Route) -> str:
    words = re.findall(r"[A-Za-z0-9]+", _FIELD.sub(r"by \1", route.path))
    return "_".join([route.method.lower(), *words])
