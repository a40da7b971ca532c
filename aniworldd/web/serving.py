"""How the application is run: no compressed bodies, no endless heads, no noise about rubbish."""

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.http_exceptions import LineTooLong

from aniworldd.web import guards, ids, problems
from aniworldd.web.problems import Problem
from aniworldd.web.replies import reply

logger = logging.getLogger(__name__)

_LINE = 8190  # bytes of a request's first line, and of each header
_HEADERS = 100


def runner(application: web.Application) -> web.AppRunner:
    """Not set up yet."""
    return web.AppRunner(application, shutdown_timeout=2.0)


def protocols(runner: web.AppRunner) -> Callable[[], asyncio.Protocol]:
    """Makes the protocol of each new connection; the runner is set up."""
    server = runner.server
    if server is None:
        raise RuntimeError("the application is not set up")
    if _is_worth_it not in logger.filters:
        logger.addFilter(_is_worth_it)
    loop = asyncio.get_running_loop()

    def make() -> asyncio.Protocol:
        return _Connection(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]  # "no log", as aiohttp's runner passes it on
            auto_decompress=False,  # no bombs
            max_line_size=_LINE,
            max_field_size=_LINE,
            max_headers=_HEADERS,
            lingering_time=2.0,  # seconds, for the rest of a body that nobody wants
            logger=logger,
        )

    return make


class _Connection(web.RequestHandler):
    """Answers what never becomes a request of the application as the application would."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Log it as aiohttp does, and close the connection; aiohttp's words tell what came in."""
        super().handle_error(request, status, exc, message)
        id = ids.of(request)
        response = reply(problems.body(Problem(status, _sentence(status, exc)), id), status)
        guards.put(response, id)
        response.force_close()
        return response


def _sentence(status: int, error: BaseException | None) -> str:
    if status >= 500:
        return "Something of ours broke; the log says what"
    if isinstance(error, LineTooLong):
        return f"A request's first line, and each of its headers, may have {_LINE} bytes at most"
    return "This is no HTTP request that can be read"


def _is_worth_it(record: logging.LogRecord) -> bool:
    """What is no HTTP was answered with 400; a traceback each would let anybody fill the log."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)
