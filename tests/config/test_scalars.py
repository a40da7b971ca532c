"""What single values may be."""

from datetime import date, time
from pathlib import Path

import pytest

from aniworldd.config import scalars
from aniworldd.config.scalars import DAY, HOUR, WEEK, Parsed
from aniworldd.model.hours import Hours


@pytest.mark.parametrize(
    "word, seconds",
    [
        ("30 s", 30),
        ("30s", 30),
        ("5 min", 300),
        ("2 h", 2 * HOUR),
        ("1.5 hours", 1.5 * HOUR),
        ("7 days", 7 * DAY),
        ("1 week", WEEK),
        ("0 s", 0),
        ("90", 90),
    ],
)
def test_durations_are_seconds(word: str, seconds: float) -> None:
    assert scalars.duration().parse(word) == seconds


def test_a_duration_without_a_unit_counts_in_the_unit_of_its_key() -> None:
    assert scalars.duration(DAY).parse("7") == 7 * DAY
    assert scalars.duration(DAY).parse("7 h") == 7 * HOUR


@pytest.mark.parametrize(
    "word, size",
    [
        ("1 GiB", 1024**3),
        ("500 MB", 500_000_000),
        ("5 MiB", 5 * 1024**2),
        ("1.5gib", 1024**3 * 3 // 2),
        ("4096", 4096),
        ("10 B", 10),
    ],
)
def test_sizes_are_bytes(word: str, size: int) -> None:
    assert scalars.size().parse(word) == size


@pytest.mark.parametrize(
    "parsed, word, value",
    [
        (scalars.whole(), "010", 10),
        (scalars.whole(), "-3", -3),
        (scalars.decimal(), "1.10", 1.1),
        (scalars.decimal(), "1e3", 1000.0),
        (scalars.decimal(), ".5", 0.5),
        (scalars.truth(), "Yes", True),
        (scalars.truth(), "off", False),
        (scalars.time_of_day(), "22:00", time(22)),
        (scalars.time_of_day(), "9:15", time(9, 15)),
        (scalars.time_of_day(), "03:00:30", time(3, 0, 30)),
        (scalars.day(), "2024-01-01", date(2024, 1, 1)),
        (scalars.path(), "/srv", Path("/srv")),
        (scalars.one_of(["DEBUG", "INFO"]), "debug", "DEBUG"),
        (scalars.rate(), "5 MiB/s", 5 * 1024**2),
        (scalars.rate(), "500 kb /s", 500_000),
        (scalars.rate(), "1 KiB", 1024),
        (scalars.rate(), "4096", 4096),
        (scalars.hours(), "01:00-07:00", Hours(time(1), time(7))),
        (scalars.hours(), " 22:00 - 6:30 ", Hours(time(22), time(6, 30))),
    ],
)
def test_text_is_read_by_the_type(parsed: Parsed, word: str, value: object) -> None:
    assert parsed.parse(word) == value


@pytest.mark.parametrize(
    "parsed, word, refusal",
    [
        (scalars.whole(), "true", "is not a whole number"),
        (scalars.whole(), "1.0", "is not a whole number"),
        (scalars.whole(), "0x10", "is not a whole number"),
        (scalars.whole(), "1_000", "is not a whole number"),
        (scalars.whole(), "9" * 5000, "is not a whole number"),
        (scalars.whole(), "１", "is not a whole number"),
        (scalars.decimal(), "nan", "is not a number"),
        (scalars.decimal(), "inf", "is not a number"),
        (scalars.truth(), "1", "is neither true nor false (nor yes, no, on, off)"),
        (scalars.time_of_day(), "25:00", "is not a time of day (00:00 to 23:59)"),
        (scalars.time_of_day(), "1320", "is not a time of day (00:00 to 23:59)"),
        (scalars.day(), "2024-02-30", "is not a date such as 2026-05-31"),
        (scalars.size(), "5 GB/s", "is not a size such as 500 MB, 5 MiB or 1 GiB"),
        (scalars.rate(), "fast", "is not a rate such as 500 KB/s or 5 MiB/s"),
        (scalars.rate(), "5 MiB/min", "is not a rate such as 500 KB/s or 5 MiB/s"),
        (scalars.rate(), "0", "is less than 1 KiB/s, at which nothing ever arrives"),
        (scalars.hours(), "at night", "is not a part of the day such as 01:00-07:00"),
        (scalars.hours(), "01:00", "is not a part of the day such as 01:00-07:00"),
        (scalars.hours(), "01:00-25:00", "is not a time of day (00:00 to 23:59)"),
        (scalars.hours(), "01:00-1:00", "is begun when it ends"),
        (scalars.size(), "-1 GiB", "is not a size such as 500 MB, 5 MiB or 1 GiB"),
        (scalars.path(), "", "is not a path"),
        (scalars.path(), "/srv\0", "is not a path"),
        (scalars.path(), "~nobody-of-this-name/x", "begins with the home folder of somebody"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(
    parsed: Parsed, word: str, refusal: str
) -> None:
    with pytest.raises(ValueError, match=r"^(is|begins)") as raised:
        parsed.parse(word)

    assert str(raised.value).startswith(refusal)


def test_a_size_may_be_as_many_bytes_as_a_disk_has() -> None:
    assert scalars.size().parse("1073741824") == 1024**3
    assert scalars.size().parse("999999999999999") == 999_999_999_999_999
