"""What handlers find in the application, and what they need to read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from aniworldd.accounts.door import Door
from aniworldd.clock import Clock
from aniworldd.config.doors import Auth, Server
from aniworldd.desk.desk import Desk
from aniworldd.errors import Unavailable
from aniworldd.health.machine import Figures
from aniworldd.model.download import Speed
from aniworldd.model.title import ItemKey
from aniworldd.overview.records import Label, Now, TitleRow
from aniworldd.overview.system import LogRow, System
from aniworldd.overview.tally import Tally


class Health(Protocol):
    """How the daemon is, decided elsewhere."""

    @property
    def status(self) -> str:
        """`healthy`, `degraded` or `unhealthy`."""
        ...

    @property
    def alive(self) -> bool:
        """Whether the daemon's own loop still turns; false asks for a restart."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it does its work; false asks for patience."""
        ...


class Reads(Protocol):
    """The read models that HTTP shows; all of them answer from memory, at once."""

    def now(self) -> Now:
        """The whole first page."""
        ...

    def running(self) -> Sequence[Speed]:
        """How far each download is that runs."""
        ...

    def queue(self) -> Tally:
        """The queue in figures."""
        ...

    def title(self, key: str) -> TitleRow:
        """One title with all its items; NotFound when nothing wishes for it."""
        ...

    def label(self, item: ItemKey) -> Label:
        """What is known of an item besides its key, whatever it is."""
        ...

    def health(self) -> Health: ...

    def name(self) -> str:
        """What this installation is called."""
        ...

    def locked(self) -> bool:
        """Whether the state could not be read at the start: nobody can log in."""
        ...

    def library(self) -> str:
        """The library's folder."""
        ...

    def system(self) -> System:
        """How daemon and machine are, in full: not for everybody."""
        ...

    def log(self, *, level: int, after: int) -> Sequence[LogRow]:
        """The last lines of at least this level, after the one of this number; the newest last."""
        ...

    def figures(self) -> Figures:
        """Of the machine; blocking, raises `OSError`."""
        ...

    async def answers(self) -> None:
        """Return once the disk with the state has answered."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may cost."""

    sockets: int = 100  # open at once, all clients together
    waiting: int = 256  # frames that one client may leave unread
    patience: float = 30.0  # seconds in which a send must have moved
    heartbeat: float = 20.0  # seconds between pings; half of it for the answer
    message: int = 64 * 1024  # bytes of what a client says


@dataclass(frozen=True, slots=True)
class Entrance:
    """What is asked before anybody is answered."""

    door: Door
    server: Callable[[], Server]  # keys that need a restart are those of the start
    auth: Callable[[], Auth]
    setup_token: str  # what setup needs from anywhere but this machine
    choose_directory: Callable[[str], Awaitable[bool]]
    """Puts the library's folder into the config; whether that waits for a restart.

    Raises `InvalidRequest`, `ConfigError`, `Unavailable`.
    """


READS = web.AppKey("reads", Reads)
CLOCK = web.AppKey("clock", Clock)
VERSION = web.AppKey("version", str)
ENTRANCE = web.AppKey("entrance", Entrance)
LIMITS = web.AppKey("limits", Limits)
DESK = web.AppKey("desk", Desk)


def desk(request: web.Request) -> Desk:
    """What may be asked of the daemon; raises `Unavailable` while its state is locked."""
    if DESK not in request.app:
        raise locked()
    return request.app[DESK]


def locked() -> Unavailable:
    """Nobody is known, and nothing, until a person puts that right."""
    return Unavailable("the state is locked, and nothing can be asked for: aniworldd recover")
