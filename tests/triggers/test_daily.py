"""A time of day, also in the nights when clocks are changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from aniworldd.triggers.daily import DAYS, Daily

# Changes of half an hour, of two hours, at midnight, both halves of the world, around Ramadan, and
# zones that never change.
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Chisinau",
    "America/New_York",
    "America/Los_Angeles",
    "America/Havana",
    "America/Santiago",
    "America/St_Johns",
    "Atlantic/Azores",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Jerusalem",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Antarctica/Troll",
    "Pacific/Auckland",
)
NEVER_CHANGES = {"Asia/Kolkata"}
YEARS = (2024, 2025, 2026, 2027)
HOUR = timedelta(hours=1)


def changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The moments at which the zone's clocks are changed in a year."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if (at + HOUR).astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset():
            yield next(
                moment
                for moment in (at + timedelta(minutes=n) for n in range(1, 61))
                if moment.astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset()
            )
        at += HOUR


def runs(daily: Daily, begin: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    found = []
    at = daily.after(begin, zone)
    while at is not None and at < end:
        found.append(at)
        at = daily.after(at, zone)
    return found


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", ZONES)
def test_it_comes_once_on_each_day_around_a_change_of_the_clocks(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    found = list(changes(zone, year))
    assert bool(found) is (name not in NEVER_CHANGES)
    for change in found:
        night = change.astimezone(zone).date()
        before = (change - timedelta(minutes=1)).astimezone(zone).replace(tzinfo=None)
        after = change.astimezone(zone).replace(tzinfo=None)
        early, late = min(before, after), max(before, after)
        for wished in (
            *(before, after, early + (late - early) / 2),
            *(early - timedelta(minutes=20), late + timedelta(minutes=20)),
            *(datetime.combine(night, time(0)), datetime.combine(night, time(23, 59))),
        ):
            at = wished.time().replace(second=0, microsecond=0)
            begin = datetime.combine(night - timedelta(days=2), time(12), tzinfo=zone)
            end = datetime.combine(night + timedelta(days=3), time(12), tzinfo=zone)

            times = runs(Daily(at), begin.astimezone(UTC), end.astimezone(UTC), zone)

            days = [moment.astimezone(zone).date() for moment in times]
            expected = [night + timedelta(days=n) for n in range(-2, 4)]
            assert days in (expected[1:], expected[:-1]), (name, change, at, times)
            for moment, day in zip(times, days, strict=True):
                assert moment == instant(zone, day, at, change), (name, change, at)


def instant(zone: ZoneInfo, day: date, at: time, change: datetime) -> datetime:
    """What a person means by that time on that day; found by trying every minute."""
    begin = datetime.combine(day, at, tzinfo=zone).astimezone(UTC) - 3 * HOUR
    for minute in range(6 * 60):
        moment = begin + timedelta(minutes=minute)
        local = moment.astimezone(zone).replace(tzinfo=None)
        if local == datetime.combine(day, at):
            return moment  # the first of two
    return change  # there is no such time: the moment after it was skipped


def test_the_night_without_half_past_two_and_the_night_with_two_of_them() -> None:
    zone, daily = ZoneInfo("Europe/Berlin"), Daily(time(2, 30))

    spring = runs(daily, datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC), zone)
    autumn = runs(
        daily, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC), zone
    )

    assert [str(at.astimezone(zone)) for at in spring] == [
        "2026-03-28 02:30:00+01:00",
        "2026-03-29 03:00:00+02:00",
        "2026-03-30 02:30:00+02:00",
    ]
    assert [str(at.astimezone(zone)) for at in autumn] == [
        "2026-10-24 02:30:00+02:00",
        "2026-10-25 02:30:00+02:00",
        "2026-10-26 02:30:00+01:00",
    ]


def test_only_the_given_days_count() -> None:
    daily = Daily(time(3), ("mon", "thu"))
    monday = datetime(2026, 11, 23, tzinfo=UTC)

    times = runs(daily, monday, monday + timedelta(days=14), ZoneInfo("UTC"))

    assert [DAYS[at.weekday()] for at in times] == ["mon", "thu", "mon", "thu"]
    assert times[0] == monday + 3 * HOUR


def test_a_day_that_a_zone_left_out_is_made_up_for_at_its_end() -> None:
    """Samoa had no 30 December 2011."""
    zone = ZoneInfo("Pacific/Apia")
    begin = datetime(2011, 12, 29, tzinfo=zone).astimezone(UTC)

    times = runs(Daily(time(3)), begin, begin + timedelta(days=3), zone)

    days = [moment.astimezone(zone).strftime("%d %H:%M") for moment in times]
    assert days == ["29 03:00", "31 00:00", "31 03:00", "01 03:00"]


@pytest.mark.parametrize("year", [1970, 2100])
def test_any_year_will_do(year: int) -> None:
    at = Daily(time(3)).after(datetime(year, 1, 1, tzinfo=UTC), ZoneInfo("Europe/Berlin"))

    assert at == datetime(year, 1, 1, 2, tzinfo=UTC)


def test_without_a_zone_the_machine_s_counts() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    at = Daily(time(3)).after(now, None)

    assert at is not None
    assert at.astimezone().time() == time(3)
    assert now < at <= now + timedelta(days=1)
