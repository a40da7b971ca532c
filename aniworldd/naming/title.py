"""The known title at the start of a name: taken away with the numbers that are in it."""

import unicodedata

from aniworldd.naming import grammar


def signs(text: str) -> str:
    """The letters and digits of `text`, without case and width."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    composed = unicodedata.normalize("NFC", text)
    folded = (unicodedata.normalize("NFKC", sign).casefold() for sign in composed)
    return "".join(sign for signs in folded for sign in signs if sign.isalnum())


def without(stem: str, title: str) -> tuple[str, bool]:
    """What follows the title that `signs` gave, and True; or the name without its group, and False.

    Whatever its case, width and punctuation.
    """
    text = stem if stem.isascii() else unicodedata.normalize("NFC", stem)
    start = match.end() if (match := grammar.LEADING_BRACKETS.match(text)) else 0
    index = _end(text, 0, title)
    if index is None and start:
        index = _end(text, start, title)
    if index is None or not title:
        return text[start:], False
    if text[index : index + 1].isalnum() and title[-1].isascii():
        return text[start:], False  # another word
    return text[index:].lstrip("!?…。"), True


def _end(text: str, start: int, title: str) -> int | None:
    """Where the title ends in `text`; None when it is not there."""
    seen, index = 0, start
    while seen < len(title):
        if index == len(text):
            return None
        sign = text[index]
        folded = sign.lower() if sign.isascii() and sign.isalnum() else signs(sign)
        if not title.startswith(folded, seen):
            return None
        seen += len(folded)
        index += 1
    return index
