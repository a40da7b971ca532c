"""`/` and `/library/{key}`: what runs, what is queued, what is missing, and why."""

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Literal

from aiohttp import hdrs, web

from aniworldd.model.account import Role
from aniworldd.web import access, human
from aniworldd.web.access import CALLER
from aniworldd.web.keys import ENTRANCE, READS, VERSION
from aniworldd.web.page import assets, rows
from aniworldd.web.page.assets import Asset

Template = Literal["now", "title", "system", "error", "login", "setup"]
_QUEUED = 25  # rows of the queue that the first page shows


class Pages:
    """What pages are made of, from the first look on: who never looks is spared it."""

    @cached_property
    def files(self) -> Mapping[str, Asset]:
        """What pages load, by the names under which they load it."""
        return {asset.name: asset for asset in self._assets.values()}

    @cached_property
    def _assets(self) -> Mapping[str, Asset]:
        return assets.load()

    @cached_property
    def _templates(self) -> Mapping[str, Callable[..., str]]:
        from aniworldd.web.page import drawing  # jinja2: 10 ms, 24 more to compile, and 3 MiB

        return drawing.compiled({plain: asset.name for plain, asset in self._assets.items()})

    async def prepare(self) -> None:
        """What takes long of the first look, beside the loop."""
        if "_templates" not in self.__dict__:
            await asyncio.to_thread(lambda: self._templates)

    def draw(self, request: web.Request, part: Template, **values: object) -> web.Response:
        """The page, or only its changing parts when the request asks for `part=main`."""
        whole = request.query.get("part") != "main"
        caller = request.get(CALLER)
        session = caller.session if caller else None
        text = self._templates["page" if whole else part](
            part=f"{part}.html",
            root=access.root(request),
            version=request.app[VERSION],
            caller=caller.account.name if caller else "",
            wishes=caller is not None and caller.role.includes(Role.USER),
            answers=caller is not None and caller.role.includes(Role.ADMIN),
            csrf=request.app[ENTRANCE].door.sessions.csrf(session) if session else "",
            **values,
        )
        response = web.Response(text=text, content_type="text/html")
        response.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        response.enable_compression()
        return response


PAGES = web.AppKey("pages", Pages)


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


async def queue(request: web.Request) -> web.Response:
    """`GET /queue`, a page of the documents: ours stands on the first page."""
    raise web.HTTPSeeOther(f"{access.root(request) or './'}#queued")


async def system(request: web.Request) -> web.Response:
    """`GET /system`"""
    reads = request.app[READS]
    now, found = reads.now(), reads.system()
    worst = rows.worst(found.checks)
    return request.app[PAGES].draw(
        request,
        "system",
        name=now.name,
        now=now,
        system=found,
        worst=worst,
        verdict=rows.WORST[worst],
        title=f"{rows.WORST[worst]} – {now.name}",
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
        name=request.app[READS].name(),
        status=status,
        message=human.sentence(message),
        title=f"{status} – {message}",
    )
    response.set_status(status)
    return response
