"""Who did what to the locks of the house: a line of JSON each, a file a month in the state."""

import logging
from datetime import UTC, timedelta
from enum import StrEnum

from aniworldd.clock import Clock
from aniworldd.errors import StoreError
from aniworldd.store import Monthly

logger = logging.getLogger(__name__)

_LONGEST = 200  # characters of a value
_MONTHS = 24


class Result(StrEnum):
    DONE = "done"
    REFUSED = "refused"


class Audit:
    """Append only. Values of passwords, tokens and settings are never given to it.

    `most` refusals a day are written down one by one.
    """

    def __init__(self, monthly: Monthly, clock: Clock, *, most: int = 2000) -> None:
        self._monthly = monthly
        self._clock = clock
        self._most = most
        self._day = ""
        self._refused = 0

    async def note(
        self, what: str, result: Result, *, who: str = "", client: str = "", **details: str
    ) -> None:
        """Write it down; a disk that cannot take it stops nobody, and is told in the log."""
        at = self._clock.now().astimezone(UTC)
        if result is Result.REFUSED and not self._worth_a_line(f"{at:%Y-%m-%d}"):
            return
        fields = {"who": who, "client": client, **details}
        record = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "what": what,
            "result": str(result),
            **{name: value[:_LONGEST] for name, value in fields.items() if value},
        }
        try:
            await self._monthly.append(record, at)
        except StoreError as error:
            logger.warning("Could not note %s in the audit log: %s", what, error)

    def _worth_a_line(self, day: str) -> bool:
        """A flood of refusals must not fill the disk."""
        if day != self._day:
            self._day, self._refused = day, 0
        self._refused += 1
        if self._refused == self._most:
            logger.warning(
                "%d refusals today: no more of them go into the audit log", self._refused
            )
        return self._refused <= self._most


def oldest(clock: Clock) -> str:
    """The first month that is kept, such as 2026-11."""
    return f"{clock.now().astimezone(UTC) - timedelta(days=30 * _MONTHS):%Y-%m}"
