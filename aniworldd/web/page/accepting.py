"""`/accept`: the button below a question that only a person can answer."""

from aiohttp import web

from aniworldd.accounts.audit import Result
from aniworldd.errors import InvalidRequest
from aniworldd.web import access
from aniworldd.web.ids import ID
from aniworldd.web.keys import ENTRANCE, desk
from aniworldd.web.page import forms


async def accept(request: web.Request) -> web.Response:
    """`POST /accept`"""
    fields, caller = await forms.own(request), access.caller(request)
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
    return forms.onto(forms.home(request))
