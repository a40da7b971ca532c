import datetime as dt
from pathlib import PurePath

import pytest

from aniworldd.naming import parse
from tests.naming.published import SEASONED, Fact
from tests.naming.published_absolute import COUNTED_THROUGH, DATED, NOTHING, UNSURE


def title(fact: Fact) -> str:
    return fact.path


@pytest.mark.parametrize("fact", SEASONED, ids=title)
def test_what_the_published_lists_say_of_season_and_episodes_holds(fact: Fact) -> None:
    reading = parse.read(PurePath(fact.path))

    assert (reading.take, reading.season, reading.episodes) == (True, fact.season, fact.episodes)


@pytest.mark.parametrize("fact", COUNTED_THROUGH, ids=title)
def test_what_the_published_lists_say_of_absolute_numbers_holds(fact: Fact) -> None:
    reading = parse.read(PurePath(fact.path))

    assert (reading.take, reading.season, reading.absolute) == (True, None, fact.absolute)


@pytest.mark.parametrize("source, series, name, date", DATED)
def test_what_the_published_lists_say_of_dates_holds(
    source: str, series: str, name: str, date: dt.date
) -> None:
    reading = parse.read(PurePath(series, f"{name}.mkv"))

    assert (reading.take, reading.date, reading.episodes) == (True, date, ()), source


@pytest.mark.parametrize("source, name", NOTHING)
def test_what_the_published_lists_refuse_holds_nothing(source: str, name: str) -> None:
    reading = parse.read(PurePath(f"Some Series/{name}.mkv"))

    assert (reading.take, reading.episodes, reading.absolute) == (False, (), ()), source


@pytest.mark.parametrize("fact", UNSURE, ids=title)
def test_where_the_lists_guess_we_never_say_another_season(fact: Fact) -> None:
    reading = parse.read(PurePath(fact.path))

    assert (reading.season, reading.episodes) in [(None, ()), (fact.season, fact.episodes)]
    assert reading.absolute in [(), fact.absolute]


def test_there_are_as_many_facts_as_were_promised() -> None:
    assert len({fact.path for fact in (*SEASONED, *COUNTED_THROUGH)}) >= 150
