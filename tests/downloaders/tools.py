"""What a downloader gets that runs a program."""

from collections.abc import Callable

from aniworldd.clock import SystemClock
from aniworldd.disk import Disk
from aniworldd.downloaders import Tools
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs


def make_tools(
    *,
    path: str | None = None,
    proxy: str | None = None,
    rate: Callable[[], int | None] = lambda: None,
    allowed: str = "127.0.0.0/8",
) -> Tools:
    """`path` replaces PATH. What does not end when it is asked to, is killed soon."""
    clock, policy = SystemClock(), AddressPolicy([allowed])
    client = Client(policy=policy, pace=Pace(clock), cache=None, clock=clock)  # never asked
    programs = Programs(clock, path=path, grace=1.0)
    return Tools(client, programs, Disk(clock), policy, proxy=proxy, rate=rate)
