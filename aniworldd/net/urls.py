"""URLs as people may see them, and whom they ask."""

import re
from urllib.parse import SplitResult, urlsplit

from yarl import URL

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"\w([\w-]*\w)?(\.\w([\w-]*\w)?)*|[0-9a-f:.]+", re.I)
_NOTHING = (("", "", ""), ("/", "", ""))


def shown(url: str) -> str:
    """The URL without user, query and fragment, where tokens live; cut when it is very long."""
    bare = url.partition("#")[0].partition("?")[0]
    scheme, separator, rest = bare.partition("://")
    authority, slash, path = rest.partition("/")
    short = f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"
    return short if len(short) <= 200 else f"{short[:199]}…"


def split(url: str) -> SplitResult | None:
    """The parts of an address that could be asked; None for anything else."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


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
    """Raises ValueError with a sentence when `text` is not the URL of an HTTP proxy.

    The text stays out of the sentence: a proxy's URL may hold a password.
    """
    try:
        url = URL(text)
        name, port, rest = url.host or "", url.port or 0, (url.path, url.query_string, url.fragment)
    except ValueError:
        url, name, port, rest = URL(), "", 0, ("", "", "")
    fits = text.isprintable() and " " not in text and _NAME.fullmatch(name) and len(name) < 254
    if not fits or url.scheme not in _PORTS or not port or rest not in _NOTHING:
        raise ValueError(
            "this is not the URL of an HTTP proxy; write http://host:port or https://host:port,"
            " with nothing behind it"
        )
    return url
