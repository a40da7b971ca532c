"""What a YAML reader complains about, in words for people who do not know its grammar."""

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from aniworldd.config.problems import Place, Problem, printable

_QUOTE = "put the value in quotes"
_INDENT = "keys of one section begin in the same column"


class _Rule(NamedTuple):
    """`{found}` is the character at the place, `{line}` the line where the reader gave up."""

    complaint: str  # the C reader's words and the pure one's
    message: str
    hint: str
    code: str = "C004"
    at_opening: bool = False  # the place to look at is where the thing began


_RULES = (
    _Rule("exceeded maximum nesting depth", "values are nested too deeply", "", "C008"),
    _Rule(
        "found another document",
        "a second document begins here",
        "one file is one document: remove the line '---' or split the file",
        "C005",
    ),
    _Rule(
        "scanning a simple key",
        "this line lacks a ':' between a key and its value",
        "a key is followed by ': ' with a blank",
        at_opening=True,
    ),
    _Rule("violates indentation", "a tab is used for indentation", "use spaces"),
    _Rule(
        "cannot start any token",
        "a value cannot begin with '{found}'",
        _QUOTE,
    ),
    _Rule(
        "found undefined alias",
        "a '*' repeats what '&' names before, and nothing is named so",
        f"if it is meant as text, {_QUOTE}",
    ),
    _Rule("scanning an alias", "a value cannot begin with '*'", _QUOTE, at_opening=True),
    _Rule("scanning an anchor", "a value cannot begin with '&'", _QUOTE, at_opening=True),
    _Rule("found duplicate anchor", "this anchor is given twice", "give each one its own name"),
    _Rule(
        "quoted scalar.*end of stream",
        "the quote that opens here is not closed",
        "write the closing quote at the end of the value",
        at_opening=True,
    ),
    _Rule("(pars|scann)ing a tag|tag handle", "a value cannot begin with '!'", _QUOTE),
    _Rule(
        "escape|hexdecimal",
        "this backslash means nothing in double quotes",
        "use single quotes, or write each backslash twice",
    ),
    _Rule(
        "flow sequence",
        "the [ that opens here is not closed where line {line} needs it",
        "items are separated by ', ' and the list ends with ]",
        at_opening=True,
    ),
    _Rule(
        "flow mapping",
        "the {{ that opens here is not closed where line {line} needs it",
        "if it is meant as text, put the value in quotes; else end it with }",
        at_opening=True,
    ),
    _Rule(
        "block scalar",
        "after '|' or '>' nothing else may stand in the line",
        "write the text indented in the lines below",
    ),
    _Rule(
        "'-' indicator|found '\\?'",
        "this line is no item of the list above",
        "items begin with '- ' in one column; a key of the section begins further left",
    ),
    _Rule(
        "sequence entries are not allowed",
        "a list cannot begin in the line of its key",
        "write it as [one, two], or each item on its own line as '- one'",
    ),
    _Rule(
        "node content",
        "a value is expected, found '{found}'",
        f"if it is meant as text, {_QUOTE}",
    ),
    _Rule(
        "document start",
        "text stands after the end of the document",
        "remove the line '...'",
        "C005",
    ),
    _Rule("scanning a directive", "a line cannot begin with '%'", "put the key in quotes"),
)


def syntax_error(error: yaml.MarkedYAMLError, place: Callable[[int, int], Place]) -> Problem:
    """The problem behind a reader's complaint; `place` gives the place of a line and column."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("C004", printable(said.strip()), place(1, 1).file)
    at = place(mark.line + 1, mark.column + 1)
    if re.search("mapping values are not allowed", said):
        return _stray_colon(at)
    if re.search("cannot start any token", said) and _found(at) == "\t":
        return Problem.at(at, "C004", "a tab is used for indentation", hint="use spaces")
    for rule in _RULES:
        if re.search(rule.complaint, said):
            opening = error.context_mark
            if rule.at_opening and opening is not None:
                at = place(opening.line + 1, opening.column + 1)
            message = rule.message.format(found=printable(_found(at)), line=mark.line + 1)
            return Problem.at(at, rule.code, message, hint=rule.hint)
    if re.search("expected key|<block end>", said):
        return _stray_text(at)
    return Problem.at(at, "C004", printable(said.strip()))


def _stray_colon(at: Place) -> Problem:
    before = at.source[: at.column - 1]
    if re.search(r":\s", before):
        message = "a value with ': ' inside must stand in quotes"
        key, _, value = at.source.strip().partition(": ")
        hint = f"write {key}: '{value.strip()}'" if "'" not in value else _QUOTE
        return Problem.at(at, "C004", message, hint=hint)
    start = len(before) - len(before.lstrip())
    stray = Place(at.file, at.line, start + 1, len(before) - start, at.source)
    message = "the line above has a value already, or lacks its ':'"
    hint = f"a key is followed by ': ' with a blank; {_INDENT}"
    return Problem.at(stray, "C004", message, hint=hint)


def _stray_text(at: Place) -> Problem:
    if at.source[: at.column - 1].strip():
        message = "after the end of the value follows more text"
        return Problem.at(at, "C004", message, hint="put the whole value in quotes")
    if at.source.strip().startswith("-"):
        message = "this item is not in the column of a list above"
        return Problem.at(at, "C004", message, hint="items of one list begin in the same column")
    message = "this line begins in a column where no line above began"
    return Problem.at(at, "C004", message, hint=_INDENT)


def _found(at: Place) -> str:
    return at.source[at.column - 1 : at.column] or "the end"
