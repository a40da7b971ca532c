"""Which hosts may be asked: places, outages, and who waits for them."""

from datetime import timedelta

import pytest

from aniworldd.downloads.hosts import Hosts
from tests.fake_clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def hosts(clock: FakeClock) -> Hosts:
    return Hosts(clock, per_host=2)


def test_a_host_has_as_many_places_as_is_said(hosts: Hosts) -> None:
    with hosts.place("a"):
        first = hosts.full("a")
        with hosts.place("a"):
            assert (first, hosts.full("a"), hosts.full("b")) == (False, True, False)
            assert not hosts.all_open
    assert not hosts.full("a")
    assert hosts.all_open


def test_the_number_may_change_while_they_are_used(hosts: Hosts) -> None:
    with hosts.place("a"):
        hosts.per_host = 1
        assert hosts.full("a")


async def test_a_host_that_is_down_rests_for_as_long_as_it_says(
    hosts: Hosts, clock: FakeClock
) -> None:
    hosts.failed("a", "it answered 503", 600.0)
    down = hosts.down("a")
    await clock.advance(599)
    before = hosts.closed("a")
    await clock.advance(1)

    assert down is not None
    assert (down.what, down.until - down.since) == ("it answered 503", timedelta(seconds=600))
    assert (before, hosts.closed("a"), hosts.all_open) == (True, False, True)


async def test_an_outage_lasts_since_its_first_failure(hosts: Hosts, clock: FakeClock) -> None:
    start = clock.now()
    hosts.failed("a", "x", None)
    await clock.advance(60)
    hosts.failed("a", "y", None)

    down = hosts.down("a")
    assert down is not None
    assert (down.since, down.what) == (start, "y")

    hosts.answered("a")
    hosts.failed("a", "z", None)
    assert hosts.resting()["a"].since == clock.now()


async def test_a_host_that_stays_down_rests_longer_each_time_up_to_ten_minutes(
    hosts: Hosts, clock: FakeClock
) -> None:
    waits = []
    for _ in range(6):
        hosts.failed("a", "x", None)
        hosts.failed("a", "x", None)  # two that were under way together say the same
        waits.append((hosts.resting()["a"].until - clock.now()).total_seconds())
        await clock.advance(waits[-1])

    assert waits == [60, 120, 240, 480, 600, 600]
