"""A part of each day: when it holds, when it begins, and that no change of clocks doubles it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from aniworldd.model.hours import Hours

ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Athens", "Europe/Chisinau"),
    *("America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns"),
    *("America/Havana", "America/Santiago", "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut"),
    *("Asia/Jerusalem", "Asia/Kolkata", "Australia/Sydney", "Australia/Lord_Howe", "UTC"),
    "Pacific/Auckland",
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NIGHT = Hours(time(1), time(7))
OVER_MIDNIGHT = Hours(time(22), time(6))


def at(hour: int, minute: int = 0, zone: str = "Europe/Berlin") -> datetime:
    return datetime(2026, 5, 1, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    "hours, moment, holds",
    [
        (NIGHT, at(0, 59), False),
        (NIGHT, at(1), True),
        (NIGHT, at(6, 59), True),
        (NIGHT, at(7), False),
        (OVER_MIDNIGHT, at(21, 59), False),
        (OVER_MIDNIGHT, at(22), True),
        (OVER_MIDNIGHT, at(0), True),
        (OVER_MIDNIGHT, at(5, 59), True),
        (OVER_MIDNIGHT, at(6), False),
    ],
    ids=str,
)
def test_they_hold_from_begin_to_end(hours: Hours, moment: datetime, holds: bool) -> None:
    assert hours.holds(moment, ZoneInfo("Europe/Berlin")) is holds


@pytest.mark.parametrize(
    "moment, begin", [(at(0), at(1)), (at(1), at(1) + DAY), (at(12), at(1) + DAY)], ids=str
)
def test_they_begin_again_after_the_moment(moment: datetime, begin: datetime) -> None:
    assert NIGHT.next_begin(moment, ZoneInfo("Europe/Berlin")) == begin


def test_without_a_zone_it_is_the_machine_s() -> None:
    noon = datetime(2026, 5, 1, 12).astimezone()

    assert Hours(time(11), time(13)).holds(noon.astimezone(UTC))
    assert not Hours(time(13), time(11)).holds(noon.astimezone(UTC))


def test_they_read_as_they_are_written() -> None:
    assert str(OVER_MIDNIGHT) == "22:00-06:00"


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("hours", [Hours(time(2, 15), time(4, 15)), NIGHT, OVER_MIDNIGHT], ids=str)
def test_each_day_has_them_once_also_where_the_clocks_change(name: str, hours: Hours) -> None:
    zone = ZoneInfo(name)

    for change in changes(zone, 2026):
        begins = []
        moment = change - 2 * DAY
        while (moment := hours.next_begin(moment, zone)) < change + 2 * DAY:
            begins.append(moment)
            assert hours.holds(moment, zone)
            assert not hours.holds(moment - MINUTE, zone)

        days = [begin.astimezone(zone).date() for begin in begins]
        assert len(set(days)) == len(days)
        assert max(days) - min(days) == (len(days) - 1) * DAY


def test_a_part_that_the_clocks_jump_over_is_left_out() -> None:
    zone, hours = ZoneInfo("Europe/Berlin"), Hours(time(2, 15), time(2, 45))

    begin = hours.next_begin(datetime(2026, 3, 28, 12, tzinfo=UTC), zone)

    assert begin == datetime(2026, 3, 30, 0, 15, tzinfo=UTC)


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours in which the zone's distance from UTC changes."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=hour) for hour in range(365 * 24)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [hours[i] for i in range(1, len(hours)) if offsets[i] != offsets[i - 1]]
