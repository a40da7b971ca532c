"""The Retry-After header: how long a server asks to be left alone."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 24 * 3600.0


def seconds(text: str, now: datetime) -> float | None:
    """Seconds from `now`, at most a day; None for nonsense and for what is past."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        # Cut first: int() of a thousand digits is work, and anything this long means the limit.
        wait = float(int(text[:12]))
    else:
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        wait = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    return min(wait, LONGEST) if wait > 0 else None
