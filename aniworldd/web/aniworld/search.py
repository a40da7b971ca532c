"""`/api/anime/search` and `/api/v1/anime/search`: what providers have that fits."""

from typing import Annotated, Literal
from urllib.parse import quote

from aiohttp import web
from pydantic import StringConstraints

from aniworldd.desk.search import Found, Hit
from aniworldd.store import JSON
from aniworldd.web.keys import desk
from aniworldd.web.replies import Answer, reply
from aniworldd.web.request import BadRequest, Body, Issue, Query, Within
from aniworldd.web.routes import Asking, Policy, Rate, Route, Taking

_USUAL = 50  # hits
_OCTOBERS_USUAL = 20

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Most = Annotated[int, Within(1, 100)]


class Asked(Query):
    """What is searched for: `query`, or as October calls it `q`; one of them is needed."""

    query: Words | None = None
    q: Words | None = None
    limit: Most = _USUAL


class OctobersAsked(Asked):
    limit: Most = _OCTOBERS_USUAL


class AskedInBody(Body):
    query: Words | None = None
    q: Words | None = None
    limit: Most = _USUAL


class Line(Answer):
    """A series that fits; what is missing of it is not known before it is wished for."""

    key: str
    id: str
    name: str
    title: str
    site: str
    folder: str
    missing_episodes: dict[str, list[int]]
    link: str


class OctobersLine(Answer):
    """`site` is the link."""

    key: str
    name: str
    site: str


class OctobersAnswer(Answer):
    success: Literal[True]
    data: list[OctobersLine]


async def search(request: web.Request, asked: Asked | AskedInBody) -> web.Response:
    """`GET` and `POST /api/anime/search`"""
    found = await _found(request, asked)
    return reply([_line(hit) for hit in found.hits], headers=_told(found))


async def search_in_october(request: web.Request, asked: OctobersAsked) -> web.Response:
    """`GET /api/v1/anime/search`"""
    found = await _found(request, asked)
    data = [{"key": hit.key, "name": hit.name, "site": hit.link} for hit in found.hits]
    return reply({"success": True, "data": data}, headers=_told(found))


async def _found(request: web.Request, asked: Asked | AskedInBody) -> Found:
    words = asked.query or asked.q
    if words is None:
        raise BadRequest([Issue("query", "what is to be searched for is missing")])
    return await desk(request).search.ask(words, asked.limit)


def _told(found: Found) -> dict[str, str]:
    """Which providers failed; the log says why."""
    names = ", ".join(quote(name) for name in found.failed)
    return {"X-Providers-Failed": names} if names else {}


def _line(hit: Hit) -> JSON:
    return {
        "key": hit.key,
        "id": hit.key,
        "name": hit.name,
        "title": hit.name,
        "site": hit.site,
        "folder": hit.folder,
        "missing_episodes": {},
        "link": hit.link,
    }


ROUTES = (
    Route(
        "GET",
        "/api/anime/search",
        Asking(Asked, search),
        Policy.READ,
        Rate.SEARCH,
        answers={200: list[Line]},
        summary="Series of all providers that fit the words",
    ),
    Route(
        "POST",
        "/api/anime/search",
        Taking(AskedInBody, search),
        Policy.READ,
        Rate.SEARCH,
        answers={200: list[Line]},
        summary="As GET /api/anime/search",
    ),
    Route(
        "GET",
        "/api/v1/anime/search",
        Asking(OctobersAsked, search_in_october),
        Policy.VIEWER,
        Rate.SEARCH,
        answers={200: OctobersAnswer},
        summary="As /api/anime/search; the site is the link",
    ),
)
