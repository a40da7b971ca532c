"""What providers are given in tests: the parts that a test does not name do no harm."""

from pathlib import Path

from aniworldd.clock import Clock, SystemClock
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs
from aniworldd.providers import Fetcher, Tools
from tests.providers.site.web import PatientClock, Web


def make_tools(
    client: Fetcher | None = None,
    clock: Clock | None = None,
    *,
    sites: Path = Path("/nowhere"),
    path: Path | None = None,
    proxy: str | None = None,
) -> Tools:
    """`path` is the only folder with programs; without it the machine's are there."""
    return Tools(
        client or Web(),
        clock or PatientClock(),
        Programs(SystemClock(), path=None if path is None else str(path)),
        AddressPolicy(["127.0.0.1"]),
        sites=sites,
        proxy=proxy,
    )
