from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from aniworldd.library import brake
from aniworldd.library.brake import Question

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
KNOWN = frozenset(f"{number:02}.mkv" for number in range(100))
HALF = frozenset(sorted(KNOWN)[:50])
GONE = KNOWN - HALF


def after(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    "known, gone, asked",
    [
        (100, 10, False),  # ten per cent are not more than ten per cent
        (100, 11, True),
        (10, 5, False),  # five are not more than five
        (6, 6, True),
        (5, 5, False),
        (1000, 100, False),
        (0, 0, False),
    ],
)
def test_more_than_a_tenth_and_more_than_five_is_a_question(
    known: int, gone: int, asked: bool
) -> None:
    paths = frozenset(str(number) for number in range(known))
    found = frozenset(str(number) for number in range(gone, known))

    assert (brake.judge(paths, found, None, NOW) is not None) is asked


def test_new_files_do_not_make_up_for_those_that_are_gone() -> None:
    found = HALF | {f"new-{number}" for number in range(100)}

    question = brake.judge(KNOWN, found, None, NOW)

    assert question == Question(GONE, NOW, NOW)


def test_the_question_ends_when_everything_is_back() -> None:
    question = brake.judge(KNOWN, HALF, None, NOW)

    assert brake.judge(KNOWN, KNOWN, question, after(1)) is None


def test_an_answer_settles_it() -> None:
    question = brake.judge(KNOWN, HALF, None, NOW)
    assert question is not None

    assert brake.judge(KNOWN, HALF, brake.accepted(question), after(1)) is None


def test_an_answer_holds_for_no_second_loss() -> None:
    question = brake.judge(KNOWN, HALF, None, NOW)
    assert question is not None

    again = brake.judge(KNOWN, frozenset(), brake.accepted(question), after(1))

    assert again == Question(KNOWN, after(1), after(1))


def test_an_answer_holds_although_one_more_file_is_gone() -> None:
    question = brake.judge(KNOWN, HALF, None, NOW)
    assert question is not None

    assert brake.judge(KNOWN, HALF - {"00.mkv"}, brake.accepted(question), after(1)) is None


def settled_at(hours: list[float]) -> float | None:
    """The first of these times at which the loss is believed without an answer."""
    question = None
    for hour in hours:
        question = brake.judge(KNOWN, HALF, question, after(hour))
        if question is None:
            return hour
    return None


@pytest.mark.parametrize(
    "hours, settled",
    [
        ([0, 12, 24], 24),
        ([0, 24, 48], 48),
        ([*range(30)], 24),  # hourly
        ([0, 1, 2, 3, 4], None),
        ([0, 0.1, 24], None),  # two looks at one time are one look
        ([0, 500_000, 500_000.1, 500_000.2], None),  # the clock was set
        ([0, 500_000, 500_009], 500_009),
    ],
)
def test_three_agreeing_scans_over_a_day_settle_it(
    hours: list[float], settled: float | None
) -> None:
    assert settled_at(hours) == settled


def test_scans_that_do_not_agree_settle_nothing() -> None:
    first = brake.judge(KNOWN, HALF, None, NOW)
    second = brake.judge(KNOWN, HALF, first, after(12))

    third = brake.judge(KNOWN, HALF | {min(GONE)}, second, after(24))

    assert third == Question(GONE - {min(GONE)}, after(24), after(24))


def test_a_clock_that_goes_back_starts_the_count_anew() -> None:
    first = brake.judge(KNOWN, HALF, None, NOW)

    second = brake.judge(KNOWN, HALF, first, after(-1))

    assert second == Question(GONE, after(-1), after(-1))


def test_a_question_can_be_stored() -> None:
    adapter = TypeAdapter(Question)
    question = Question(GONE, NOW, after(8), 2)

    stored = adapter.dump_python(question, mode="json")

    assert adapter.validate_python(stored) == question
