"""Files are judged by models: values by declared type, every problem at once, at its place."""

from collections.abc import Mapping
from datetime import date, time
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from aniworldd.config import reading
from aniworldd.config.kinds import read_kind
from aniworldd.config.marks import Node
from aniworldd.config.problems import render
from aniworldd.config.reading import DEPTH, PROBLEMS
from aniworldd.config.refusals import Refused
from aniworldd.config.scalars import Bytes, Days, Seconds
from tests.config.make import PLUGS, node, read, refused, text


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Level(IntEnum):
    LOW = 0
    HIGH = 1


class Inner(BaseModel, frozen=True, extra="forbid"):
    port: Annotated[int, Field(ge=1, le=9)] = 1
    host: str = "here"

    @model_validator(mode="after")
    def _check(self) -> "Inner":
        if self.host == "nine" and self.port != 9:
            raise Refused("host nine needs port 9", code="C206", hint="write port: 9")
        return self


def _even(number: int) -> int:
    if number % 2:
        raise ValueError("only even numbers are taken")
    return number


class Everything(BaseModel, frozen=True, extra="forbid"):
    text: str = ""
    flag: bool = False
    whole: int = 0
    decimal: float = 0
    hour: time | None = None
    day: date | None = None
    wait: Seconds = 0
    days: Days = 0
    size: Bytes = 0
    path: Path | None = None
    colour: Colour = Colour.RED
    level: Level = Level.LOW
    choice: Literal["one", "two"] = "one"
    words: tuple[str, ...] = ()
    expression: str | list[str] = ""
    number_or_text: int | str = 0
    inner: Inner = Inner()
    maybe: Inner | None = None
    named: Mapping[str, int] = {}
    plug: Node | None = None
    plugs: tuple[Node, ...] = ()
    even: Annotated[int, AfterValidator(_even)] = 0
    secret: SecretStr = SecretStr("")
    schema_: Annotated[int, Field(alias="schema")] = 1


@pytest.mark.parametrize(
    "written, key, value",
    [
        # what PyYAML's own rules would make 1320, 750, 5400, False, True, 8, 1.1, a date, None
        ("22:00", "text", "22:00"),
        ("12:30", "text", "12:30"),
        ("1:30:00", "text", "1:30:00"),
        ("no", "text", "no"),
        ("on", "text", "on"),
        ("010", "text", "010"),
        ("1.10", "text", "1.10"),
        ("2024-01-01", "text", "2024-01-01"),
        ("1_000", "text", "1_000"),
        ("0x1F", "text", "0x1F"),
        (".inf", "text", ".inf"),
        ('"null"', "text", "null"),
        ('""', "text", ""),
        ("22:00", "hour", time(22)),
        ("12:30", "hour", time(12, 30)),
        ("03:00", "hour", time(3)),
        ('"09:15"', "hour", time(9, 15)),
        ("2024-01-01", "day", date(2024, 1, 1)),
        ("no", "flag", False),
        ("On", "flag", True),
        ("TRUE", "flag", True),
        ("010", "whole", 10),
        ('"8000"', "whole", 8000),
        ("1.10", "decimal", 1.1),
        ("1", "decimal", 1.0),
        ("5 min", "wait", 300.0),
        ("90", "wait", 90.0),
        ("7", "days", 604_800.0),
        ("1 GiB", "size", 1024**3),
        ("/srv/x", "path", Path("/srv/x")),
        ("~", "path", None),
        ("null", "path", None),
        ("", "path", None),
        ("GREEN", "colour", Colour.GREEN),
        ("high", "level", Level.HIGH),
        ("two", "choice", "two"),
        ("[no, 010, 22:00]", "words", ("no", "010", "22:00")),
        ("\n  - a\n  - 'b'", "words", ("a", "b")),
        ("a | b", "expression", "a | b"),
        ("[a, b]", "expression", ["a", "b"]),
        ("7", "number_or_text", 7),
        ("7a", "number_or_text", "7a"),
        ("{a: 1, 2: 3}", "named", {"a": 1, "2": 3}),
        ("!!str 12", "text", "12"),
        ("|\n  a\n  b", "text", "a\nb\n"),
        ("2", "schema_", 2),
    ],
)
def test_values_are_read_by_the_declared_type(written: str, key: str, value: object) -> None:
    got = read(f"{key.rstrip('_')}: {written}\n", Everything)

    assert getattr(got, key) == value
    assert type(getattr(got, key)) is type(value)


def test_a_section_whose_keys_are_all_commented_out_has_its_defaults() -> None:
    assert read("inner:\n  # port: 3\nwords:\nnamed:\nmaybe:\n", Everything) == Everything()


def test_sections_of_plugs_stay_nodes_until_a_model_judges_them() -> None:
    got = read("plug: {kind: x, a: 1}\nplugs: [{kind: y}]\n", Everything)

    assert got.plug == node("plug: {kind: x, a: 1}").find("plug")
    assert [plug.path for plug in got.plugs] == ["plugs[0]"]


def test_every_problem_is_said_at_once() -> None:
    said = refused(
        """
        txet: a
        whole: true
        flag: 1
        hour: 25:00
        words: German Dub
        inner:
          port: 70
          host: [a]
        choice: tow
        named: {a: x}
        even: 3
        whole: 2
        """,
        Everything,
    )

    assert said == text("""
        config.yaml:1:1: error C107: txet: unknown key; did you mean 'text'?
            1 | txet: a
              | ^~~~
        config.yaml:2:8: error C202: whole: 'true' is not a whole number
            2 | whole: true
              |        ^~~~
        config.yaml:3:7: error C202: flag: '1' is neither true nor false (nor yes, no, on, off)
            3 | flag: 1
              |       ^
        config.yaml:4:7: error C203: hour: '25:00' is not a time of day (00:00 to 23:59)
            4 | hour: 25:00
              |       ^~~~~
        config.yaml:5:8: error C201: words: a list is expected, found 'German Dub'
            5 | words: German Dub
              |        ^~~~~~~~~~
              = write [German Dub]
        config.yaml:7:9: error C204: inner.port: '70' is more than 9, the most that is allowed
            7 |   port: 70
              |         ^~
        config.yaml:8:9: error C201: inner.host: a text is expected, found a list
            8 |   host: [a]
              |         ^~~
        config.yaml:9:9: error C205: choice: 'tow' is none of one, two; did you mean 'two'?
            9 | choice: tow
              |         ^~~
        config.yaml:10:12: error C202: named.a: 'x' is not a whole number
           10 | named: {a: x}
              |            ^
        config.yaml:11:7: error C206: even: only even numbers are taken
           11 | even: 3
              |       ^
        config.yaml:12:1: error C102: whole: this key is given twice, first in line 2
           12 | whole: 2
              | ^~~~~
        11 errors
    """).rstrip("\n")


@pytest.mark.parametrize(
    "written, said",
    [
        ("text: {a: 1}", "1:7: error C201: text: a text is expected, found a section of keys"),
        ("text: null", "1:7: error C201: text: a text is expected, found null, which means"),
        ("text:", "1:6: error C201: text: a text is expected, found nothing"),
        ("whole: [1]", "1:8: error C201: whole: a whole number is expected, found a list"),
        ("inner: 3", "1:8: error C201: inner: a section of keys is expected, found '3'"),
        ("inner: [port]", "1:8: error C201: inner: a section of keys is expected, found a list"),
        ("words: {a: b}", "1:8: error C201: words: a list is expected, found a section of keys"),
        ("words: [[a]]", "1:9: error C201: words[0]: a text is expected, found a list"),
        ("plug: x", "1:7: error C201: plug: a section of keys is expected, found 'x'"),
        ("expression: {a: b}", "1:13: error C201: expression: a text or a list is expected, fo"),
        ("wait: soon", "1:7: error C202: wait: 'soon' is not a duration such as 30 s, 5 min, 2"),
        ("size: 5 m", "1:7: error C202: size: '5 m' is not a size such as 500 MB, 5 MiB or 1 G"),
        ("? [a]\n: b", "1:3: error C103: a key is one word or a text in quotes"),
        ("?\n: b", "1:2: error C103: a key is one word or a text in quotes"),
        ("text: !vault x", "1:7: error C009: text: the tag '!vault' means nothing here"),
        ("text: !evn X", "1:7: error C009: text: the tag '!evn' means nothing here; did you mean"),
        ("text: !!python/name:os.system x", "1:7: error C009: text: the tag 'tag:yaml.org,2002"),
        ("text: !!binary aGk=", "1:7: error C009: text: the tag 'tag:yaml.org,2002:binary' me"),
    ],
)
def test_another_kind_of_value_is_said_in_plain_words(written: str, said: str) -> None:
    assert refused(written, Everything).startswith(f"config.yaml:{said}")


def test_a_template_in_braces_is_taken_for_a_section_and_explained() -> None:
    assert refused("text: {season}\n", Everything) == text("""
        config.yaml:1:7: error C201: text: a text is expected, found a section of keys
            1 | text: {season}
              |       ^~~~~~~~
              = put the value in quotes if the braces are meant as text
        1 error
    """).rstrip("\n")


def test_an_unknown_key_without_a_near_one_lists_what_is_known() -> None:
    assert refused("inner: {zzz: 1}\n", Everything) == text("""
        config.yaml:1:9: error C107: inner.zzz: unknown key
            1 | inner: {zzz: 1}
              |         ^~~
              = known here: port, host
        1 error
    """).rstrip("\n")


def test_a_section_judges_itself_only_when_its_fields_are_right() -> None:
    assert "host nine needs port 9" in refused("inner: {host: nine}\n", Everything)
    assert "host nine needs port 9" not in refused("inner: {host: nine, port: x}\n", Everything)


def test_what_a_section_refuses_points_at_its_key() -> None:
    assert refused("text: a\ninner:\n  host: nine\n", Everything) == text("""
        config.yaml:2:1: error C206: inner: host nine needs port 9
            2 | inner:
              | ^~~~~
              = write port: 9
        1 error
    """).rstrip("\n")


def test_a_value_that_no_member_of_a_union_takes_is_one_problem() -> None:
    class Either(BaseModel):
        either: Annotated[int, Field(ge=5)] | Annotated[str, Field(min_length=5)]

    assert refused("either: 3\n", Either) == text("""
        config.yaml:1:9: error C204: either: '3' is less than 5, the least that is allowed
            1 | either: 3
              |         ^
        1 error
    """).rstrip("\n")


def test_a_missing_key_points_at_its_section() -> None:
    class Wish(BaseModel, extra="forbid"):
        link: str
        more: "list[Wish]" = []

    said = refused("more:\n  - link: a\n  - {}\n", Wish)

    assert said == text("""
        config.yaml:1:1: error C101: link: this key is missing
            1 | more:
              | ^
        config.yaml:3:5: error C101: more[1].link: this key is missing
            3 |   - {}
              |     ^
        2 errors
    """).rstrip("\n")


def test_more_problems_than_anyone_reads_end_the_reading() -> None:
    found = node("".join(f"key{number}: 1\n" for number in range(5000)))

    _, problems = reading.read(found, Inner)

    assert len(problems) == PROBLEMS + 1
    assert problems[-1].code == "C010"


def test_aliases_repeat_and_merges_bring_keys() -> None:
    got = read(
        """
        inner: &base {port: 3, host: there}
        maybe:
          <<: *base
          port: 4
        words: [&word a, *word]
        """,
        Everything,
    )

    assert got.maybe == Inner(port=4, host="there")
    assert got.words == ("a", "a")


def test_of_several_merged_sections_the_first_wins() -> None:
    class Two(BaseModel):
        one: Inner
        two: Inner
        three: Inner

    got = read(
        "one: &a {port: 3}\ntwo: &b {port: 4, host: b}\nthree: {<<: [*a, *b]}\n",
        Two,
    )

    assert got.three == Inner(port=3, host="b")


class Deep(BaseModel):
    x: "list[Deep]" = []


@pytest.mark.parametrize("section", ["{{x: [{0}]}}", "{{<<: [{0}]}}"], ids=["lists", "merges"])
def test_twenty_kib_of_aliases_do_not_explode(section: str) -> None:
    """Each section repeats the one before 400 times."""
    sections = ["&a0 {x: []}"]
    for number in range(1, 13):
        aliases = ", ".join([f"*a{number - 1}"] * 400)
        sections.append(f"&a{number} {section.format(aliases)}")
    source = f"x: [{', '.join(sections)}]\n"
    assert len(source) > 20 * 1024

    said = refused(source, Deep)

    assert "error C007: " in said
    assert "aliases repeat too much: write out what is meant" in said


@pytest.mark.parametrize(
    "source",
    ["x: &a [{x: *a}]\n", "&r x: &a [{x: *a}, {x: *a}, {x: *a}]\n", "x: [&m {<<: *m}]\n"],
)
def test_an_alias_inside_itself_ends(source: str) -> None:
    said = refused(source, Deep)

    assert "error C008" in said or "error C007" in said


def test_values_may_be_as_deep_as_any_sensible_file() -> None:
    source = "x: [{" * (DEPTH // 2) + "}]" * (DEPTH // 2)
    deeper = "x: [{" * DEPTH + "}]" * DEPTH

    assert reading.read(node(source), Deep)[1] == []
    assert "C008: " in refused(deeper, Deep)


ENVIRON = {"PORT": "7", "TOKEN": "s3cret", "EMPTY": ""}


def test_values_come_from_the_environment_by_the_declared_type() -> None:
    source = "text: !env PORT\nwhole: !env PORT\neven: !env {NOTHING: 4}\nwords: !env {N: [a]}\n"
    got = read(source, Everything, environ=ENVIRON)

    assert (got.text, got.whole, got.even, got.words) == ("7", 7, 4, ("a",))


def test_a_set_variable_wins_over_its_default() -> None:
    assert read("whole: !env {PORT: 4}\n", Everything, environ=ENVIRON).whole == 7


def test_values_come_from_files_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("8\n")
    (tmp_path / "token").write_bytes(b"\xef\xbb\xbfabc\r\n")

    got = read(
        f"whole: !file port\nsecret: !file {tmp_path}/token\n",
        Everything,
        environ={},
        folder=tmp_path,
    )

    assert got.whole == 8
    assert got.secret.get_secret_value() == "abc"
    assert "abc" not in repr(got)


def test_a_variable_that_is_not_set_is_named_with_the_cure() -> None:
    assert refused("text: !env HOEM\n", Everything, environ=ENVIRON) == text("""
        config.yaml:1:7: error C302: text: the environment variable 'HOEM' is not set
            1 | text: !env HOEM
              |       ^~~~~~~~~
              = !env {HOEM: default} gives one
        1 error
    """).rstrip("\n")


def test_files_that_give_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large").write_bytes(b"x" * 100_000)
    source = "words:\n" + "".join(
        f"  - !file {name}\n" for name in ("none", "folder", "bytes", "large", '"a\\0b"')
    )

    said = refused(source, Everything, environ={}, folder=tmp_path)

    assert [line.partition("]: ")[2] for line in said.splitlines() if "error C303" in line] == [
        "the file 'none' does not exist or is not a file",
        "the file 'folder' does not exist or is not a file",
        "the file 'bytes' is not text in UTF-8",
        "the file 'large' has 100,000 bytes, allowed are 65,536",
        "the file 'a\N{REPLACEMENT CHARACTER}b' does not exist or is not a file",
    ]


@pytest.mark.parametrize("key", ["whole", "inner", "colour", "even", "hour", "words"])
def test_what_came_from_elsewhere_is_not_shown(key: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret")

    for written in ("!env TOKEN", "!env {TOKEN: x}", "!file token"):
        said = refused(f"{key}: {written}\n", Everything, environ=ENVIRON, folder=tmp_path)
        assert "s3cret" not in said


def test_a_file_of_a_stranger_cannot_ask_for_variables_or_files() -> None:
    said = refused("text: !env HOME\npath: !file /etc/passwd\n", Everything)

    assert "1:7: error C009: text: !env is not allowed in this file" in said
    assert "2:7: error C009: path: !file is not allowed in this file" in said


@pytest.mark.parametrize(
    "form",
    [
        "!env",
        "!env [A]",
        "!env {A: 1, B: 2}",
        "!file {a: b}",
        "!env {A: !env B}",
        "&a !env {A: *a}",
    ],
)
def test_a_tag_in_another_form_is_refused(form: str) -> None:
    assert "is expected" in refused(f"text: {form}\n", Everything, environ={})


def test_a_comment_that_cuts_a_value_is_refused_where_asked_for() -> None:
    source = 'expression:\n  - div.a #b\n  - "div.a #c"\n  - div.e  # why\ntext: #x\n'

    assert refused(source, Everything, cut=True) == text("""
        config.yaml:2:11: error C208: expression[0]: '#b' is a comment and cuts the value
            2 |   - div.a #b
              |           ^~
              = put the value in quotes; if it is a comment, write a blank after the #
        config.yaml:5:7: error C208: text: '#x' is a comment and cuts the value
            5 | text: #x
              |       ^~
              = put the value in quotes; if it is a comment, write a blank after the #
        2 errors
    """).rstrip("\n")
    instance, _ = reading.read(node(source.replace("text: #x\n", "")), Everything)
    assert instance is not None
    assert instance.expression == ["div.a", "div.a #c", "div.e"]


def test_a_plug_is_judged_by_the_model_of_its_kind() -> None:
    section, problems = read_kind(
        node("kind: site\ndefinition: a.yaml\n"), PLUGS.providers, "provider"
    )

    assert problems == []
    assert section == PLUGS.providers["site"].model_validate(
        {"kind": "site", "definition": "a.yaml"}
    )


def test_a_plug_of_an_unknown_kind_is_refused_with_those_that_are_known() -> None:
    assert _plug("p: {kind: sites}") == text("""
        config.yaml:1:11: error C207: p.kind: no provider is of kind 'sites'; did you mean 'site'?
            1 | p: {kind: sites}
              |           ^~~~~
              = known kinds: archive, plain, site, ytdlp
        1 error
    """).rstrip("\n")


def test_a_plug_needs_a_kind() -> None:
    assert _plug("p: {definition: a}") == text("""
        config.yaml:1:4: error C101: p: a provider needs a key 'kind'
            1 | p: {definition: a}
              |    ^~~~~~~~~~~~~~~
              = known kinds: archive, plain, site, ytdlp
        1 error
    """).rstrip("\n")
    assert "1:11: error C201: p.kind: a text is expected" in _plug("p: {kind: [site]}")


def _plug(written: str) -> str:
    section = node(written).find("p")
    assert section is not None
    return render(read_kind(section, PLUGS.providers, "provider")[1])


def test_a_type_that_no_file_can_say_is_the_programmers_mistake() -> None:
    class Odd(BaseModel):
        odd: complex

    class Twice(BaseModel):
        twice: list[int] | list[str]

    with pytest.raises(TypeError, match="no way to read"):
        reading.read(node("odd: 1"), Odd)
    with pytest.raises(TypeError, match="written alike"):
        reading.read(node("twice: 1"), Twice)
