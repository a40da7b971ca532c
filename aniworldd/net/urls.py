"""URLs as people may see them: without what may be secret."""

from urllib.parse import urlsplit


def shown(url: str) -> str:
    """The URL without user, query and fragment, where tokens live; cut when it is very long."""
    bare = url.partition("#")[0].partition("?")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    short = f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"
    return short if len(short) <= 200 else short[:199] + "…"


def host_of(url: str) -> str:
    """The host that is asked: lower case, without brackets; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
