"""Texts of strangers, as a person would read them."""

import html
import re

LONGEST = 4_000  # characters of a description

_TAG = re.compile(r"<[^>]{0,2000}>")


def plain(text: str) -> str:
    """Without markup, and with simple blanks."""
    return line(html.unescape(_TAG.sub(" ", text)))


def line(text: str) -> str:
    return " ".join(text.split())
