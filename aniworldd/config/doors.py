"""The sections of config.yaml about who is served, where, and how much."""

from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator, Field

from aniworldd.config.problems import quoted
from aniworldd.config.refusals import Refused
from aniworldd.config.sections import RESTART, Section


def _loopback(host: str) -> str:
    try:
        if host == "localhost" or ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise Refused(
        f"{quoted(host)} is not an address of this machine alone",
        code="C204",
        hint="allowed are 127.0.0.1, ::1 and localhost; others come when there are accounts",
    )


class Server(Section):
    """What page and sockets are served on."""

    host: Annotated[str, AfterValidator(_loopback), RESTART] = Field(
        default="127.0.0.1",
        description="An address of this machine alone, until there are accounts.",
        examples=["127.0.0.1", "::1", "localhost"],
    )
    port: Annotated[int, Field(ge=0, le=65535), RESTART] = Field(
        default=8000, description="0 takes any free port."
    )
