"""URLs as people may see them, and whom they ask."""

from urllib.parse import urlsplit

from yarl import URL

_PORTS = {"http": 80, "https": 443}


def shown(url: str) -> str:
    """The URL without user, query and fragment, where tokens live; cut when it is very long."""
    bare = url.partition("#")[0].partition("?")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    short = f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"
    return short if len(short) <= 200 else f"{short[:199]}…"


def host(url: str) -> str:
    """Who is asked, to compare: without `www.` and without the usual port; "" when nobody."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    bare = name.removeprefix("www.").removesuffix(".")
    return bare if port in (None, _PORTS.get(parts.scheme)) else f"{bare}:{port}"


def peer(url: URL) -> str:
    """Who is asked: the host, with its port when it is not the usual one."""
    host = url.host_subcomponent or ""
    return host if url.is_default_port() else f"{host}:{url.port}"


def proxy_url(text: str) -> URL:
    """Raises ValueError with a sentence when `text` is not the URL of an HTTP proxy."""
    try:
        url = URL(text)
        fits = url.scheme in ("http", "https") and bool(url.host)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"'{shown(text)}' is not the URL of a proxy; write http://host:port")
    return URL(text)
