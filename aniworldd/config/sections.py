"""What every section of config.yaml is made of, and what its keys say about themselves."""

from enum import Enum, auto

from pydantic import BaseModel


class Applies(Enum):
    """When a change of a key is in force; every key carries one of these."""

    LIVE = "live"  # with the next swap
    RESTART = "restart"  # pending until the daemon starts again


LIVE, RESTART = Applies.LIVE, Applies.RESTART


class Shown(Enum):
    """Marks a key whose value is shown to nobody."""

    SECRET = auto()


SECRET = Shown.SECRET


class Section(BaseModel, frozen=True, extra="forbid"):
    """A part of config.yaml; a key that is not declared here is refused."""
