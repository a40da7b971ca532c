"""When a link is asked for again. Pure."""

from datetime import datetime, timedelta

from aniworldd.catalogue import Source
from aniworldd.errors import ProviderChanged, ProviderError, ProviderUnreachable, TitleNotFound

_LIVELY = timedelta(days=45)  # news within this: new episodes are likely
_LIVELY_EVERY = timedelta(days=1)
_QUIET_EVERY = timedelta(days=30)
_CHANGED_EVERY = timedelta(hours=6)
_NOT_FOUND_EVERY = timedelta(days=1)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_LONGEST_AFTER_FAILURE = timedelta(days=1)  # what `next_try` gives at most
_DOUBTED_EVERY = timedelta(hours=8)  # the brake counts answers that lie this far apart
_SLACK = timedelta(hours=1)  # a clock that was set right is no reason to hurry


def due_at(source: Source | None, now: datetime) -> datetime:
    """When the provider is to be asked: at once for what it never answered for.

    At once, too, where the times can only come from a clock that was ahead.
    """
    if source is None:
        return now
    if source.failure is not None:
        next_at = source.failure.next_at
        return next_at if next_at <= now + _LONGEST_AFTER_FAILURE + _SLACK else now
    if source.fetched_at is None or source.fetched_at > now + _SLACK:
        return now
    if source.shrink is not None:
        return source.fetched_at + _DOUBTED_EVERY
    if source.changed_at is not None and abs(now - source.changed_at) < _LIVELY:
        return source.fetched_at + _LIVELY_EVERY
    return source.fetched_at + _QUIET_EVERY


def next_try(error: ProviderError, tries: int, now: datetime, jitter: float) -> datetime:
    """When to ask again after `tries` failures in a row; `jitter` is from 0 to 1."""
    match error:
        case TitleNotFound():
            return now + _NOT_FOUND_EVERY
        case ProviderChanged():
            return now + _CHANGED_EVERY
        case ProviderUnreachable(retry_after=float() | int() as seconds):
            return now + min(max(timedelta(seconds=seconds), _FIRST_WAIT), timedelta(days=1))
        case _:
            wait = min(_FIRST_WAIT * (1 << min(tries, 12)), _LONGEST_WAIT)
            return now + wait * (0.75 + 0.5 * jitter)
