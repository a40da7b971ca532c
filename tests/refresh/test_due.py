"""When a provider is asked, and how patience grows."""

from datetime import timedelta

import pytest

from aniworldd.catalogue import Failure, Source
from aniworldd.errors import ProviderChanged, ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.library.brake import Question
from aniworldd.refresh.due import due_at, next_try
from tests.factories import LINK, NOW, make_source

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "source,due",
    [
        (None, NOW),
        (Source(LINK, "demo"), NOW),
        (make_source(fetched_at=NOW, changed_at=NOW - 10 * DAY), NOW + DAY),
        (make_source(fetched_at=NOW, changed_at=NOW - 90 * DAY), NOW + 30 * DAY),
        (make_source(failure=Failure(NOW, "503", next_at=NOW + HOUR)), NOW + HOUR),
        (make_source(failure=Failure(NOW, "503", next_at=NOW + DAY)), NOW + DAY),
        (make_source(fetched_at=NOW, shrink=Question(frozenset("a"), NOW, NOW)), NOW + 8 * HOUR),
    ],
    ids=["never asked", "never answered", "lively", "quiet", "failing", "failing long", "doubted"],
)
def test_a_link_is_due(source: Source | None, due: object) -> None:
    assert due_at(source, NOW) == due


@pytest.mark.parametrize(
    "source",
    [
        make_source(fetched_at=NOW + 3650 * DAY),
        make_source(fetched_at=NOW + 2 * HOUR, changed_at=NOW + 2 * HOUR),
        make_source(failure=Failure(NOW + 3650 * DAY, "503", next_at=NOW + 3651 * DAY)),
        make_source(failure=Failure(NOW, "503", next_at=NOW + 2 * DAY)),
    ],
    ids=["fetched in years", "fetched in hours", "failing in years", "failing for days"],
)
def test_times_of_a_clock_that_was_ahead_are_not_believed(source: Source) -> None:
    assert due_at(source, NOW) == NOW


def test_a_clock_set_back_by_seconds_is_no_reason_to_hurry() -> None:
    second = timedelta(seconds=1)
    asked = make_source(fetched_at=NOW + second)
    failing = make_source(failure=Failure(NOW + second, "503", next_at=NOW + second + DAY))

    assert due_at(asked, NOW) > NOW + 29 * DAY
    assert due_at(failing, NOW) > NOW + 23 * HOUR


def test_news_from_a_clock_that_was_ahead_make_no_title_lively() -> None:
    source = make_source(fetched_at=NOW, changed_at=NOW + 3650 * DAY)

    assert due_at(source, NOW) == NOW + 30 * DAY


@pytest.mark.parametrize(
    "error,tries,wait",
    [
        (ProviderUnreachable("demo", "503", retry_after=600), 0, timedelta(minutes=10)),
        (ProviderUnreachable("demo", "503", retry_after=1), 0, timedelta(minutes=1)),
        (ProviderUnreachable("demo", "503", retry_after=10**9), 0, DAY),
        (ProviderUnreachable("demo", "no route"), 0, timedelta(minutes=1)),
        (ProviderUnreachable("demo", "no route"), 3, timedelta(minutes=8)),
        (ProviderUnreachable("demo", "no route"), 1000, 6 * HOUR),
        (ProviderChanged("demo", "fewer rows", what="season"), 0, 6 * HOUR),
        (TitleNotFound("demo", "no such title"), 0, DAY),
        (ProviderError("demo", "odd"), 1, timedelta(minutes=2)),
    ],
)
def test_a_failing_provider_is_asked_again(
    error: ProviderError, tries: int, wait: timedelta
) -> None:
    assert next_try(error, tries, NOW, jitter=0.5) == NOW + wait


def test_jitter_spreads_the_tries() -> None:
    error = ProviderUnreachable("demo", "no route")

    assert next_try(error, 5, NOW, jitter=0.0) < next_try(error, 5, NOW, jitter=1.0)
