"""The document, Swagger UI and ReDoc are served from the package, to everybody."""

import json
import re

import pytest

from aniworldd.web import openapi
from aniworldd.web.app import ROUTES
from tests.web.conftest import Client


async def test_the_document_is_that_of_the_routes(stranger: Client) -> None:
    answer = await stranger.get("/api/openapi.json")

    assert answer.status == 200
    assert answer.content_type == "application/json"
    assert await answer.json() == json.loads(json.dumps(openapi.document(ROUTES, "1.2.3")))


@pytest.mark.parametrize("path, parts", [("/api/docs", 3), ("/api/redoc", 1)])
async def test_a_reader_loads_nothing_from_elsewhere(
    stranger: Client, path: str, parts: int
) -> None:
    answer = await stranger.get(path)
    loaded = re.findall(r'(?:src|href)="([^"]+)"', await answer.text())

    assert answer.content_type == "text/html"
    assert len(loaded) == parts
    for link in loaded:
        part = await stranger.get(f"/api/{link}")
        assert part.status == 200, link
        assert part.content_type in {"text/javascript", "text/css"}
        assert len(await part.read()) > 50


async def test_only_the_readers_have_a_looser_policy(stranger: Client) -> None:
    docs = (await stranger.get("/api/docs")).headers["Content-Security-Policy"]
    page = (await stranger.get("/login")).headers["Content-Security-Policy"]

    assert "unsafe-inline" in docs
    assert "unsafe-inline" not in page
    for policy in (docs, page):
        assert "script-src 'self';" in policy


async def test_what_is_packed_is_unpacked_for_who_cannot_read_it(stranger: Client) -> None:
    names = re.findall(r'href="([^"]+)"', await (await stranger.get("/api/docs")).text())

    packed = await stranger.get(f"/api/{names[0]}", headers={"Accept-Encoding": "gzip"})
    plain = await stranger.get(f"/api/{names[0]}", headers={"Accept-Encoding": "identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert await packed.read() == await plain.read()
    assert "immutable" in plain.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["swagger-ui-dist.LICENSE", "..%2Fviews.py", "__init__.py"])
async def test_nothing_else_of_the_package_is_served(stranger: Client, name: str) -> None:
    assert (await stranger.get(f"/api/docs/{name}")).status == 404
