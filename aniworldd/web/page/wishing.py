"""`/wish` and `/library/{key}/remove`: a person adds a series by its link, or takes one away."""

from urllib.parse import quote

from aiohttp import web

from aniworldd.errors import InvalidRequest, NotFound
from aniworldd.web import access
from aniworldd.web.keys import READS, desk
from aniworldd.web.page import forms

_LONGEST_LINK = 2000  # characters, as in a watch file
_LONGEST_NAME = 300


async def add(request: web.Request) -> web.Response:
    """`POST /wish`: leads to what it made, or to the first page while nothing is known of it."""
    fields = await forms.own(request)
    link, name = fields.get("link", "").strip(), fields.get("name", "").strip()
    if not link:
        raise InvalidRequest("paste the address of the series' page")
    if len(link) > _LONGEST_LINK or len(name) > _LONGEST_NAME:
        raise InvalidRequest("that is too long for a link, or for a name")
    outcome = await desk(request).adding.add(link, name or None)
    try:
        key = request.app[READS].title(outcome.row.key).key
    except NotFound:
        return forms.onto(forms.home(request))
    return forms.onto(f"{access.root(request)}library/{quote(key)}")


async def remove(request: web.Request) -> web.Response:
    """`POST /library/{key}/remove`"""
    await forms.own(request)
    await desk(request).removing.remove(request.match_info["key"])
    return forms.onto(forms.home(request))
