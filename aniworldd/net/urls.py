"""URLs as people may see them, and whom they ask."""

from yarl import URL


def shown(url: str) -> str:
    """The URL without user, query and fragment, where tokens live; cut when it is very long."""
    bare = url.partition("#")[0].partition("?")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    short = f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"
    return short if len(short) <= 200 else f"{short[:199]}…"


def peer(url: URL) -> str:
    """Who is asked: the host, with its port when it is not the usual one."""
    host = url.host_subcomponent or ""
    return host if url.is_default_port() else f"{host}:{url.port}"
