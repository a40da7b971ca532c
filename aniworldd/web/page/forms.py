"""Forms of our pages: what they say, and where their sender is led."""

from aiohttp import hdrs, web

from aniworldd.web import access
from aniworldd.web import request as reading


async def own(request: web.Request) -> dict[str, str]:
    """The fields of a form that was shown to who sends it now.

    Raises `LoginNeeded`, `Forbidden`, and what reading a form raises.
    """
    fields = await reading.form(request)
    access.refuse_forged_form(request, access.caller(request), fields)
    return fields


def home(request: web.Request) -> str:
    """The way to the first page."""
    return access.root(request) or "./"


def onto(location: str) -> web.Response:
    """On to where what was asked for is seen."""
    return web.Response(status=303, headers={hdrs.LOCATION: location})
