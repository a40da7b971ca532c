"""Single values from the environment: ANIWORLDD__SECTION__KEY, or …__FILE for a file with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml
from pydantic import BaseModel

from aniworldd.config.given import Given, NotGiven
from aniworldd.config.marks import UNTAGGED, Elsewhere, Node, entry_of, is_null
from aniworldd.config.problems import Place, Problem, quoted
from aniworldd.config.reading import closest
from aniworldd.config.shapes import Shape, fields_of

PREFIX = "ANIWORLDD__"
FROM_FILE = "__FILE"
_BETWEEN = re.compile(r"\s*[,\n]\s*")  # items of a list


@dataclass(frozen=True, slots=True)
class _Key:
    path: tuple[str, ...]
    shape: Shape


def variable(path: Sequence[str]) -> str:
    """The variable that overrides the setting with these keys."""
    return PREFIX + "__".join(path).upper()


def overruled(model: type[BaseModel], environ: Mapping[str, str]) -> dict[str, str]:
    """Dotted key → the variable that says it instead of the file."""
    found = {}
    for key in _keys(fields_of(model), ()):
        name = variable(key.path)
        given = next((one for one in (name, name + FROM_FILE) if one in environ), None)
        if given is not None:
            found[".".join(key.path)] = given
    return found


def overlay(node: Node, model: type[BaseModel], given: Given) -> tuple[Node, list[Problem]]:
    """The file's root with what the environment says instead, to be judged by the same model."""
    names = sorted(name for name in given.environ if name.startswith(PREFIX))
    if not names:
        return node, []
    known = {variable(key.path): key for key in _keys(fields_of(model), ())}
    problems: list[Problem] = []
    for name in names:
        if name.endswith(FROM_FILE) and name.removesuffix(FROM_FILE) in names:
            continue  # said at the other one
        key = known.get(name) or known.get(name.removesuffix(FROM_FILE))
        found = _refused(name, key, known, names) if key else _unknown(name, known)
        if found is None and key is not None:
            try:
                value = _value(name, key.shape, given)
            except NotGiven as error:
                found = Problem("C303", f"the file {quoted(given.environ[name])} {error}", name)
            else:
                node = Node(_with(node.raw, key.path, value, name), node.document, node.path)
        if found is not None:
            problems.append(found)
    return node, problems


def single(shape: Shape) -> bool:
    """Whether it is a value, or a list of values, that fits into one variable."""
    return bool(shape.scalars or (shape.item and shape.item.scalars))


def _keys(fields: Mapping[str, Shape], above: tuple[str, ...]) -> Iterator[_Key]:
    for name, shape in fields.items():
        yield _Key((*above, name), shape)
        if shape.model is not None:
            yield from _keys(fields_of(shape.model), (*above, name))


def _unknown(name: str, known: Mapping[str, _Key]) -> Problem:
    ending = FROM_FILE if name.endswith(FROM_FILE) else ""
    can_be = [
        variable.removeprefix(PREFIX) + ending
        for variable, key in known.items()
        if single(key.shape)
    ]
    close = closest(name.removeprefix(PREFIX), can_be)
    meant = f"; did you mean '{PREFIX}{close}'?" if close else ""
    example = variable(("server", "port"))
    hint = "" if meant else f"a variable is called {PREFIX}SECTION__KEY, such as {example}"
    return Problem("C305", f"no setting is called so{meant}", name, hint=hint)


def _refused(
    name: str, key: _Key, known: Mapping[str, _Key], names: Sequence[str]
) -> Problem | None:
    path = ".".join(key.path)
    plain = variable(key.path)
    if name == plain and plain + FROM_FILE in names:
        message = f"{plain + FROM_FILE} gives this setting, too"
        return Problem("C102", message, name, path=path, hint="unset one of the two")
    if single(key.shape):
        return None
    message = "this is more than a variable can say: set it in config.yaml"
    if key.shape.model is not None:
        below = [variable(one.path) for one in known.values() if one.path[:-1] == key.path]
        message = f"this is a section; its keys are {', '.join(below)}"
    return Problem("C305", message, name, path=path)


def _value(name: str, shape: Shape, given: Given) -> yaml.Node:
    """The value as if it were written with !env or !file, so that no message shows it."""
    mark = Elsewhere(Place(name))
    text = given.environ[name]
    if shape.item is not None and not shape.scalars:
        listed = given.file(text) if name.endswith(FROM_FILE) else text
        listed = listed.strip().removeprefix("[").removesuffix("]")
        items = [
            yaml.ScalarNode(UNTAGGED, item, mark, mark, style="'")
            for item in _BETWEEN.split(listed.strip())
            if item
        ]
        return yaml.SequenceNode(UNTAGGED, items, mark, mark)
    if name.endswith(FROM_FILE):
        return yaml.ScalarNode("!file", text, mark, mark)
    if not text and shape.nullable:
        return yaml.ScalarNode(UNTAGGED, "", mark, mark)
    return yaml.ScalarNode("!env", name, mark, mark)


def _with(raw: yaml.Node, path: Sequence[str], value: yaml.Node, name: str) -> yaml.Node:
    """A copy with this value below these keys; a part that is no section is left to be refused."""
    if not path:
        return value
    mark = Elsewhere(Place(name))
    key, *rest = path
    if is_null(raw):
        raw = yaml.MappingNode(UNTAGGED, [], raw.start_mark, raw.end_mark)
    if not isinstance(raw, yaml.MappingNode):
        return raw
    entry = entry_of(raw, key)
    empty = yaml.MappingNode(UNTAGGED, [], mark, mark)
    below = _with(entry[1] if entry else empty, rest, value, name)
    if entry is None:
        entries = [*raw.value, (yaml.ScalarNode(UNTAGGED, key, mark, mark), below)]
    else:
        entries = [(k, below if (k, v) == entry else v) for k, v in raw.value]
    return yaml.MappingNode(raw.tag, entries, raw.start_mark, raw.end_mark, raw.flow_style)
