"""Whether an answer is like an example: nothing is missing, and what is fixed is the same.

In an example a text or a truth stands for itself, but for its numbers; a `Like` for every text that
fits it; a number for any number; `bool` for either truth; `None` for anything, as a key that may
have no value. A list that is not empty stands for one that is not empty either, of elements like
its first. More keys than the example has are harmless.
"""

import re
from collections.abc import Iterator, Mapping

_NUMBERS = re.compile(r"\d+")


class Like(str):
    """Any text that this expression matches as a whole."""


SOME = Like(r"(?s).+")
PERHAPS = Like(r"(?s).*")
TIME = Like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
UUID = Like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def unlike(expected: object, found: object, where: str) -> Iterator[str]:
    """In what an answer is not like the example."""
    match expected:
        case None:
            return
        case dict():
            if not isinstance(found, dict):
                yield f"{where} is {found!r}, no object"
                return
            for key, value in expected.items():
                if key not in found:
                    yield f"{where}.{key} is missing"
                else:
                    yield from unlike(value, found[key], f"{where}.{key}")
        case list():
            if not isinstance(found, list) or (expected and not found):
                yield f"{where} is {found!r}, not like {expected!r}"
                return
            for one in found if expected else ():
                yield from unlike(expected[0], one, f"{where}[]")
        case _:
            if not _is_like(expected, found):
                yield f"{where} is {found!r}, not like {expected!r}"


def _is_like(expected: object, found: object) -> bool:
    match expected:
        case type():
            return isinstance(found, expected)
        case bool():
            return found is expected
        case Like():
            return isinstance(found, str) and re.fullmatch(expected, found) is not None
        case str():
            return isinstance(found, str) and _masked(found) == _masked(expected)
        case _:
            return isinstance(found, int | float) and not isinstance(found, bool)


def _masked(text: str) -> str:
    return _NUMBERS.sub("9", text)


def filled(example: object, words: Mapping[str, str]) -> object:
    """With `{word}` replaced by what it stands for here, wherever it occurs."""
    match example:
        case dict():
            return {key: filled(value, words) for key, value in example.items()}
        case list():
            return [filled(value, words) for value in example]
        case str() if not isinstance(example, Like):
            for word, meant in words.items():
                example = example.replace(f"{{{word}}}", meant)
            return example
        case _:
            return example
