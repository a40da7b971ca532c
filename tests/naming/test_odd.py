"""Odd names as they are found, each with its one answer: a change of any of them is seen.

`odd.txt` has a line for each: the answer, a tab, the path. `1x5,6` is season 1, episodes 5 and 6;
`#5` is counted through all seasons; `film 0x1` is a film, `@2020-01-31` a day; `?` counts as
nothing, and `- sample` is skipped for that reason.
"""

from pathlib import Path, PurePath

import pytest

from aniworldd.naming import parse
from aniworldd.naming.parse import Kind, Reading

LINES = (Path(__file__).parent / "odd.txt").read_text("utf-8").splitlines()
NAMES = [tuple(line.split("\t")) for line in LINES]


def said(reading: Reading) -> str:
    if reading.kind is Kind.SKIP:
        return f"- {reading.skip_reason}"
    if not reading.take:
        return "?"
    if reading.date is not None:
        return f"@{reading.date}"
    if reading.absolute:
        return "#" + ",".join(map(str, reading.absolute))
    film = "film " if reading.kind is Kind.MOVIE else ""
    return f"{film}{reading.season}x{','.join(map(str, reading.episodes))}"


@pytest.mark.parametrize("answer, path", NAMES, ids=[path for _, path in NAMES])
def test_an_odd_name_has_its_one_answer(answer: str, path: str) -> None:
    assert said(parse.read(PurePath(path))) == answer


def test_there_are_many_and_each_stands_there_once() -> None:
    assert len({path for _, path in NAMES}) == len(NAMES) >= 600
