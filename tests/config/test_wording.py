"""Mistakes that people make in YAML, in the words they get."""

import pytest

from aniworldd.config import marks
from aniworldd.config.marks import FASTEST, PURE, Loader
from tests.config.make import text

CASES = {
    "a tab": (
        "server:\n\tport: 1\n",
        """
        config.yaml:2:1: error C004: a tab is used for indentation
            2 |  port: 1
              | ^
              = use spaces
        """,
    ),
    "a tab among spaces": (
        "server:\n  host: x\n\tport: 1\n",
        """
        config.yaml:3:1: error C004: a tab is used for indentation
            3 |  port: 1
              | ^
              = use spaces
        """,
    ),
    "a colon in a value": (
        "name: Re: Zero\n",
        """
        config.yaml:1:9: error C004: a value with ': ' inside must stand in quotes
            1 | name: Re: Zero
              |         ^
              = write name: 'Re: Zero'
        """,
    ),
    "a forgotten colon": (
        "library:\n  directory /srv\n  min_free: 1 GiB\n",
        """
        config.yaml:3:3: error C004: the line above has a value already, or lacks its ':'
            3 |   min_free: 1 GiB
              |   ^~~~~~~~
              = a key is followed by ': ' with a blank; keys of one section begin in the same column
        """,
    ),
    "a last line without a colon": (
        "name: x\nlibr",
        """
        config.yaml:2:1: error C004: this line lacks a ':' between a key and its value
            2 | libr
              | ^
              = a key is followed by ': ' with a blank
        """,
    ),
    "too far left": (
        "server:\n    host: x\n  port: 1\n",
        """
        config.yaml:3:3: error C004: this line begins in a column where no line above began
            3 |   port: 1
              |   ^
              = keys of one section begin in the same column
        """,
    ),
    "an item out of line": (
        "languages:\n  - a\n - b\n",
        """
        config.yaml:3:2: error C004: this item is not in the column of a list above
            3 |  - b
              |  ^
              = items of one list begin in the same column
        """,
    ),
    "a key among items": (
        "- a\nb: 1\n",
        """
        config.yaml:2:1: error C004: this line is no item of the list above
            2 | b: 1
              | ^
              = items begin with '- ' in one column; a key of the section begins further left
        """,
    ),
    "a list beside its key": (
        "languages: - a\n",
        """
        config.yaml:1:12: error C004: a list cannot begin in the line of its key
            1 | languages: - a
              |            ^
              = write it as [one, two], or each item on its own line as '- one'
        """,
    ),
    "an at sign": (
        "name: @home\n",
        """
        config.yaml:1:7: error C004: a value cannot begin with '@'
            1 | name: @home
              |       ^
              = put the value in quotes
        """,
    ),
    "a star": (
        "name: *.mkv\n",
        """
        config.yaml:1:7: error C004: a value cannot begin with '*'
            1 | name: *.mkv
              |       ^
              = put the value in quotes
        """,
    ),
    "an unknown alias": (
        "name: *star\n",
        """
        config.yaml:1:7: error C004: a '*' repeats what '&' names before, and nothing is named so
            1 | name: *star
              |       ^
              = if it is meant as text, put the value in quotes
        """,
    ),
    "an anchor given twice": (
        "a: &x 1\nb: &x 2\n",
        """
        config.yaml:2:4: error C004: this anchor is given twice
            2 | b: &x 2
              |    ^
              = give each one its own name
        """,
    ),
    "an open quote": (
        'name: "abc\nserver: {}\n',
        """
        config.yaml:1:7: error C004: the quote that opens here is not closed
            1 | name: "abc
              |       ^
              = write the closing quote at the end of the value
        """,
    ),
    "a quote inside quotes": (
        "name: 'it's'\n",
        """
        config.yaml:1:11: error C004: after the end of the value follows more text
            1 | name: 'it's'
              |           ^
              = put the whole value in quotes
        """,
    ),
    "an open list": (
        "languages: [a, b\nname: x\n",
        """
        config.yaml:1:12: error C004: the [ that opens here is not closed where line 2 needs it
            1 | languages: [a, b
              |            ^
              = items are separated by ', ' and the list ends with ]
        """,
    ),
    "an open brace": (
        "server: {port: 1\nname: x\n",
        """
        config.yaml:1:9: error C004: the { that opens here is not closed where line 2 needs it
            1 | server: {port: 1
              |         ^
              = if it is meant as text, put the value in quotes; else end it with }
        """,
    ),
    "a template without quotes": (
        "naming: {title}/{number}\n",
        """
        config.yaml:1:16: error C004: after the end of the value follows more text
            1 | naming: {title}/{number}
              |                ^
              = put the whole value in quotes
        """,
    ),
    "a stray bracket": (
        "name: ]\n",
        """
        config.yaml:1:7: error C004: a value is expected, found ']'
            1 | name: ]
              |       ^
              = if it is meant as text, put the value in quotes
        """,
    ),
    "a second document": (
        "name: a\n---\nname: b\n",
        """
        config.yaml:2:1: error C005: a second document begins here
            2 | ---
              | ^
              = one file is one document: remove the line '---' or split the file
        """,
    ),
    "text after the end": (
        "name: a\n...\nname: b\n",
        """
        config.yaml:3:1: error C005: text stands after the end of the document
            3 | name: b
              | ^
              = remove the line '...'
        """,
    ),
    "a text block with text": (
        "name: |x\n  b\n",
        """
        config.yaml:1:8: error C004: after '|' or '>' nothing else may stand in the line
            1 | name: |x
              |        ^
              = write the text indented in the lines below
        """,
    ),
    "an exclamation mark": (
        "name: !x!y z\n",
        """
        config.yaml:1:7: error C004: a value cannot begin with '!'
            1 | name: !x!y z
              |       ^
              = put the value in quotes
        """,
    ),
}


@pytest.mark.parametrize("loader", [FASTEST, PURE], ids=["fastest", "pure"])
@pytest.mark.parametrize("source, expected", CASES.values(), ids=list(CASES))
def test_a_mistake_is_said_in_plain_words(source: str, expected: str, loader: Loader) -> None:
    found, problems = marks.compose(source, "config.yaml", loader=loader)

    assert found is None
    assert "\n".join(problem.render() for problem in problems) == text(expected).rstrip()


def test_a_windows_path_in_double_quotes_is_explained() -> None:
    _, problems = marks.compose('directory: "C:\\path"\n', "config.yaml")

    assert problems[0].message == "this backslash means nothing in double quotes"
    assert problems[0].hint == "use single quotes, or write each backslash twice"
