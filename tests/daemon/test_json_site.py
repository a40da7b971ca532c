"""A JSON catalogue from a definition of the user's own, and an episode that is not released yet."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from aniworldd.demo import clips
from tests.daemon.conftest import World

FILM = clips.make("kettle.mp4", "a film")
DEFINITION = """\
schema: 1
id: tube
key: /c/([a-z0-9_.-]+)
pages:
  series: {get: "/api/channels/{key}", as: json, fields: {title: displayName}, seasons: one}
  season:
    get: "/api/channels/{key}/videos"
    as: json
    rows: data
    fields: {title: name, url: file | url, date: publishedAt | date iso}
    number: running
"""


@dataclass
class Tube:
    """A channel whose videos a test changes."""

    videos: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/channels/trams", self._channel)
        app.router.add_get("/api/channels/trams/videos", self._list)
        app.router.add_get("/film.mp4", self._film)
        return app

    async def _channel(self, request: web.Request) -> web.Response:
        return web.json_response({"displayName": "Trams at Night"})

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self.videos})

    async def _film(self, request: web.Request) -> web.Response:
        return web.Response(body=FILM, content_type="video/mp4")


@pytest.fixture
async def tube(world: World) -> AsyncIterator[Tube]:
    """Served, defined, allowed, and wished for."""
    tube = Tube()
    server = TestServer(tube.app())
    await server.start_server()
    sites = world.folder / "sites"
    sites.mkdir()
    (sites / "tube.yaml").write_text(DEFINITION)
    address = f"http://127.0.0.1:{server.port}"
    world.configure(
        (
            "providers:",
            f"providers:\n  tube: {{kind: site, definition: tube.yaml, links: [{address}]}}",
        ),
        ("allow_private: [", f"allow_private: ['127.0.0.1/32:{server.port}', "),
        ("languages: [", "languages: []  # ["),
    )
    (world.stage.watchlist / "trams.yaml").write_text(f"link: {address}/c/trams\n")
    yield tube
    await world.stop()
    await server.close()


async def test_a_channel_arrives_numbered_in_its_order(world: World, tube: Tube) -> None:
    tube.videos = [
        {"name": "Line 4", "file": "/film.mp4", "publishedAt": "2026-01-01T20:00:00Z"},
        {"name": "Line 5", "file": "/film.mp4", "publishedAt": "2026-01-08T20:00:00Z"},
    ]
    await world.start()

    await world.why("trams", "S01E02", "here")

    assert sorted(world.files()) == [
        "Trams at Night/Season 01/Trams at Night - S01E01 - Line 4.mp4",
        "Trams at Night/Season 01/Trams at Night - S01E02 - Line 5.mp4",
    ]


async def test_what_is_not_released_yet_waits_for_its_day(world: World, tube: Tube) -> None:
    video = {"name": "Line 6", "file": "/film.mp4", "publishedAt": "2999-01-01T20:00:00Z"}
    tube.videos = [video]
    await world.start()

    sentence = await world.why("trams", "S01E01", "not_released")
    assert sentence.startswith("not released yet; expected ")
    assert "2999" in sentence

    tube.videos = [{**video, "publishedAt": "2026-01-01T20:00:00Z"}]
    await world.daemon.parts.control.commands["scan"]([])
    await world.why("trams", "S01E01", "here")
