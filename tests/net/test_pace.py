"""How fast a host is asked, and how long it is left alone."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from aniworldd.errors import FetchError
from aniworldd.net import retry_after
from aniworldd.net.pace import KNOWN_HOSTS, Pace
from tests.fake_clock import FakeClock

LIMIT = 5  # real seconds: a pace that waits for ever fails a test instead of hanging it
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text, seconds",
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        ("31536000", 86400.0),
        ("9" * 5000, 86400.0),
        ("Fri, 01 May 2026 12:10:00 GMT", 600.0),
        ("Fri, 01 May 2026 12:10:00", 600.0),
        ("Fri, 01 May 2026 14:10:00 +0200", 600.0),
        ("Fri, 01 May 2026 11:00:00 GMT", None),
        ("Sat, 01 May 2027 12:00:00 GMT", 86400.0),
        ("Fri, 99 May 2026 12:10:00 GMT", None),
        ("Fri, 01 May 99999 12:10:00 GMT", None),
    ],
)
def test_retry_after_is_read(text: str, seconds: float | None) -> None:
    assert retry_after.seconds(text, NOW) == seconds


async def test_a_host_is_asked_once_in_its_delay() -> None:
    clock = FakeClock()
    starts: list[float] = []
    pace = make_pace(clock)
    tasks = [asyncio.create_task(note(pace, "a", starts, clock)) for _ in range(3)]

    await advance(clock, 2.5)

    assert starts == [1000.0, 1001.0, 1002.0]
    await asyncio.gather(*tasks)


async def test_hosts_do_not_wait_for_each_other() -> None:
    clock = FakeClock()
    starts: list[float] = []
    pace = make_pace(clock)

    await note(pace, "a", starts, clock)
    await note(pace, "b", starts, clock)

    assert starts == [1000.0, 1000.0]


async def test_turns_are_given_in_the_order_they_were_asked_for() -> None:
    clock = FakeClock()
    order: list[int] = []
    pace = make_pace(clock)

    async def one(number: int) -> None:
        async with pace.turn("a"):
            order.append(number)

    tasks = [asyncio.create_task(one(number)) for number in range(20)]
    await advance(clock, 20)

    assert order == list(range(20))
    await asyncio.gather(*tasks)


async def test_only_so_many_run_at_once() -> None:
    clock, running, most = FakeClock(), 0, 0
    pace = make_pace(clock, delay=0, at_once=2)

    async def one() -> None:
        nonlocal running, most
        async with pace.turn("a"):
            running += 1
            most = max(most, running)
            await clock.sleep(1)
            running -= 1

    tasks = [asyncio.create_task(one()) for _ in range(6)]
    await advance(clock, 10)

    await asyncio.gather(*tasks)
    assert most == 2


async def test_a_turn_that_was_ended_lets_the_next_one_start() -> None:
    pace = make_pace(FakeClock(), delay=0, at_once=1)

    async with pace.turn("a") as turn:
        turn.end()
        async with asyncio.timeout(1), pace.turn("a"):
            pass


async def test_a_cancelled_turn_is_given_back() -> None:
    clock = FakeClock()
    pace = make_pace(clock, delay=0, at_once=1)
    holding = asyncio.create_task(hold(pace, clock))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(hold(pace, clock))
    await asyncio.sleep(0)

    for task in (waiting, holding):
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async with asyncio.timeout(1), pace.turn("a"):
        pass


async def test_the_wait_after_failures_doubles_up_to_ten_minutes() -> None:
    clock = FakeClock()
    pace = make_pace(clock)
    waits = []

    for _ in range(10):
        waits.append(await fail(pace, clock))
        await advance(clock, waits[-1])

    assert waits == [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]


async def test_jitter_only_makes_the_wait_longer() -> None:
    clock = FakeClock()

    assert await fail(make_pace(clock, jitter=lambda: 1.0), clock) == 6.25


async def test_a_success_ends_the_back_off() -> None:
    clock = FakeClock()
    pace = make_pace(clock)
    await advance(clock, await fail(pace, clock))
    await advance(clock, await fail(pace, clock))

    await note(pace, "a", [], clock)
    await advance(clock, 1)

    assert await fail(pace, clock) == 5


async def test_retry_after_makes_the_wait_longer_but_never_shorter() -> None:
    clock = FakeClock()
    pace = make_pace(clock)

    assert await fail(pace, clock, retry_after=12) == 12
    await advance(clock, 12)
    assert await fail(pace, clock, retry_after=1) == 10


async def test_a_long_wait_is_said_at_once_with_its_reason() -> None:
    clock = FakeClock()
    pace = make_pace(clock)
    await fail(pace, clock, retry_after=300)

    with pytest.raises(FetchError) as error:
        await fail(pace, clock)

    assert str(error.value) == "a is left alone for another 5 min, because it answered 503"
    assert error.value.retry_after == 300
    assert pace.waiting("a") == 300


async def test_a_short_wait_is_waited_for() -> None:
    clock = FakeClock()
    starts: list[float] = []
    pace = make_pace(clock)
    await fail(pace, clock)

    task = asyncio.create_task(note(pace, "a", starts, clock))
    await advance(clock, 6)
    await task

    assert starts == [1005.0]


async def test_after_a_failure_one_request_probes_and_the_others_wait_for_it() -> None:
    clock = FakeClock()
    log: list[int] = []
    pace = make_pace(clock, delay=0, at_once=4)
    await fail(pace, clock)

    async def one(number: int) -> None:
        async with pace.turn("a") as turn:
            log.append(number)
            await clock.sleep(3)
            turn.answered()

    tasks = [asyncio.create_task(one(number)) for number in range(3)]
    await advance(clock, 5)
    probing = list(log)
    await advance(clock, 3)
    after = list(log)
    await advance(clock, 3)
    await asyncio.gather(*tasks)

    assert probing == [0]
    assert after == [0, 1, 2]


async def test_who_waits_behind_a_probe_that_fails_for_long_is_told() -> None:
    clock = FakeClock()
    pace = make_pace(clock, delay=0)
    await fail(pace, clock)
    probe = asyncio.create_task(fail(pace, clock, retry_after=100))
    behind = asyncio.create_task(hold(pace, clock))

    await advance(clock, 5)

    await probe
    with pytest.raises(FetchError, match="left alone for another 2 min"):
        await behind


async def test_failures_of_requests_under_way_together_count_once() -> None:
    clock = FakeClock()
    pace = make_pace(clock, delay=0)

    async with asyncio.timeout(LIMIT), pace.turn("a") as one, pace.turn("a") as other:
        await advance(clock, 1)
        first = one.failed("it answered 503")
        second = other.failed("it answered 503")

    assert (first, second) == (5, 5)


async def test_a_late_success_does_not_hide_a_failure_that_began_after_it() -> None:
    clock = FakeClock()
    pace = make_pace(clock, delay=0)

    async with asyncio.timeout(LIMIT), pace.turn("a") as slow:
        await advance(clock, 1)
        async with pace.turn("a") as quick:
            quick.failed("it answered 503")
        slow.answered()

    await advance(clock, 5)
    assert await fail(pace, clock) == 10


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("retry_after", [None, 1.0, 60.0])
async def test_an_outage_costs_a_host_at_most_twenty_requests_an_hour(
    at_once: int, retry_after: float | None
) -> None:
    clock = FakeClock()
    asked: list[float] = []
    pace = make_pace(clock, delay=0, at_once=at_once)

    async def eager() -> None:
        while True:
            try:
                async with pace.turn("a") as turn:
                    asked.append(clock.monotonic())
                    await clock.sleep(0.1)
                    turn.failed("it is down", retry_after)
            except FetchError as error:
                await clock.sleep(error.retry_after or 0)

    tasks = [asyncio.create_task(eager()) for _ in range(5)]
    await advance(clock, 3 * 3600)
    await stop(tasks)

    assert 5 < most_in_an_hour(asked) <= 20


async def test_a_host_that_fails_every_other_time_costs_at_most_twenty_failures_an_hour() -> None:
    clock = FakeClock()
    failures: list[float] = []
    pace = make_pace(clock)

    async def eager() -> None:
        good = False
        while True:
            try:
                async with pace.turn("a") as turn:
                    good = not good
                    if good:
                        turn.answered()
                    else:
                        failures.append(clock.monotonic())
                        turn.failed("it flaps")
            except FetchError as error:
                await clock.sleep(error.retry_after or 0)

    task = asyncio.create_task(eager())
    await advance(clock, 3 * 3600)
    await stop([task])

    assert 5 < most_in_an_hour(failures) <= 20


async def test_hosts_that_are_idle_are_forgotten() -> None:
    clock = FakeClock()
    pace = make_pace(clock)
    await fail(pace, clock, retry_after=86400)

    for number in range(3 * KNOWN_HOSTS):
        async with pace.turn(f"host-{number}"):
            pass
        await advance(clock, 2)

    assert len(pace._hosts) <= KNOWN_HOSTS
    assert pace.waiting("a") > 0


async def advance(clock: FakeClock, seconds: float) -> None:
    """Let what was just begun reach its first wait, then let time pass."""
    await clock.advance(0)
    await clock.advance(seconds)


def make_pace(
    clock: FakeClock,
    *,
    delay: float = 1.0,
    at_once: int = 2,
    jitter: Callable[[], float] = lambda: 0.0,
) -> Pace:
    return Pace(clock, delay=delay, at_once=at_once, jitter=jitter)


async def note(pace: Pace, host: str, starts: list[float], clock: FakeClock) -> None:
    async with asyncio.timeout(LIMIT), pace.turn(host) as turn:
        starts.append(clock.monotonic())
        turn.answered()


async def hold(pace: Pace, clock: FakeClock) -> None:
    async with asyncio.timeout(LIMIT), pace.turn("a"):
        await clock.sleep(1000)


async def fail(pace: Pace, clock: FakeClock, retry_after: float | None = None) -> float:
    async with asyncio.timeout(LIMIT), pace.turn("a") as turn:
        return turn.failed("it answered 503", retry_after)


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def most_in_an_hour(times: list[float]) -> int:
    return max(sum(start <= at < start + 3600 for at in times) for start in times)
