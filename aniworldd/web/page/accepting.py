"""`/accept`: the button below a question that only a person can answer."""

from aiohttp import hdrs, web

from aniworldd.accounts.audit import Result
from aniworldd.errors import InvalidRequest
from aniworldd.web import access
from aniworldd.web import request as reading
from aniworldd.web.ids import ID
from aniworldd.web.keys import ENTRANCE, desk


async def accept(request: web.Request) -> web.Response:
    """`POST /accept`"""
    caller = access.caller(request)
    fields = await reading.form(request)
    access.refuse_forged_form(request, caller, fields)
    about, seen = fields.get("about", ""), fields.get("seen", "")
    if not about or not seen:
        raise InvalidRequest("the form says not what is accepted")
    answered = await desk(request).answering.agree(about, seen)
    await request.app[ENTRANCE].door.audit.note(
        "accept",
        Result.DONE,
        who=caller.account.name,
        client=access.origin(request).client,
        request=request[ID],
        about=about,
        answered=answered,
    )
    return web.Response(status=303, headers={hdrs.LOCATION: access.root(request) or "./"})
