"""Which hosts may be asked for another file: those with a place left that are not down."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aniworldd.clock import Clock

_SHORTEST = 60.0  # seconds; a new try costs its provider a request, too
_LONGEST = 600.0  # seconds; two at a time, in no hour more than 20 tries


@dataclass(frozen=True, slots=True)
class Down:
    """A host that does not answer, or whoever lists what is there."""

    since: datetime
    until: datetime
    what: str  # one sentence


@dataclass(frozen=True, slots=True)
class _Rest:
    until: float  # monotonic
    failures: int  # in a row, of tries that were not under way together
    down: Down


class Hosts:
    """By name: what the provider calls the hoster, else the host in the address.

    While one is down nothing that only it has is tried; then a try or two find out whether it
    still is, and all the others wait for these.
    """

    def __init__(self, clock: Clock, *, per_host: int = 2) -> None:
        self.per_host = per_host  # may be changed at any time
        self._clock = clock
        self._running: Counter[str] = Counter()
        self._down: dict[str, _Rest] = {}

    @contextmanager
    def place(self, host: str) -> Iterator[None]:
        """One of its places, until the body ends."""
        self._running[host] += 1
        try:
            yield
        finally:
            self._running[host] -= 1
            if not self._running[host]:
                del self._running[host]

    def full(self, host: str) -> bool:
        return self._running.get(host, 0) >= self.per_host

    def down(self, host: str) -> Down | None:
        known = self._down.get(host)
        return known.down if known and known.until > self._clock.monotonic() else None

    def closed(self, host: str) -> bool:
        return self.full(host) or self.down(host) is not None

    @property
    def all_open(self) -> bool:
        """Whether nothing here holds anything back."""
        return not self.resting() and not any(map(self.full, self._running))

    def resting(self) -> Mapping[str, Down]:
        """Those that are down now."""
        now = self._clock.monotonic()
        return {host: rest.down for host, rest in self._down.items() if rest.until > now}

    def failed(self, host: str, what: str, seconds: float | None) -> None:
        """It does not answer, and is to be left alone for so long at least.

        Each time that it still does not, twice as long as before: a program that asks by itself
        has nobody else who counts.
        """
        moment, now = self._clock.monotonic(), self._clock.now()
        before = self._down.get(host)
        failures = 1 if before is None else before.failures + (before.until <= moment)
        wait = max(seconds or 0.0, min(_SHORTEST * 2 ** min(failures - 1, 9), _LONGEST))
        since = before.down.since if before else now
        down = Down(since, now + timedelta(seconds=wait), what)
        self._down[host] = _Rest(moment + wait, failures, down)

    def answered(self, host: str) -> None:
        self._down.pop(host, None)


def provider_key(name: str) -> str:
    """What a provider is called here, which may have a host's name."""
    return f"provider {name}"
