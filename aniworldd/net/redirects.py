"""Where a redirect leads, and what may be carried along."""

from collections.abc import Mapping

from yarl import URL

from aniworldd.errors import FetchError, FetchRefused
from aniworldd.net.policy import AddressPolicy
from aniworldd.net.urls import shown

STATUSES = (301, 302, 303, 307, 308)
_MAY_CROSS = frozenset(
    ("accept", "accept-encoding", "accept-language", "if-range", "range", "referer", "user-agent")
)


def target(origin: URL, location: str, policy: AddressPolicy) -> URL:
    """The URL asked next. Raises FetchError, FetchRefused."""
    try:
        found = origin.join(URL(location))
    except ValueError as error:
        raise FetchError(f"{shown(str(origin))} redirects to what is not a URL") from error
    try:
        following = policy.check_url(found)
    except FetchRefused as error:
        raise FetchRefused(f"{shown(str(origin))} redirects inward or astray: {error}") from error
    if origin.scheme == "https" and following.scheme == "http":
        raise FetchRefused(
            f"{shown(str(origin))} redirects to {shown(str(following))}, which is not encrypted"
        )
    return following


def carried(headers: Mapping[str, str], origin: URL, following: URL) -> dict[str, str]:
    """The request headers for the next hop: to another host nothing that may be a key."""
    if _same_host(origin, following):
        return dict(headers)
    return {name: text for name, text in headers.items() if name.lower() in _MAY_CROSS}


def _same_host(one: URL, other: URL) -> bool:
    upgraded = (one.scheme, one.port, other.scheme, other.port) == ("http", 80, "https", 443)
    return one.host == other.host and (one.port == other.port or upgraded)
