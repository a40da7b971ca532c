"""Tickets: an address that logs somebody in once, for who is at the machine already."""

from collections.abc import Callable

from aniworldd.clock import Clock

LASTS = 600.0  # seconds
_LENGTH = 16  # bytes
_MOST = 20


class Tickets:
    """Kept in memory, each for one account and one use. `secret` makes that many random bytes."""

    def __init__(self, clock: Clock, secret: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._secret = secret
        self._open: dict[str, tuple[str, float]] = {}  # ticket → account, and its end

    def make(self, account: str) -> str:
        """A ticket for the account with this id; of too many the oldest go."""
        ticket = self._secret(_LENGTH).hex()
        self._open[ticket] = (account, self._clock.monotonic() + LASTS)
        while len(self._open) > _MOST:
            del self._open[next(iter(self._open))]
        return ticket

    def take(self, ticket: str) -> str | None:
        """The account's id, this once; None for a ticket that was never one, or is not any more."""
        account, end = self._open.pop(ticket, ("", 0.0))
        return account if account and self._clock.monotonic() < end else None
