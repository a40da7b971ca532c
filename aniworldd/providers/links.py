"""Links that the config gives a provider: addresses, or what those of several begin with. Pure."""

from urllib.parse import SplitResult, urlsplit


def web(link: str) -> SplitResult | None:
    """The parts of an address that could be asked; None for anything else."""
    try:
        parts = urlsplit(link)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def is_address(link: str) -> bool:
    parts = web(link)
    return parts is not None and parts.username is None and link.isprintable() and " " not in link


def begins(link: str, start: str) -> bool:
    """Whether it is that address, or one below it."""
    begun = _bare(start).rstrip("/")
    rest = _bare(link).removeprefix(begun)
    return _bare(link).startswith(begun) and rest[:1] in ("", "/", "?", "&")


def _bare(link: str) -> str:
    """The address without what two spellings of it differ in."""
    host, slash, path = link.partition("#")[0].partition("://")[2].partition("/")
    return host.lower().removeprefix("www.") + slash + path
