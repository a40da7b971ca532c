"""The stand-in catalogue: a site on loopback that looks like the family of portals."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from html import escape
from importlib import resources

import orjson
from aiohttp import web

from aniworldd.clock import Clock
from aniworldd.demo import answers, drawings, pages
from aniworldd.demo.feeds import Feeds
from aniworldd.demo.hosters import Hosters
from aniworldd.demo.shelf import LOOSE, Shelf, Show
from aniworldd.demo.streams import Streams
from aniworldd.errors import NotFound

HOST = "127.0.0.1"


def build(shelf: Shelf, clock: Clock) -> web.Application:
    """The catalogue of this shelf; what is changed on the shelf shows in the next answer."""
    catalogue, hosters, feeds = _Catalogue(shelf), Hosters(shelf), Feeds(shelf)
    streams = Streams(shelf)
    stream = "/anime/stream/{key:[a-z0-9-]+}"
    pieces = r"/hoster/{name}/{id:\d+}/{lines:\d+}"
    application = web.Application(middlewares=[answers.middleware(shelf, clock)])
    application.add_routes(
        [
            web.get("/", catalogue.home),
            web.get("/ajax/seriesSearch", catalogue.search),
            web.post("/ajax/search", catalogue.mixed_search),
            web.get("/animes-alphabet", catalogue.alphabet),
            web.get("/neue-episoden", catalogue.latest),
            web.get(stream, catalogue.series),
            web.get(stream + r"/staffel-{season:\d+}", catalogue.season),
            web.get(stream + "/filme", catalogue.season),
            web.get(stream + r"/staffel-{season:\d+}/episode-{number:\d+}", catalogue.episode),
            web.get(stream + r"/filme/film-{number:\d+}", catalogue.episode),
            web.get(r"/redirect/{id:\d+}", hosters.redirect),
            web.get(r"/hoster/{name}/{id:\d+}", hosters.hoster),
            web.get(r"/hoster/{name}/{id:\d+}.{ending:\w+}", hosters.source),
            web.get(f"{pieces}.m3u8", streams.variant),
            web.get(pieces + r"/{number:\d+}.mp4", streams.piece),
            web.get("/podcast/{key:[a-z0-9-]+}.xml", feeds.feed),
            web.get(r"/hoster/podcast/{key:[a-z0-9-]+}/{number:\d+}.{ending:\w+}", feeds.clip),
            web.get("/public/style.css", catalogue.style),
            web.get("/public/img/cover/{key}.svg", catalogue.cover),
            web.get("/public/img/{word}.svg", catalogue.picture),
        ]
    )
    return application


@asynccontextmanager
async def serve(shelf: Shelf, clock: Clock, *, port: int = 0) -> AsyncIterator[str]:
    """Serve it on loopback, on `port` where it is free; gives its address without a final slash.

    The hoster with a loose contact has a port of its own: whoever leaves it alone for a while goes
    on with the others.
    """
    runner = web.AppRunner(build(shelf, clock), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError:
            await web.TCPSite(runner, HOST, 0).start()
        await web.TCPSite(runner, HOST, 0).start()
        catalogue, loose = (f"http://{HOST}:{address[1]}" for address in runner.addresses)
        shelf.origins[LOOSE] = loose
        yield catalogue
    finally:
        await runner.cleanup()


class _Catalogue:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def home(self, request: web.Request) -> web.Response:
        return answers.html(pages.home(self._shelf.shows))

    async def alphabet(self, request: web.Request) -> web.Response:
        return answers.html(pages.alphabet(self._shelf.shows))

    async def latest(self, request: web.Request) -> web.Response:
        return answers.html(pages.latest(self._shelf.shows))

    async def search(self, request: web.Request) -> web.Response:
        """The search that gives series only."""
        found = self._found(request.query.get("keyword", ""))
        return _json([_found_series(show) for show in found])

    async def mixed_search(self, request: web.Request) -> web.Response:
        """The search that gives series, episodes and help pages, marking what fitted."""
        form = await request.post()
        keyword = str(form.get("keyword", ""))
        answer = [entry for show in self._found(keyword) for entry in _found_pages(show, keyword)]
        answer.append({"title": "Hilfe", "description": "", "link": "/support/hilfe"})
        return _json(answer)

    async def series(self, request: web.Request) -> web.Response:
        show = self._shelf.show(request.match_info["key"])
        first = min((s for s in show.seasons if s.number), key=lambda s: s.number, default=None)
        return answers.html(pages.series(show, first, str(request.url.origin())))

    async def season(self, request: web.Request) -> web.Response:
        key, season, _ = _place(request.match_info)
        page = pages.series(
            self._shelf.show(key), self._shelf.season(key, season), str(request.url.origin())
        )
        return answers.html(page)

    async def episode(self, request: web.Request) -> web.Response:
        place = _place(request.match_info)
        page = pages.episode(
            self._shelf.show(place[0]),
            self._shelf.season(*place[:2]),
            self._shelf.episode(*place),
            self._shelf.links(*place),
        )
        return answers.html(page)

    async def style(self, request: web.Request) -> web.Response:
        style = resources.files("aniworldd.demo").joinpath("style.css").read_text("utf-8")
        return web.Response(text=style, content_type="text/css")

    async def cover(self, request: web.Request) -> web.Response:
        return _svg(drawings.cover(self._shelf.show(request.match_info["key"])))

    async def picture(self, request: web.Request) -> web.Response:
        word = request.match_info["word"]
        if word == "pixel":
            return _svg(drawings.pixel())
        flag = drawings.flag(word)
        if flag is None:
            raise NotFound(f"there is no picture {word}")
        return _svg(flag)

    def _found(self, keyword: str) -> Iterable[Show]:
        """Shows with this word in one of their names; no word finds nothing."""
        needle = keyword.strip().casefold()
        return (
            show
            for show in self._shelf.shows
            if needle and any(needle in name.casefold() for name in (show.name, *show.alternatives))
        )


def _place(matched: Mapping[str, str]) -> tuple[str, int, int]:
    """Key, season and number of an address; films are season 0."""
    return matched["key"], int(matched.get("season", 0)), int(matched.get("number", 0))


def _found_series(show: Show) -> dict[str, str]:
    return {
        "name": show.name,
        "link": show.key,
        "description": show.plot,
        "cover": f"/public/img/cover/{show.key}.svg",
        "productionYear": f"({show.start} - {show.end or 'Heute'})",
    }


def _found_pages(show: Show, keyword: str) -> list[dict[str, str]]:
    link = f"/anime/stream/{show.key}"
    marked = escape(show.name).replace(escape(keyword), f"<em>{escape(keyword)}</em>")
    return [
        {"title": marked, "description": show.plot, "link": link},
        {"title": marked, "description": "", "link": f"{link}/staffel-1/episode-1"},
    ]


def _json(value: list[dict[str, str]]) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")


def _svg(drawing: str) -> web.Response:
    return web.Response(text=drawing, content_type="image/svg+xml")
