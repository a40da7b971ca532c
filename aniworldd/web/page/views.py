"""`/` and `/library/{key}`: what runs, what is queued, what is missing, and why."""

from collections.abc import Mapping
from typing import Literal

import jinja2
from aiohttp import hdrs, web

from aniworldd.overview import words
from aniworldd.web import human
from aniworldd.web.keys import READS, VERSION
from aniworldd.web.page import assets, rows
from aniworldd.web.page.assets import Asset

Template = Literal["now", "title", "error"]
_QUEUED = 25  # rows of the queue that the first page shows


class Pages:
    """The templates, compiled once, with everything they load."""

    def __init__(self, files: Mapping[str, Asset]) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("aniworldd.web.page"),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.filters |= {
            "size": words.size,
            "rate": human.rate,
            "left": human.left,
            "sentence": human.sentence,
            "moment": words.moment,
        }
        self._environment.globals |= {
            "amount": human.amount,
            "count": words.count,
            "static": {plain: asset.name for plain, asset in files.items()},
        }
        self._templates = {
            name: self._environment.get_template(f"{name}.html")
            for name in ("page", "now", "title", "error")
        }
        self.files = {asset.name: asset for asset in files.values()}

    def draw(self, request: web.Request, part: Template, **values: object) -> web.Response:
        """The page, or only its changing parts when the request asks for `part=main`."""
        root = "../" * (request.rel_url.raw_path.count("/") - 1)
        whole = request.query.get("part") != "main"
        text = self._templates["page" if whole else part].render(
            part=f"{part}.html", root=root, version=request.app[VERSION], **values
        )
        response = web.Response(text=text, content_type="text/html")
        response.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        response.enable_compression()
        return response


PAGES = web.AppKey("pages", Pages)


def compiled() -> Pages:
    return Pages(assets.load())


async def index(request: web.Request) -> web.Response:
    """`GET /`"""
    now = request.app[READS].now()
    return request.app[PAGES].draw(
        request,
        "now",
        name=now.name,
        now=now,
        verdict=rows.verdict(now.headline),
        figures=rows.figures(now),
        queued=now.queued[:_QUEUED],
        missing=rows.missing(now.missing),
        title=rows.tab(now),
    )


async def title(request: web.Request) -> web.Response:
    """`GET /library/{key}`"""
    reads = request.app[READS]
    row = reads.title(request.match_info["key"])
    now = reads.now()
    return request.app[PAGES].draw(
        request,
        "title",
        name=now.name,
        now=now,
        row=row,
        seasons=rows.seasons(row),
        title=f"{row.name} – {now.name}",
    )


async def static(request: web.Request) -> web.Response:
    """`GET /static/{name}`"""
    asset = request.app[PAGES].files.get(request.match_info["name"])
    if asset is None:
        raise web.HTTPNotFound
    return asset.answer(request)


def error(request: web.Request, status: int, message: str) -> web.Response:
    """How an error looks to a person."""
    response = request.app[PAGES].draw(
        request,
        "error",
        name="aniworldd",
        status=status,
        message=human.sentence(message),
        title=f"{status} – {message}",
    )
    response.set_status(status)
    return response
