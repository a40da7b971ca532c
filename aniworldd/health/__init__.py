"""How the daemon is: in one word for programs that watch it, and checks with a cure for people."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from aniworldd.overview.system import Check, Level


class Status(StrEnum):
    HEALTHY = "healthy"
    DEGRADED = "degraded"  # it works, and somebody should look
    UNHEALTHY = "unhealthy"  # it cannot do its work


@dataclass(frozen=True, slots=True)
class Health:
    status: Status
    alive: bool = True  # whether the loop that does the work still turns
    ready: bool = True  # whether it does its work: the state is there, and was looked at


def judge(
    checks: Collection[Check], *, locked: bool, failing: bool, looked: bool, late: float
) -> Health:
    """`failing`: passes fail; `late`: for how many seconds a requested pass has not ended."""
    ready = looked and not locked
    if locked or failing or late > _STUCK_AFTER:
        return Health(Status.UNHEALTHY, alive=late <= _STUCK_AFTER, ready=ready)
    if any(check.level in {Level.WARNING, Level.ERROR} for check in checks):
        return Health(Status.DEGRADED, ready=ready)
    return Health(Status.HEALTHY, ready=ready)


_STUCK_AFTER = 300.0
