"""Who may ask: people, the sessions they opened, and the keys they gave to programs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; each may also do what those before it may."""

    VIEWER = "viewer"  # look
    USER = "user"  # add titles, work on the queue
    ADMIN = "admin"  # settings, accounts, files

    @property
    def rank(self) -> int:
        return tuple(Role).index(self)

    def includes(self, other: "Role") -> bool:
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Account:
    id: str  # uuid4, never given to another one
    name: str
    role: Role
    password: str  # its hash, with the hash's parameters
    created_at: datetime
    version: int = 1  # sessions of an older one are over


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's login; a token only names it."""

    id: str  # uuid4
    account: str
    version: int  # the account's, when it was opened
    signed_by: str  # the id of the key that signed its token
    created_at: datetime
    ends_at: datetime
    remember: bool = False
    client: str = ""  # the address that it was opened from


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What a program shows instead of a password; the key itself is not kept."""

    id: str  # uuid4
    account: str
    name: str
    role: Role  # at most; never more than its account's
    digest: str  # SHA-256 of the key
    created_at: datetime
    ends_at: datetime | None = None
    used_at: datetime | None = None  # to the hour
