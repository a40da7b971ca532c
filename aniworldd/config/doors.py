"""The sections of config.yaml about who is served, where, and how much."""

import re
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from aniworldd.config.problems import quoted
from aniworldd.config.refusals import Refused
from aniworldd.config.scalars import Bytes, Seconds
from aniworldd.config.sections import LIVE, RESTART, Section

_BASE = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")


def _host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        if _NAME.fullmatch(host.casefold()) and not host.replace(".", "").isdigit():
            return host
    raise Refused(
        "this is neither an address nor the name of a machine",
        code="C204",
        hint="127.0.0.1 and ::1 are this machine alone, 0.0.0.0 and :: everybody who can reach it",
    )


def _base(path: str) -> str:
    path = path.rstrip("/")
    if not _BASE.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise Refused(
            f"{quoted(path)} is no path of an address",
            hint="write it with a slash in front and none behind, such as /aniworldd",
        )
    return path


def _name(host: str) -> str:
    folded = host.casefold().removesuffix(".")
    if not _NAME.fullmatch(folded):
        hint = "write the name alone, without http://, port or path"
        raise Refused(f"{quoted(host)} is no name of a machine", hint=hint)
    return folded


def _proxies(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        hint = "such as 127.0.0.1, 172.18.0.0/16 or fd00::/8"
        raise Refused(f"{quoted(text)} is neither an address nor a range", hint=hint) from None


BasePath = Annotated[str, AfterValidator(_base)]
HostName = Annotated[str, AfterValidator(_name)]
Proxies = Annotated[str, AfterValidator(_proxies)]
PerMinute = Annotated[int, Field(ge=1, le=1_000_000)]


class Limits(Section):
    """What clients may cost. Who asks too often is told when to come back."""

    logins: Annotated[PerMinute, LIVE] = Field(
        default=5,
        description="Failed logins, and tries of a setup, a minute: for an account, and for an"
        " address. The fifth locks; an account's locks grow to a quarter of an hour.",
    )
    logins_all: Annotated[PerMinute, LIVE] = Field(
        default=30, description="The same, from everywhere together."
    )
    searches: Annotated[PerMinute, LIVE] = Field(
        default=10, description="Searches a minute without a login, for an address."
    )
    requests: Annotated[PerMinute, LIVE] = Field(
        default=600, description="Requests a minute: of a login, and of an address without one."
    )
    connections: Annotated[int, Field(ge=16, le=65_536), LIVE] = Field(
        default=512,
        description="Connections at once. The one that has been idle for longest gives way to a new"
        " one.",
    )
    connections_each: Annotated[int, Field(ge=4, le=65_536), LIVE] = Field(
        default=64, description="The same, of one address."
    )
    sockets: Annotated[int, Field(ge=1, le=65_536), RESTART] = Field(
        default=100, description="WebSockets at once."
    )
    body: Annotated[Bytes, Field(ge=1024), LIVE] = Field(
        default=1024**2, description="How large the body of a request may be."
    )
    header_time: Annotated[Seconds, Field(ge=1, le=600), LIVE] = Field(
        default=10.0, description="How long the head of a request may take to arrive."
    )
    body_time: Annotated[Seconds, Field(ge=1, le=3600), LIVE] = Field(
        default=30.0, description="How long its body may take."
    )


class Server(Section):
    """What page, API and sockets are served on."""

    host: Annotated[str, AfterValidator(_host), RESTART] = Field(
        default="127.0.0.1",
        description="The address to listen on. 127.0.0.1 and ::1 are this machine alone, 0.0.0.0"
        " and :: are all of its addresses.",
        examples=["127.0.0.1", "::1", "192.168.1.20"],
    )
    port: Annotated[int, Field(ge=0, le=65535), RESTART] = Field(
        default=8000, description="0 takes any free port."
    )
    base_path: Annotated[BasePath, RESTART] = Field(
        default="",
        description="The path that everything is served below, for a reverse proxy that passes it"
        " on. One that strips it needs nothing here.",
        examples=["/aniworldd"],
    )
    allowed_hosts: Annotated[tuple[HostName, ...], RESTART] = Field(
        default=(),
        description="Names by which browsers may call this machine. Its addresses and localhost"
        " need not be named; any other name is refused, because a foreign page could use it.",
        examples=[["nas.local", "media.example.org"]],
    )
    trusted_proxies: Annotated[tuple[Proxies, ...], RESTART] = Field(
        default=(),
        description="Addresses or ranges of reverse proxies that are believed when they say, by"
        " X-Forwarded-For, -Proto and -Host, whom they ask for.",
        examples=[["127.0.0.1", "172.18.0.0/16"]],
    )
    limits: Limits = Limits()


class Auth(Section):
    """Who may do what. There is no way to switch logins off."""

    public_read: Annotated[bool, LIVE] = Field(
        default=True,
        description="Whether search and a title's detail answer without a login, as the API"
        " documents have it.",
    )
    token_hours: Annotated[int, Field(ge=1, le=24 * 365), LIVE] = Field(
        default=24, description="Hours after which a login is over."
    )
    remember_days: Annotated[int, Field(ge=1, le=365), LIVE] = Field(
        default=30, description="Days after which it is over when it was to be remembered."
    )
    password_policy: Annotated[Literal["strict", "length"], LIVE] = Field(
        default="strict",
        description="What a new password must have. strict: 8 characters, with an upper-case and a"
        " lower-case letter, a digit and a special character. length: 15 characters, of any kind.",
    )
