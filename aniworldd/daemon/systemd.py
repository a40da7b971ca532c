"""What systemd and a service tell each other: readiness, status and life signs; listening sockets.

As sd_notify(3) and sd_listen_fds(3) have it. Without systemd nothing is told to anybody.
"""

import logging
import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress

from aniworldd.clock import Clock
from aniworldd.config.problems import printable

logger = logging.getLogger(__name__)

_FIRST = 3  # descriptor of the first socket that is handed over
_LONGEST = 300  # signs of the status line


class Manager:
    """Tells the service manager; what cannot be told is no reason to end."""

    def __init__(self, address: str, clock: Clock, watchdog: float | None = None) -> None:
        self._address = address.replace("@", "\0", 1) if address.startswith("@") else address
        self._clock = clock
        self.watchdog = watchdog  # seconds in which a life sign is expected; None: it is not

    @classmethod
    def of(cls, environ: MutableMapping[str, str], clock: Clock, pid: int) -> "Manager":
        """The one that started us; our children are not to speak with it."""
        address = environ.pop("NOTIFY_SOCKET", "")
        usec, whose = environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", "")
        ours = usec.isdecimal() and int(usec) > 0 and whose in {"", str(pid)}
        return cls(address, clock, int(usec) / 1e6 if ours else None)

    @property
    def listens(self) -> bool:
        return self._address != ""

    def ready(self) -> None:
        """Started, or loaded anew."""
        self._tell("READY=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._tell(f"STATUS={printable(text)[:_LONGEST]}")

    def reloading(self) -> None:
        """`ready` says when it is over."""
        # without the time a unit of Type=notify-reload would wait for ever
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={int(self._clock.monotonic() * 1e6)}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """The life sign of the watchdog."""
        self._tell("WATCHDOG=1")

    def starts_within(self, seconds: float) -> None:
        """This start may take so long from now on: a damaged state is mended."""
        self._tell(f"EXTEND_TIMEOUT_USEC={int(seconds * 1e6)}")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.setblocking(False)
                sender.sendto(message.encode(), self._address)
        except OSError as error:
            logger.debug("systemd could not be told %s: %s", message.partition("=")[0], error)


def sockets(environ: MutableMapping[str, str], pid: int) -> list[socket.socket]:
    """The listening sockets that a socket unit hands over; once, and not to our children."""
    number, whose = environ.pop("LISTEN_FDS", ""), environ.pop("LISTEN_PID", "")
    environ.pop("LISTEN_FDNAMES", None)
    if not number.isdecimal() or whose != str(pid):
        return []
    found = []
    for descriptor in range(_FIRST, _FIRST + int(number)):
        with suppress(OSError):
            os.set_inheritable(descriptor, False)
            found.append(socket.socket(fileno=descriptor))
    return found
