"""Text from a page as it is kept: without entities, odd white space and endless length."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LONGEST_VALUE = 20_000  # characters
MOST_VALUES = 1_000  # that one expression gives

# Only with their semicolon: `?a=1&copy=2` is an address, not a copyright sign.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Context:
    """What filters know beside the text."""

    base: str = ""  # what relative addresses are relative to
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def clean(text: str) -> str:
    """One line; entities that a site wrote twice are read once more."""
    text = text[:LONGEST_VALUE]
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())


def tidy(texts: Iterable[str]) -> list[str]:
    """What says something, each with single blanks."""
    found: list[str] = []
    for text in texts:
        if short := " ".join(text.split()):
            found.append(short)
        if len(found) == MOST_VALUES:
            break
    return found
