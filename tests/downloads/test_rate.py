"""How fast downloads are."""

import pytest

from aniworldd.downloads.rate import Meter
from aniworldd.events import DownloadProgressed, Event
from aniworldd.model.download import Progress
from tests.downloads.stand_ins import MIB, make_download
from tests.fake_clock import FakeClock

DOWNLOAD = make_download(id="d1")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def meter(clock: FakeClock, events: list[Event]) -> Meter:
    return Meter(clock=clock, publish=events.append)


async def run(meter: Meter, clock: FakeClock, *, start: int, seconds: int, rate: int) -> None:
    """Ten reports a second."""
    for step in range(seconds * 10 + 1):
        meter.report(DOWNLOAD, Progress(start + step * rate // 10, 100 * MIB))
        await clock.advance(0.1)


async def test_the_rate_is_that_of_the_last_seconds(meter: Meter, clock: FakeClock) -> None:
    await run(meter, clock, start=0, seconds=20, rate=4 * MIB)
    await run(meter, clock, start=80 * MIB, seconds=10, rate=MIB)

    speed = meter.speeds()["d1"]

    assert speed.rate == pytest.approx(MIB, rel=0.05)
    assert speed.eta == pytest.approx(10, rel=0.05)


async def test_bytes_that_were_there_before_are_no_speed(meter: Meter, clock: FakeClock) -> None:
    await run(meter, clock, start=50 * MIB, seconds=2, rate=MIB)

    assert meter.speeds()["d1"].rate == pytest.approx(MIB, rel=0.1)


async def test_starting_over_is_no_negative_speed(meter: Meter, clock: FakeClock) -> None:
    await run(meter, clock, start=50 * MIB, seconds=2, rate=MIB)

    await run(meter, clock, start=0, seconds=2, rate=MIB)

    assert meter.speeds()["d1"].rate == pytest.approx(MIB, rel=0.1)


async def test_a_stalled_download_is_seen_to_stand_still(meter: Meter, clock: FakeClock) -> None:
    await run(meter, clock, start=0, seconds=10, rate=MIB)

    await clock.advance(30)

    assert (meter.speeds()["d1"].rate, meter.speeds()["d1"].eta) == (0.0, None)


async def test_without_a_length_there_is_no_estimate(meter: Meter, clock: FakeClock) -> None:
    meter.report(DOWNLOAD, Progress(0))
    await clock.advance(1)
    meter.report(DOWNLOAD, Progress(MIB))

    assert (meter.speeds()["d1"].rate, meter.speeds()["d1"].eta) == (MIB, None)


async def test_progress_is_told_at_most_four_times_a_second(
    meter: Meter, clock: FakeClock, events: list[Event]
) -> None:
    for done in range(1000):
        meter.report(DOWNLOAD, Progress(done * MIB // 1000, MIB))
        await clock.advance(0.01)

    assert 36 <= len(events) <= 41
    assert all(isinstance(event, DownloadProgressed) for event in events)


async def test_what_has_ended_is_forgotten(meter: Meter) -> None:
    meter.report(DOWNLOAD, Progress(0))

    meter.forget("d1")

    assert meter.speeds() == {}
