"""How the application is run: no compressed bodies, no endless heads, no noise about rubbish."""

import logging

from aiohttp import web
from aiohttp.http import HttpProcessingError

logger = logging.getLogger(__name__)


def runner(application: web.Application) -> web.AppRunner:
    """Not set up yet."""
    if _is_worth_it not in logger.filters:
        logger.addFilter(_is_worth_it)
    return web.AppRunner(
        application,
        access_log=None,
        shutdown_timeout=2.0,
        auto_decompress=False,  # no bombs
        max_headers=100,
        lingering_time=2.0,  # seconds, for the rest of a body that nobody wants
        logger=logger,
    )


def _is_worth_it(record: logging.LogRecord) -> bool:
    """What is no HTTP was answered with 400; a traceback each would let anybody fill the log."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)
