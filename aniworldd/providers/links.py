"""Links that the config gives a provider: addresses, or what those of several begin with. Pure."""

from aniworldd.net import urls


def is_address(link: str) -> bool:
    parts = urls.split(link)
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
