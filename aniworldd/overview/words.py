"""Facts put into words: times, lists, counts."""

from collections.abc import Sequence
from datetime import datetime


def moment(at: datetime, now: datetime) -> str:
    """A time as a person near `now` would say it, in the machine's zone."""
    local, today = _local(at), _local(now)
    clock = f"{local:%H:%M}"
    days = (local.date() - today.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"tomorrow {clock}"
    if days == -1:
        return f"yesterday {clock}"
    if local.year == today.year:
        return f"{local.day} {local:%B} {clock}"
    return f"{local.day} {local:%B %Y}"


def either(names: Sequence[str]) -> str:
    """`a, b or c`"""
    return _listed(names, "or")


def both(names: Sequence[str]) -> str:
    """`a, b and c`"""
    return _listed(names, "and")


def count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def _local(at: datetime) -> datetime:
    """In the machine's zone; at the ends of the calendar, where there is no such time, as it is."""
    try:
        return at.astimezone()
    except OverflowError:
        return at


def _listed(names: Sequence[str], last: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
