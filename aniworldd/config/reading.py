"""Judges a file's nodes by a model: every problem at once, each with its exact place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from aniworldd.config import scalars
from aniworldd.config.given import Given, NotGiven
from aniworldd.config.marks import UNTAGGED, Node, is_null, joined
from aniworldd.config.problems import Place, Problem, quoted, refused
from aniworldd.config.refusals import refusals
from aniworldd.config.shapes import Shape, fields_of

M = TypeVar("M", bound=BaseModel)

DEPTH = 40  # sections inside sections
PROBLEMS = 100  # of one file; whoever has more has opened the wrong file
SPARE_VISITS = 2_000  # that aliases may add to what is written out

# Tags that say what the declared type says anyway.
_PLAIN_TAGS = {
    "!",
    *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "map", "seq")),
}
_CUT = re.compile(r"\s+(#\S.*)")
_FAILED = object()  # stands in for a value that was refused, so that its section is refused too


def read(
    node: Node, model: type[M], *, given: Given | None = None, cut: bool = False
) -> tuple[M | None, list[Problem]]:
    """The model's instance, or None when one of the problems is an error; never raises.

    Without `given` the tags !env and !file are refused: the file may come from a stranger. `cut`
    refuses a value that a comment without a blank after its # cuts short.
    """
    walk = _Walk(node, given, cut=cut)
    values = walk.values(Shape("a section of keys", model=model))
    instance = None
    if not walk.stopped:
        try:
            instance = model.model_validate(values)
        except ValidationError as error:
            walk.problems.extend(refusals(error, node, walk.failed))
    return (None if refused(walk.problems) else instance), walk.problems


def closest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that was probably meant, or nothing; a likeness of 1 is the same."""
    import difflib  # 11 ms and 1.2 MiB that only a mistake has to pay for

    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:100].casefold(), folded, n=1, cutoff=likeness)
    return folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a word that is not known."""
    meant = closest(word, known)
    return f"; did you mean '{meant}'?" if meant else ""


class _Stop(Exception):
    """The file is not worth reading on."""


class _Walk:
    """One reading of one node; turns raw text into values by the declared shapes."""

    def __init__(self, node: Node, given: Given | None, *, cut: bool) -> None:
        self.problems: list[Problem] = []
        self.failed: set[int] = set()  # ids of the raw nodes that were refused
        self.stopped = False
        self._node = node
        self._document = node.document
        self._given = given
        self._cut = cut
        self._path: list[str | int] = []
        self._visits = 2 * len(node.document.text) + SPARE_VISITS

    def values(self, shape: Shape) -> object:
        try:
            return self._value(self._node.raw, shape)
        except _Stop:
            self.stopped = True
            return _FAILED

    def _value(self, raw: yaml.Node, shape: Shape) -> object:
        self._visit(raw)
        if raw.tag is not UNTAGGED and raw.tag not in _PLAIN_TAGS:
            return self._tagged(raw, shape)
        if isinstance(raw, yaml.ScalarNode):
            bare = shape.free and not raw.style and not is_null(raw)
            return self._bare(raw) if bare else self._scalar(raw, shape)
        if shape.free:
            shape = replace(shape, item=shape, value=shape)
        if shape.is_node and isinstance(raw, yaml.MappingNode):
            return self._kept(raw)
        if len(self._path) > DEPTH:
            self._report(raw, "C008", "values are nested too deeply, or an alias repeats itself")
            raise _Stop
        if isinstance(raw, yaml.SequenceNode):
            return self._list(raw, shape)
        return self._section(raw, shape)

    def _visit(self, raw: yaml.Node) -> None:
        """Count: a few aliases of aliases would be read a billion times."""
        self._visits -= 1
        if self._visits < 0:
            self._report(raw, "C007", "aliases repeat too much: write out what is meant")
            raise _Stop

    def _scalar(self, raw: yaml.ScalarNode, shape: Shape) -> object:
        if self._cut and not raw.style and self._is_cut(raw):
            return self._fail(raw)
        if is_null(raw):
            if shape.nullable:
                return None
            if shape.is_node:
                return self._kept(raw)
            if not shape.scalars:
                return [] if shape.item else {}
            written = "null, which means nothing" if raw.value else "nothing"
            hint = "put it in quotes if it is meant as text" if raw.value else ""
            return self._refuse(raw, "C201", f"{shape.words} is expected, found {written}", hint)
        return self._parsed(raw, raw.value, "", shape)

    def _bare(self, raw: yaml.ScalarNode) -> object:
        try:
            return scalars.bare(raw.value)
        except ValueError as error:
            return self._refuse(raw, "C204", f"{quoted(raw.value)} {error}")

    def _parsed(self, raw: yaml.Node, text: str, subject: str, shape: Shape) -> object:
        """`subject` is what a sentence calls the text, "" when it may be quoted."""
        reason = ""
        for parsed in shape.scalars:
            try:
                return parsed.parse(text)
            except ValueError as error:
                reason = str(error)
        return self._unfit(raw, text, subject or quoted(text), shape, reason)

    def _unfit(self, raw: yaml.Node, text: str, subject: str, shape: Shape, reason: str) -> object:
        if not shape.scalars:
            # what came from elsewhere may be a secret
            hint = f"write [{text}]" if shape.item and raw.tag is UNTAGGED else ""
            return self._refuse(raw, "C201", f"{shape.words} is expected, found {subject}", hint)
        first = shape.scalars[0]
        refusal = f"{subject} {reason}"
        if len(shape.scalars) > 1:
            refusal = f"{shape.words} is expected, found {subject}"
        if first.choices:
            refusal += did_you_mean(text, first.choices)
        return self._refuse(raw, first.code, refusal)

    def _list(self, raw: yaml.SequenceNode, shape: Shape) -> object:
        if shape.item is None:
            return self._refuse(raw, "C201", f"{shape.words} is expected, found a list")
        values = []
        for position, item in enumerate(raw.value):
            self._path.append(position)
            values.append(self._value(item, shape.item))
            self._path.pop()
        return values

    def _section(self, raw: yaml.Node, shape: Shape) -> object:
        if shape.model is None and shape.value is None:
            hint = ""
            if shape.scalars and isinstance(raw, yaml.CollectionNode) and raw.flow_style:
                hint = "put the value in quotes if the braces are meant as text"
            message = f"{shape.words} is expected, found a section of keys"
            return self._refuse(raw, "C201", message, hint)
        fields = fields_of(shape.model) if shape.model else None
        values = {}
        for key, key_raw, value_raw in self._entries(raw):
            expected = fields.get(key) if fields is not None else shape.value
            self._path.append(key)
            if expected is None:
                self._unknown(key_raw, key, fields or ())
            elif fields is None or not _is_unsaid(value_raw, expected):
                values[key] = self._value(value_raw, expected)
            self._path.pop()
        return values

    def _entries(self, raw: yaml.Node) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Key, key node, value node; first what the section says itself, then what it merges in."""
        seen: dict[str, yaml.Node] = {}
        merged: list[yaml.Node] = []
        for key_raw, value_raw in raw.value:
            self._visit(key_raw)
            key = key_raw.value
            if not isinstance(key_raw, yaml.ScalarNode) or (not key and not key_raw.style):
                self._report(key_raw, "C103", "a key is one word or a text in quotes")
            elif key == "<<" and not key_raw.style:
                merged.append(value_raw)
            elif key in seen:
                self._path.append(key)
                line = seen[key].start_mark.line + 1
                self._report(key_raw, "C102", f"this key is given twice, first in line {line}")
                self._path.pop()
            else:
                seen[key] = key_raw
                yield key, key_raw, value_raw
        for source in merged:
            yield from self._merged(source, seen)

    def _merged(
        self, source: yaml.Node, seen: dict[str, yaml.Node]
    ) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """What `<<: *name` brings; keys that are there already win."""
        self._path.append("<<")
        if len(self._path) > DEPTH:
            self._report(source, "C008", "an alias repeats itself")
            raise _Stop
        parts = source.value if isinstance(source, yaml.SequenceNode) else [source]
        for part in parts:
            if not isinstance(part, yaml.MappingNode):
                self._report(part, "C201", "a section of keys is expected, found something else")
                continue
            for key, key_raw, value_raw in self._entries(part):
                if key not in seen:
                    seen[key] = key_raw
                    self._path.pop()
                    yield key, key_raw, value_raw
                    self._path.append("<<")
        self._path.pop()

    def _unknown(self, raw: yaml.Node, key: str, known: Iterable[str]) -> None:
        message = f"unknown key{did_you_mean(key, known)}"
        hint = "" if "?" in message else f"known here: {', '.join(known)}"
        self._report(raw, "C107", message, hint)

    def _tagged(self, raw: yaml.Node, shape: Shape) -> object:
        """The value of `!env NAME`, `!env {NAME: default}` or `!file PATH`."""
        tag, given = str(raw.tag), self._given
        if tag not in {"!env", "!file"}:
            message = f"the tag {quoted(tag)} means nothing here{did_you_mean(tag, _TAGS)}"
            hint = "put the value in quotes if it is meant as text"
            return self._refuse(raw, "C009", message, hint)
        if given is None:
            return self._refuse(raw, "C009", f"{tag} is not allowed in this file", "write it out")
        if isinstance(raw, yaml.ScalarNode) and raw.value:
            return self._given_value(raw, tag, raw.value, given, shape)
        if tag == "!env" and isinstance(raw, yaml.MappingNode) and len(raw.value) == 1:
            name, default = raw.value[0]
            if isinstance(name, yaml.ScalarNode) and default.tag is UNTAGGED:
                if given.variable(name.value) is None:
                    return self._value(default, shape)
                return self._given_value(raw, tag, name.value, given, shape)
        form = "!env NAME or !env {NAME: default}" if tag == "!env" else "!file PATH"
        return self._refuse(raw, "C201", f"{form} is expected")

    def _given_value(
        self, raw: yaml.Node, tag: str, name: str, given: Given, shape: Shape
    ) -> object:
        if tag == "!env":
            text = given.variable(name)
            if text is None:
                message = f"the environment variable {quoted(name)} is not set"
                return self._refuse(raw, "C302", message, f"!env {{{name}: default}} gives one")
            return self._parsed(raw, text, f"the value of the variable {quoted(name)}", shape)
        try:
            text = given.file(name)
        except NotGiven as error:
            return self._refuse(raw, "C303", f"the file {quoted(name)} {error}")
        return self._parsed(raw, text, f"the content of {quoted(name)}", shape)

    def _is_cut(self, raw: yaml.ScalarNode) -> bool:
        """Whether a comment swallowed the rest of the value; reports it."""
        end = raw.end_mark
        found = _CUT.match(self._document.line(end.line + 1), end.column)
        if found is None:
            return False
        place = self._document.place(end.line + 1, found.start(1) + 1, len(found[1]))
        message = f"{quoted(found[1], 30)} is a comment and cuts the value"
        hint = "put the value in quotes; if it is a comment, write a blank after the #"
        self._add(place, "C208", message, hint)
        return True

    def _kept(self, raw: yaml.Node) -> Node:
        return Node(raw, self._document, self._dotted())

    def _refuse(self, raw: yaml.Node, code: str, message: str, hint: str = "") -> object:
        self._report(raw, code, message, hint)
        return self._fail(raw)

    def _fail(self, raw: yaml.Node) -> object:
        self.failed.add(id(raw))
        return _FAILED

    def _report(self, raw: yaml.Node, code: str, message: str, hint: str = "") -> None:
        self._add(self._document.place_of(raw), code, message, hint)

    def _add(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem.at(place, code, message, path=self._dotted(), hint=hint))
        if len(self.problems) >= PROBLEMS:
            message = f"{PROBLEMS} problems; what follows was not read"
            self.problems.append(Problem.at(place, "C010", message))
            raise _Stop

    def _dotted(self) -> str:
        path = self._node.path
        for key in self._path:
            path = joined(path, key)
        return path


_TAGS = ("!env", "!file")


def _is_unsaid(raw: yaml.Node, shape: Shape) -> bool:
    """Whether a list or a section of the user's own keys holds comments alone.

    Its default counts; who wants none writes [] or {}.
    """
    own = shape.item is not None or shape.value is not None
    return own and not shape.scalars and not shape.nullable and is_null(raw)
