"""`/queue`: the buttons beside downloads, and above them."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from aniworldd.desk.desk import Desk
from aniworldd.errors import InvalidRequest
from aniworldd.web.keys import desk
from aniworldd.web.page import forms

Press = Callable[[Desk, str], Awaitable[object]]

_PRESSES: Mapping[str, Press] = {
    "remove": lambda desk, id: desk.downloads.remove([id]),
    "retry": lambda desk, id: desk.downloads.retry([id]),
    "clear": lambda desk, _: desk.downloads.clear_completed(),
    "pause": lambda desk, _: desk.pausing.set(running=False),
    "resume": lambda desk, _: desk.pausing.set(running=True),
}
_OF_ONE = {"remove", "retry"}


async def press(request: web.Request) -> web.Response:
    """`POST /queue`"""
    fields = await forms.own(request)
    do, id = fields.get("do", ""), fields.get("id", "")
    if do not in _PRESSES or (do in _OF_ONE and not id):
        raise InvalidRequest("the form says not what is to be done")
    await _PRESSES[do](desk(request), id)
    return forms.onto(forms.home(request))
