import re
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aniworldd.naming import format, parse, safe

USUAL = "{title} ({year})/Season {season:02}/{title} - S{season:02}E{number:02} - {name}"


def render(source: str, **values: object) -> str:
    fields = {"title": "Title", "year": 2013, "season": 1, "number": 2, "name": "Name"} | values
    return str(
        format.compile(source).render(
            title=str(fields["title"]),
            year=fields["year"] if isinstance(fields["year"], int) else None,
            season=int(str(fields["season"])),
            number=int(str(fields["number"])),
            name=str(fields["name"]),
        )
    )


def test_a_template_is_filled_in() -> None:
    assert render(USUAL) == "Title (2013)/Season 01/Title - S01E02 - Name"


def test_an_empty_field_vanishes_with_its_brackets_and_dash() -> None:
    assert render(USUAL, year=None, name="") == "Title/Season 01/Title - S01E02"


@pytest.mark.parametrize(
    "file, expected",
    [
        ("S{season:02}E{number:02} [{year} - {name}]", "S01E02"),
        ("({year}) S{season:02}E{number:02}", "S01E02"),
        ("{name} - S{season:02}E{number:02}", "S01E02"),
        ("S{season:02}E{number:02} - {name} - {year}", "S01E02"),
        ("S{season:02}E{number:02}.{name}", "S01E02"),
        ("S{season:02}E{number:02} {name}", "S01E02"),
    ],
)
def test_empty_fields_leave_nothing_behind(file: str, expected: str) -> None:
    assert render(f"{{title}}/{file}", year=None, name="") == f"Title/{expected}"


def test_numbers_may_be_wider_than_their_width() -> None:
    assert render(USUAL, season=12, number=1071).endswith("Title - S12E1071 - Name")


def test_a_value_never_makes_a_folder() -> None:
    assert render(USUAL, title="../a/b", name="c/../d").count("/") == 2


@pytest.mark.parametrize(
    "name",
    ["Pre-Trailer", "The Big-Short", "A.Sample", "x-sample", "A.f137", "A.f251-drc", "Mr.Part"],
)
def test_a_name_is_not_taken_for_bonus_material(name: str) -> None:
    assert parse.read(PurePath(render(USUAL, name=name) + ".mkv")).episodes == (2,)


def test_a_title_called_sample_is_not_taken_for_a_sample() -> None:
    path = render(USUAL, title="Sample")

    assert parse.read(PurePath(f"{path}.mkv"), "Sample").episodes == (2,)


def test_a_long_title_is_shortened_and_not_the_number() -> None:
    path = PurePath(render(USUAL, title="進" * 300, name="撃" * 300))

    assert all(len(part.encode()) <= safe.LIMIT - safe.ROOM for part in path.parts)
    assert parse.read(PurePath(f"{path}.mkv")).episodes == (2,)


def test_a_long_name_is_shortened_before_the_title_is() -> None:
    file = PurePath(render(USUAL, title="T" * 100, name="N" * 200)).name

    assert file.startswith("T" * 100 + " - S01E02 - NNN")


@given(title=st.text(max_size=300), name=st.text(max_size=300))
def test_every_component_fits(title: str, name: str) -> None:
    path = PurePath(render(USUAL, title=title, name=name))

    assert len(path.parts) == 3
    assert all(safe.component(part) == part for part in path.parts)


def test_a_folder_may_be_named_alone() -> None:
    assert format.folder("{title} ({year})", title="A: B", year=None) == "A B"


@pytest.mark.parametrize(
    "source, sentence",
    [
        ("{titel}/S{season}E{number}", "did you mean {title}?"),
        ("{xyz}/S{season}E{number}", "there are {title}, {year}, {season}, {number}, {name}"),
        ("{title}/S{season}E{number", "the brace { in"),
        ("{title}/S{season}}E{number}", "the brace } in"),
        ("/{title}/S{season}E{number}", "cannot begin with /"),
        ("{title}/../S{season}E{number}", ".. between its slashes"),
        ("{title}//S{season}E{number}", "an empty part"),
        ("{title}/", "an empty part"),
        ("", "an empty part"),
        ("{title}/E{number}", "needs {season}"),
        ("{title}/S{season}", "needs {number}"),
        ("S{season}E{number}", "needs {title}"),
        ("{title} S{season}E{number}", "is the series' folder"),
        ("{title} {name}/S{season}E{number}", "is the series' folder"),
        ("{title}/E{number}/S{season}", "is the file: it needs {number}"),
        ("{title}/S{season:x}E{number}", "write it like {season:02}"),
        ("{title:02}/S{season}E{number}", "{title} takes no width"),
        ("{title}/S{season}E{number}: x", "cannot hold ':'"),
        ("{title}/{season}-{number}", "would not be read as season 1, episode 2"),
    ],
)
def test_a_bad_template_is_refused_with_a_sentence(source: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        format.compile(source)


@pytest.mark.parametrize("name", ["Trailer", "Sample", "Making Of", "Teaser"])
def test_an_episode_that_is_named_like_bonus_material_is_named_without_it(name: str) -> None:
    assert render(USUAL, name=name).endswith("Title - S01E02")
    assert render(USUAL, name=f"{name} Park").endswith(f"Title - S01E02 - {name} Park")
