"""The one place that catches broadly: around plugs and listeners, and between threads."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

logger = logging.getLogger(__name__)


@contextmanager
def contain(
    what: str,
    failed: Callable[[Exception], None] | None = None,
    *,
    said: Callable[[Exception], bool] | None = None,
) -> Iterator[None]:
    """Log whatever escapes from `what`, tell `failed`, and go on; cancellation passes through.

    What was `said` before is not logged again.
    """
    try:
        yield
    except Exception as error:
        if said is None or not said(error):
            logger.exception("%s failed unexpectedly", what)
        if failed is not None:
            failed(error)


def carry(work: Callable[[], T], outcome: Future[T]) -> None:
    """Do `work` in this thread; what comes of it, good or bad, is told by `outcome`."""
    try:
        result = work()
    except BaseException as error:
        outcome.set_exception(error)
    else:
        outcome.set_result(result)
