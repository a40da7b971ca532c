"""What a model refuses, as problems at the places in the file that its error paths lead to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from aniworldd.config.marks import Node, entry_of, joined, parts_of
from aniworldd.config.problems import Problem, quoted


class Refused(ValueError):
    """For the validators of models: a sentence with a code and a cure of its own."""

    def __init__(self, message: str, *, code: str = "C206", hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


class _Found(NamedTuple):
    raw: yaml.Node
    key: yaml.Node | None  # None for an item of a list, and for the root
    path: str
    choice: yaml.Node | None = None  # what a union was tried on, above this node


# pydantic's kind of error → code, and the end of a sentence that begins with the value.
_WORDS = {
    "greater_than_equal": ("C204", "is less than {ge}, the least that is allowed"),
    "greater_than": ("C204", "must be more than {gt}"),
    "less_than_equal": ("C204", "is more than {le}, the most that is allowed"),
    "less_than": ("C204", "must be less than {lt}"),
    "string_too_short": ("C204", "is shorter than {min_length} characters"),
    "string_too_long": ("C204", "is longer than {max_length} characters"),
    "string_pattern_mismatch": ("C204", "does not have the form {pattern}"),
    "too_short": ("C204", "has fewer than {min_length} entries"),
    "too_long": ("C204", "has more than {max_length} entries"),
}


def refusals(error: ValidationError, node: Node, known: set[int]) -> Iterator[Problem]:
    """One problem per refused node; what follows from nodes `known` to be wrong was said."""
    told: set[int] = set()
    for details in error.errors(include_url=False):
        found = _find(node, details["loc"])
        if details["type"] == "missing":
            yield _missing(node, found, str(details["loc"][-1]))
        elif id(found.raw) not in told and not _holds(found.choice or found.raw, known, set()):
            told.add(id(found.raw))
            yield _refusal(node, found, details)


def _missing(node: Node, found: _Found, name: str) -> Problem:
    place = node.document.place_of(found.key or found.raw)
    if found.key is None:  # the whole section would be underlined
        place = replace(place, width=1)
    path = joined(found.path, name)
    return Problem.at(place, "C101", "this key is missing", path=path)


def _refusal(node: Node, found: _Found, details: ErrorDetails) -> Problem:
    section = isinstance(found.raw, yaml.MappingNode)
    place = node.document.place_of(found.key if section and found.key else found.raw)
    context: Mapping[str, object] = details.get("ctx", {})
    raised = context.get("error")
    if isinstance(raised, Refused):
        return Problem.at(place, raised.code, str(raised), path=found.path, hint=raised.hint)
    if isinstance(raised, ValueError | AssertionError):
        return Problem.at(place, "C206", str(raised), path=found.path)
    code, words = _WORDS.get(details["type"], ("C206", f"is refused: {details['msg']}"))
    message = f"{_subject(found.raw)} {words.format_map(context)}"
    return Problem.at(place, code, message, path=found.path)


def _subject(raw: yaml.Node) -> str:
    if not isinstance(raw, yaml.ScalarNode):
        return "this list" if isinstance(raw, yaml.SequenceNode) else "this section"
    # what came from the environment or a file may be a secret
    return (
        f"the value of {quoted(raw.value)}"
        if str(raw.tag) in {"!env", "!file"}
        else quoted(raw.value)
    )


def _holds(raw: yaml.Node, known: set[int], seen: set[int]) -> bool:
    """Whether one of the known nodes is below this one, and so the reason for its refusal."""
    if id(raw) in known:
        return True
    if isinstance(raw, yaml.ScalarNode) or id(raw) in seen:
        return False
    seen.add(id(raw))
    return any(_holds(part, known, seen) for part in parts_of(raw))


def _find(node: Node, location: tuple[int | str, ...]) -> _Found:
    """The node that an error path leads to; steps that are no keys (of unions) are passed over."""
    raw, key, path = node.raw, None, node.path
    choice = None
    for step in location:
        entry = entry_of(raw, step)
        if entry is None:
            choice = choice or raw
        else:
            key = entry[0] if isinstance(raw, yaml.MappingNode) else None
            raw, path = entry[1], joined(path, step)
    return _Found(raw, key, path, choice)
