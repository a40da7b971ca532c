"""How the daemon is, in one word for programs that watch it."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    HEALTHY = "healthy"
    DEGRADED = "degraded"  # it works, and somebody should look
    UNHEALTHY = "unhealthy"  # it cannot do its work


@dataclass(frozen=True, slots=True)
class Health:
    status: Status
    alive: bool = True  # whether the loop that does the work still turns


def judge(*, locked: bool, failing: bool, away: bool, concerns: int, late: float) -> Health:
    """`failing`: passes fail; `late`: for how many seconds a requested pass has not ended."""
    if locked or failing or late > _STUCK_AFTER:
        return Health(Status.UNHEALTHY, alive=late <= _STUCK_AFTER)
    if away or concerns:
        return Health(Status.DEGRADED)
    return Health(Status.HEALTHY)


_STUCK_AFTER = 300.0
