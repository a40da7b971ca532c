"""The sections of plugs: which model judges one is decided by its `kind`."""

from collections.abc import Mapping

import yaml
from pydantic import BaseModel

from aniworldd.config.given import Given
from aniworldd.config.marks import Node, is_null, joined, merged_entry_of
from aniworldd.config.problems import Problem, quoted
from aniworldd.config.reading import did_you_mean, read
from aniworldd.errors import Unavailable

Kinds = Mapping[str, type[BaseModel]]


def read_kind(
    node: Node, kinds: Kinds, what: str, *, given: Given | None = None
) -> tuple[BaseModel | None, list[Problem]]:
    """The section, judged by the model of its kind; `what` is the word for such a plug."""
    entry = merged_entry_of(node.raw, "kind")
    if entry is None or is_null(entry[1]):
        return None, [node.problem("C101", f"a {what} needs a key 'kind'", hint=_known(kinds))]
    kind = Node(entry[1], node.document, joined(node.path, "kind"))
    if not isinstance(kind.raw, yaml.ScalarNode):
        return None, [kind.problem("C201", "a text is expected", hint=_known(kinds))]
    word = kind.raw.value
    try:
        model = kinds[word]
    except KeyError:
        message = f"no {what} is of kind {quoted(word)}{did_you_mean(word, kinds)}"
        return None, [kind.problem("C207", message, hint=_known(kinds))]
    except Unavailable as error:  # a module from outside
        hint = "a kind with a dot in it is a Python module of your own, beside aniworldd's"
        return None, [kind.problem("C207", str(error), hint=hint)]
    return read(node, model, given=given)


def _known(kinds: Kinds) -> str:
    return f"known kinds: {', '.join(sorted(kinds))}"
