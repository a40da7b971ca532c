from dataclasses import replace

import pytest

from aniworldd.overview.records import State
from aniworldd.web.page import rows
from tests.web.worlds import make_item, make_now, make_running, make_title


@pytest.mark.parametrize(
    "headline, parts",
    [
        ("All well. Next scan 13:00.", ("All well.", "Next scan 13:00.")),
        ("Nothing is wished for yet.", ("Nothing is wished for yet.", "")),
        ("", ("", "")),
    ],
)
def test_the_verdict_is_the_first_sentence(headline: str, parts: tuple[str, str]) -> None:
    assert rows.verdict(headline) == parts


def test_the_tab_says_what_runs() -> None:
    assert rows.tab(make_now()) == "1 downloading, 2.5 MiB/s – Aniworld"


def test_the_tab_says_the_verdict_when_nothing_runs() -> None:
    assert rows.tab(make_now(running=())) == "All well – Aniworld"


def test_the_tab_names_no_rate_before_there_is_one() -> None:
    assert rows.tab(make_now(running=(make_running(),), rate=0.0)) == "1 downloading – Aniworld"


def test_the_figures_count_episodes_and_complete_titles() -> None:
    titles = (
        make_title(wanted=12, here=10),
        make_title(wanted=3, here=3),
        make_title(wanted=0, here=0, note="the wish says enabled: false"),
    )

    figures = rows.figures(make_now(titles=titles))

    assert (figures.running, figures.queued, figures.missing, figures.complete) == (1, 1, 2, 1)


def test_neighbours_with_the_same_reason_are_one_line() -> None:
    items = (
        make_item(1, why="not released yet"),
        make_item(2, why="not released yet"),
        make_item(3, why="queued"),
        make_item(4, why="not released yet"),
    )

    [one] = rows.missing([make_title(items=items)])

    assert [(line.codes, line.name) for line in one.lines] == [
        ("S01E01 – S01E02", "2 episodes"),
        ("S01E03", "Morning 3"),
        ("S01E04", "Morning 4"),
    ]
    assert one.more == 0


def test_the_same_sentence_in_another_state_is_another_line() -> None:
    items = (make_item(1, why="x"), make_item(2, why="x", state=State.STUCK))

    [one] = rows.missing([make_title(items=items)])

    assert len(one.lines) == 2


def test_a_title_shows_thirty_lines_and_says_how_many_more() -> None:
    title = make_title(items=tuple(make_item(number) for number in range(1, 51)))

    [one] = rows.missing([title])

    assert (len(one.lines), one.more) == (30, 20)


def test_all_titles_together_show_four_hundred_lines() -> None:
    title = make_title(items=tuple(make_item(number) for number in range(1, 26)))

    shown = rows.missing([title] * 20)

    assert sum(len(one.lines) for one in shown) == 400
    assert shown[-1].more == 25


def test_films_and_specials_come_after_the_seasons() -> None:
    items = tuple(replace(make_item(), code=code) for code in ("S00E01", "S01E01", "S01E02"))

    seasons = rows.seasons(make_title(items=items))

    assert [(name, len(part)) for name, part in seasons] == [
        ("Season 1", 2),
        ("Films and specials", 1),
    ]


def test_a_season_above_99_is_read_whole() -> None:
    [(name, _)] = rows.seasons(make_title(items=(replace(make_item(), code="S2024E01"),)))

    assert name == "Season 2024"
