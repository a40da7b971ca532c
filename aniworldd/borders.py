"""The one place that catches broadly: around what a plug or a listener does."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
