"""Where a page is: a path with placeholders, asked of whichever link is healthy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from aniworldd.config.reading import did_you_mean
from aniworldd.net import urls
from aniworldd.providers.site.faults import BadExpression

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Address:
    """A compiled `get:`."""

    template: str

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(self.template))

    def fill(self, values: Mapping[str, str]) -> str:
        """The path, or a whole URL when the template begins with one; other values are encoded."""

        def value(found: re.Match[str]) -> str:
            text = values[found[1]]
            whole = found.start() == 0 and text.startswith(("http://", "https://"))
            return text if whole else quote(text, safe="")

        return _PLACEHOLDER.sub(value, self.template)


def compile_address(text: str, known: Sequence[str]) -> Address:
    """Raises `BadExpression`."""
    for found in _PLACEHOLDER.finditer(text):
        if found[1] not in known:
            raise _unknown(found, known)
    stray = re.search(r"[{}\s\x00-\x1f]", _PLACEHOLDER.sub(lambda it: "x" * len(it[0]), text))
    if stray:
        hint = "a blank is %20, a brace %7B or %7D" if stray[0].isspace() else "write {name}"
        message = f"'{stray[0]}' cannot stand in an address"
        raise BadExpression("S105", message, hint=hint, offset=stray.start(), width=1)
    if not re.match(r"/(?!/)|\{(?:season|episode)\.url\}", text):
        hint = "the host comes from 'links'"
        raise BadExpression("S105", "an address begins with one /", hint=hint)
    return Address(text)


def _unknown(found: re.Match[str], known: Sequence[str]) -> BadExpression:
    names = ", ".join(f"{{{name}}}" for name in known)
    return BadExpression(
        "S105",
        f"there is no {found[0]} on this page{did_you_mean(found[1], known)}",
        hint=f"known here: {names}" if known else "this page's address has no placeholders",
        offset=found.start(),
        width=len(found[0]),
    )


def is_link(text: str) -> bool:
    """Whether this is where a site begins: scheme, host, and a path at most."""
    parts = urls.split(text)
    return parts is not None and not (
        parts.query or parts.fragment or parts.username or re.search(r"\s", text)
    )


def on(link: str, address: str, links: Sequence[str]) -> str:
    """That page on this link, whichever mirror (or former address) `address` names."""
    if not address.startswith(("http://", "https://")):
        return link.rstrip("/") + address
    parts = urlsplit(address)
    path = parts.path
    for other in links:
        prefix = urlsplit(other).path.rstrip("/")
        if prefix and urls.host(other) == urls.host(address) and path.startswith(f"{prefix}/"):
            path = path.removeprefix(prefix)
            break
    rest = urlunsplit(("", "", path or "/", parts.query, ""))
    return link.rstrip("/") + rest
