"""The sections of plugs: which model judges one is decided by its `kind`."""

from collections.abc import Mapping

import yaml
from pydantic import BaseModel

from aniworldd.config.given import Given
from aniworldd.config.marks import Node, is_null, joined, merged_entry_of
from aniworldd.config.problems import Problem, quoted
from aniworldd.config.reading import did_you_mean, read

Kinds = Mapping[str, type[BaseModel]]


def read_kind(
    node: Node, kinds: Kinds, what: str, *, given: Given | None = None
) -> tuple[BaseModel | None, list[Problem]]:
    """The section, judged by the model of its kind; `what` is the word for such a plug."""
    known = f"known kinds: {', '.join(sorted(kinds))}"
    entry = merged_entry_of(node.raw, "kind")
    if entry is None or is_null(entry[1]):
        return None, [node.problem("C101", f"a {what} needs a key 'kind'", hint=known)]
    kind = Node(entry[1], node.document, joined(node.path, "kind"))
    if not isinstance(kind.raw, yaml.ScalarNode):
        return None, [kind.problem("C201", "a text is expected", hint=known)]
    word = kind.raw.value
    if word not in kinds:
        message = f"no {what} is of kind {quoted(word)}{did_you_mean(word, kinds)}"
        return None, [kind.problem("C207", message, hint=known)]
    return read(node, kinds[word], given=given)
