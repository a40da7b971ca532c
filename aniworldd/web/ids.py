"""The id by which a request is spoken of: in its answer, in the log and in the audit log."""

import re
import uuid

from aiohttp import web

ID = web.RequestKey("id", str)

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def of(request: web.BaseRequest) -> str:
    """The one it came with, or a new one when that is none."""
    asked = request.headers.get("X-Request-ID", "")
    return asked if _ID.fullmatch(asked) else str(uuid.uuid4())
