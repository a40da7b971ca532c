"""When a provider is asked, and how patience grows."""

from datetime import timedelta

import pytest

from aniworldd.catalogue import Failure, Source
from aniworldd.errors import ProviderChanged, ProviderError, ProviderUnreachable, TitleNotFound
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
    ],
    ids=["never asked", "never answered", "lively", "quiet", "failing"],
)
def test_a_link_is_due(source: Source | None, due: object) -> None:
    assert due_at(source, NOW) == due


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
