"""Files become nodes that know their place, or one problem that says why not."""

import pytest
import yaml

from aniworldd.config import marks, problems, values
from aniworldd.config.marks import FASTEST, PURE, Loader
from aniworldd.config.problems import Place
from aniworldd.config.values import Leaf, View
from tests.config.make import node, text

LOADERS = pytest.mark.parametrize("loader", [FASTEST, PURE], ids=["fastest", "pure"])


def _said(source: bytes | str, loader: Loader = FASTEST) -> str:
    found, wrong = marks.compose(source, "config.yaml", loader=loader)
    assert found is None
    return "\n".join(problem.render() for problem in wrong)


def test_the_c_reader_is_used_where_there_is_one() -> None:
    assert (FASTEST is not PURE) == yaml.__with_libyaml__


@LOADERS
@pytest.mark.parametrize(
    "source",
    [b"", b"\n\n", b"# only a comment\n", b"---\n", b"null\n", b"~", b"\xef\xbb\xbf", b"{}"],
)
def test_an_empty_file_is_an_empty_section(source: bytes, loader: Loader) -> None:
    found, wrong = marks.compose(source, "config.yaml", loader=loader)

    assert wrong == []
    assert found is not None
    assert found.raw.value == []


@LOADERS
def test_every_node_knows_its_line_and_column(loader: Loader) -> None:
    source = text("""
        server:
          port: 80a     # a comment
        languages: [ä, "b c"]
    """)
    found, _ = marks.compose(source, "config.yaml", loader=loader)
    assert found is not None

    assert found.place_at("server", "port") == Place(
        "config.yaml", 2, 9, 3, "  port: 80a     # a comment"
    )
    assert found.place_at("languages", 1) == Place("config.yaml", 3, 16, 5, 'languages: [ä, "b c"]')
    assert found.place_at("server", "port", on_key=True).column == 3


def test_what_is_not_there_is_placed_at_what_should_hold_it() -> None:
    found = node("server:\n  port: 1\n")

    assert found.place_at("server", "host").line == 2
    assert found.find("server", "host") is None


@LOADERS
@pytest.mark.parametrize(
    "source",
    [
        b"name: a\r\nserver:\r\n  port: x\r\n",
        b"name: a\rserver:\r  port: x\r",
        b"\xef\xbb\xbfname: a\nserver:\n  port: x\n",
    ],
    ids=["windows", "old mac", "byte order mark"],
)
def test_line_ends_and_byte_order_marks_do_not_move_places(source: bytes, loader: Loader) -> None:
    found, _ = marks.compose(source, "config.yaml", loader=loader)

    assert found is not None
    assert found.place_at("server", "port") == Place("config.yaml", 3, 9, 1, "  port: x")
    assert [key.value for key, _ in found.raw.value] == ["name", "server"]


@LOADERS
def test_a_file_with_nul_bytes_is_said_to_be_no_text(loader: Loader) -> None:
    expected = "config.yaml: error C003: this is not a text file: it holds NUL bytes"

    assert _said(b"name: \0x\n", loader) == expected
    assert _said(b"\x7fELF\x02\x01\x01\0\xff\xfe", loader) == expected


@LOADERS
def test_bytes_that_are_not_utf_8_are_shown_with_the_cure(loader: Loader) -> None:
    said = _said("name: x\nfolder: Zoë\n".encode("latin-1"), loader)

    assert said == text("""
        config.yaml:2:11: error C003: the byte 0xeb is not UTF-8
            2 | folder: Zo\N{REPLACEMENT CHARACTER}
              |           ^
              = save the file as UTF-8
    """).rstrip("\n")


def test_utf_16_is_told_from_rubbish() -> None:
    assert _said("name: x\n".encode("utf-16")) == text("""
        config.yaml: error C003: the file is UTF-16 text, UTF-8 is expected
              = save it as UTF-8
    """).rstrip("\n")


@LOADERS
def test_control_characters_are_pointed_at(loader: Loader) -> None:
    said = _said("name: x\nplot: a\x07b\n", loader)

    assert said.startswith("config.yaml:2:8: error C003: the control character 0x07 is not allowed")


@LOADERS
def test_a_file_that_is_a_list_or_a_word_is_refused(loader: Loader) -> None:
    assert _said("- a\n- b\n", loader).startswith(
        "config.yaml:1:1: error C006: lines of the form 'key: value' are expected, found a list"
    )
    assert _said("\nhello\n", loader).startswith(
        "config.yaml:2:1: error C006: lines of the form 'key: value' are expected, found 'hello'"
    )


def test_a_file_above_the_limit_is_not_parsed() -> None:
    said = marks.compose(b"#" * 101, "a.yaml", limit=100)[1][0].render()

    assert said == "a.yaml: error C002: the file has 101 bytes, allowed are 100"


@LOADERS
@pytest.mark.parametrize("source", ["[" * 5000, "- " * 5000, "{a: " * 5000, "? " * 5000])
def test_endless_nesting_is_refused_and_breaks_nothing(source: str, loader: Loader) -> None:
    assert "error C008: values are nested too deeply" in _said(source, loader)


@LOADERS
def test_an_escape_for_no_character_is_refused(loader: Loader) -> None:
    assert "error C004: " in _said('name: "\\UFFFFFFFF"\n', loader)


def test_nodes_that_say_the_same_are_equal_wherever_they_stand() -> None:
    one = node("# moved\n\nx: {kind: site, links: [a, 'b']}\n").find("x")
    other = node('x:\n  kind: site   # a comment\n  links:\n    - a\n    - "b"\n').find("x")

    assert one == other
    assert one != node("x: {kind: site, links: [a]}").find("x")
    assert one != node("x: {kind: site, links: [a, b]}").find("x")  # 'b' is text, b may not be
    assert one != node("x: {kind: !env site, links: [a, 'b']}").find("x")


@LOADERS
@pytest.mark.parametrize(
    "line, said",
    {
        "a: x y\t# c": Leaf("", "x y"),
        "a: 'x'\t# c": Leaf("", "x"),
        'a:\t"x" \t': Leaf("", "x"),
        "a: x\ty": Leaf("", "x\ty"),
        "a: x\t\n  y\t# c": Leaf("", "x y"),
        "a\t:\tx\t": Leaf("", "x"),
        "a: [x,\ty]\t# c": [Leaf("", "x"), Leaf("", "y")],
        "a: [x,\t# c\n  \ty]": [Leaf("", "x"), Leaf("", "y")],
        "a:\t# c\n  - x\t# d": [Leaf("", "x")],
        "a: !env\tX\t# c": Leaf("!env", "X"),
        "a: |\t# c\n  x\ty": Leaf("", "x\ty\n"),
        "a: &b\tx\t": Leaf("", "x"),
    }.items(),
    ids=repr,
)
def test_a_tab_between_words_or_before_a_comment_is_a_blank(
    line: str, said: View, loader: Loader
) -> None:
    source = f"{line}\nz: 1\n"

    node, wrong = marks.compose(source, "config.yaml", loader=loader)

    assert node is not None, problems.render(wrong)
    assert values.view(node.raw, len(source)) == {"a": said, "z": Leaf("", "1")}


@LOADERS
@pytest.mark.parametrize("line", ["\tb: 1", "a:\n\tb: 1", "a: 1\n\t# c\nb: 2", "a:\n  -\tb: 1"])
def test_a_tab_that_indents_is_refused(line: str, loader: Loader) -> None:
    node, wrong = marks.compose(f"{line}\n", "config.yaml", loader=loader)

    assert node is None
    assert "a tab is used for indentation" in problems.render(wrong)
