"""How providers answered lately: the last requests of each, for bars on the page."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aniworldd.clock import Clock

KEPT = 30  # of each provider
SLOW = 10.0  # seconds


class Outcome(StrEnum):
    OK = "ok"
    SLOW = "slow"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a title at a provider."""

    at: datetime
    seconds: float
    outcome: Outcome
    what: str = ""  # what went wrong


class Bars:
    """In memory only: a restart asks everybody who is due, anyway."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked: dict[str, deque[Asked]] = {}

    def note(self, provider: str, began: float, failed: str = "") -> None:
        """A request ended now; `began` is monotonic, `failed` what went wrong."""
        seconds = self._clock.monotonic() - began
        outcome = Outcome.SLOW if seconds >= SLOW else Outcome.OK
        asked = Asked(self._clock.now(), seconds, Outcome.FAILED if failed else outcome, failed)
        self._asked.setdefault(provider, deque(maxlen=KEPT)).append(asked)

    def all(self) -> Mapping[str, tuple[Asked, ...]]:
        """By provider, the newest last."""
        return {name: tuple(asked) for name, asked in self._asked.items()}
