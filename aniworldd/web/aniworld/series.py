"""`/api/anime` and `/api/v1/anime`: which series there are, and what they lack."""

from aiohttp import web

from aniworldd.desk.series import Shelf, choose
from aniworldd.web.aniworld import series_shapes as shapes
from aniworldd.web.aniworld.lists import Lists, Page
from aniworldd.web.keys import READS, desk
from aniworldd.web.replies import nothing, reply
from aniworldd.web.routes import Asking, Policy, Route, Taking

NEWEST: web.AppKey[Lists] = web.AppKey("newest")
OCTOBERS: web.AppKey[Lists] = web.AppKey("octobers")


def install(app: web.Application) -> None:
    """Give it room for the lists that are ready."""
    app[NEWEST] = Lists(shapes.line)
    app[OCTOBERS] = Lists(shapes.octobers_line)


async def listed(request: web.Request, asked: shapes.Listing) -> web.Response:
    """`GET /api/anime`: those with something missing, unless told otherwise."""
    return (await _page(request, request.app[NEWEST], asked)).answer(request)


async def listed_in_october(request: web.Request, asked: shapes.OctobersListing) -> web.Response:
    """`GET /api/v1/anime`: with the number of what is missing."""
    return (await _page(request, request.app[OCTOBERS], asked)).answer(request)


async def status(request: web.Request) -> web.Response:
    """`GET /api/anime/status`"""
    series = await shelf(request)
    directory = request.app[READS].library()
    return reply({"directory": directory, "series_count": len(series.all())})


async def add(request: web.Request, body: shapes.NewSeries) -> web.Response:
    """`POST /api/anime/add`: answered when its provider has, or after 20 s."""
    outcome = await desk(request).adding.add(body.link, body.name)
    return reply(shapes.added(outcome, body.name))


async def remove(request: web.Request) -> web.Response:
    """`DELETE /api/anime/{anime_id}`: no call of the documents."""
    await shelf(request)
    await desk(request).removing.remove(request.match_info["anime_id"])
    return nothing()


async def one(request: web.Request) -> web.Response:
    """`GET /api/anime/{anime_id}`: by key, or by folder."""
    series = await shelf(request)
    found = series.whole(request.match_info["anime_id"])
    return reply(shapes.detail(found, series.number(found.row)))


async def one_in_october(request: web.Request) -> web.Response:
    """`GET /api/v1/anime/{anime_id}`"""
    series = await shelf(request)
    return reply(shapes.octobers_detail(series.whole(request.match_info["anime_id"])))


async def shelf(request: web.Request) -> Shelf:
    """Once it can be said what there is."""
    series = desk(request).series
    await series.ready()
    return series


async def _page(request: web.Request, lists: Lists, asked: shapes.Listing) -> Page:
    series = await shelf(request)
    rows = series.all()
    page = lists.known(rows, asked)
    if page is None:
        descending = asked.sort_order == "desc"
        chosen = choose(rows, asked.filter, asked.sort_by, descending=descending)
        page = lists.make(chosen, asked, asked.page, asked.per_page)
    return page


ROUTES = (
    Route(
        "GET",
        "/api/anime",
        Asking(shapes.Listing, listed),
        Policy.VIEWER,
        answers={200: list[shapes.Line], 304: None},
        summary="Series with missing episodes, or all with filter=all",
    ),
    Route(
        "GET",
        "/api/v1/anime",
        Asking(shapes.OctobersListing, listed_in_october),
        Policy.VIEWER,
        answers={200: list[shapes.OctobersLine], 304: None},
        summary="Series with the number of their missing episodes",
    ),
    Route(
        "GET",
        "/api/anime/status",
        status,
        Policy.VIEWER,
        answers={200: shapes.Status},
        summary="Where the library is, and how many series are wished for",
    ),
    Route(
        "POST",
        "/api/anime/add",
        Taking(shapes.NewSeries, add),
        Policy.USER,
        answers={200: shapes.AddedSeries},
        summary="Wish for a series, and see what there is of it",
    ),
    Route(
        "DELETE",
        "/api/anime/{anime_id}",
        remove,
        Policy.USER,
        answers={204: None},
        summary="Take the wish for a series away; its files stay",
    ),
    Route(
        "GET",
        "/api/anime/{anime_id}",
        one,
        Policy.READ,
        answers={200: shapes.Detail},
        summary="A series by its key or folder, with all its episodes",
    ),
    Route(
        "GET",
        "/api/v1/anime/{anime_id}",
        one_in_october,
        Policy.VIEWER,
        answers={200: shapes.OctobersDetail},
        summary="A series with how much of it is here",
    ),
)
