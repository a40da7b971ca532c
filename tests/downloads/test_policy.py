"""A test for each row of the table."""

from datetime import timedelta

import pytest

from aniworldd.downloads.policy import LONGEST_WAIT, TABLE, Decision, Trouble, after, row, trouble
from aniworldd.errors import (
    AniworldError,
    Conflict,
    DiskFull,
    DownloadError,
    HostDown,
    InvalidRequest,
    LibraryAway,
    NotFound,
    ProgramMissing,
    ProviderChanged,
    ProviderError,
    ProviderUnreachable,
    StoreError,
    TitleNotFound,
    Unavailable,
)
from tests.downloads.stand_ins import make_download
from tests.fake_clock import FakeClock

NOW = FakeClock().now()
AGAIN = DownloadError("broke off", retry_after=1.0)


def decide(
    error: AniworldError,
    *,
    tries: int = 0,
    retries: int = 5,
    further: bool = False,
    setbacks: int = 0,
    jitter: float = 0.5,
) -> Decision:
    download = make_download(tries=tries)
    return after(error, download, NOW, retries, jitter=jitter, further=further, setbacks=setbacks)


def seconds(decision: Decision) -> float:
    assert decision.retry_at is not None
    return (decision.retry_at - NOW).total_seconds()


ROWS = [
    pytest.param(Conflict("taken"), Trouble.PLACE_TAKEN, id="place taken"),
    pytest.param(LibraryAway("away"), Trouble.CONDITIONS, id="library away"),
    pytest.param(DiskFull("full"), Trouble.CONDITIONS, id="disk full"),
    pytest.param(Unavailable("read-only"), Trouble.NO_PLACE, id="no place"),
    pytest.param(ProviderChanged("p", "x", what="w"), Trouble.LAYOUT_CHANGED, id="layout"),
    pytest.param(ProviderUnreachable("p", "x"), Trouble.UNREACHABLE, id="unreachable"),
    pytest.param(ProviderError("p", "x"), Trouble.PROVIDER, id="provider"),
    pytest.param(TitleNotFound("p", "x"), Trouble.NOT_FOUND, id="no such title"),
    pytest.param(NotFound("x"), Trouble.NOT_FOUND, id="no release"),
    pytest.param(DownloadError("x", not_media=True), Trouble.NOT_MEDIA, id="not media"),
    pytest.param(DownloadError("x"), Trouble.GONE, id="gone"),
    pytest.param(AGAIN, Trouble.AGAIN, id="again"),
    pytest.param(StoreError("x"), Trouble.STATE, id="state"),
    pytest.param(HostDown("x", retry_after=9.0), Trouble.HOST_DOWN, id="host down"),
    pytest.param(ProgramMissing("x"), Trouble.NO_PROGRAM, id="no program"),
    pytest.param(InvalidRequest("x"), Trouble.OTHER, id="anything else"),
]


@pytest.mark.parametrize("error, row", ROWS)
def test_each_class_of_error_has_its_row(error: AniworldError, row: Trouble) -> None:
    assert trouble(error) is row


def test_each_row_is_reached_by_an_error() -> None:
    reached = {param.values[1] for param in ROWS} | {trouble(AGAIN, further=True)}

    assert reached == set(Trouble) == TABLE.keys()


def test_a_taken_place_is_given_up_at_once() -> None:
    decision = decide(Conflict("taken"))

    assert decision == Decision(counted=True, give_up=True)


@pytest.mark.parametrize("error", [LibraryAway("x"), DiskFull("x")])
def test_disk_and_library_cost_no_try_and_set_no_timer(error: AniworldError) -> None:
    decision = decide(error, tries=5)

    assert decision == Decision(counted=False)


@pytest.mark.parametrize("setbacks, wait", [(0, 60.0), (2, 960.0), (9999, LONGEST_WAIT)])
def test_no_place_costs_no_try_and_waits_longer_each_time(setbacks: int, wait: float) -> None:
    decision = decide(Unavailable("x"), setbacks=setbacks)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, wait)


def test_a_changed_layout_costs_no_try_and_waits_longest() -> None:
    decision = decide(ProviderChanged("p", "x", what="rows"), tries=5)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, LONGEST_WAIT)


def test_an_unreachable_provider_costs_no_try() -> None:
    decision = decide(ProviderUnreachable("p", "x"), tries=5)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, 900.0)


def test_an_unreachable_provider_is_left_alone_as_long_as_it_says() -> None:
    decision = decide(ProviderUnreachable("p", "x", retry_after=3000.0), jitter=0.0)

    assert seconds(decision) == 3000.0


def test_a_provider_that_cannot_say_costs_no_try() -> None:
    decision = decide(ProviderError("p", "x"), tries=5)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, 3600.0)


def test_no_release_costs_a_try() -> None:
    decision = decide(NotFound("x"))

    assert (decision.counted, seconds(decision)) == (True, 60.0)


def test_a_link_that_got_further_costs_no_try_and_goes_on_soon() -> None:
    decision = decide(DownloadError("x", retry_after=1.0), tries=5, further=True)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, 5.0)


@pytest.mark.parametrize("error", [DownloadError("x"), DownloadError("x", not_media=True)])
def test_a_link_that_is_no_use_makes_way_for_the_next(error: AniworldError) -> None:
    decision = decide(error)

    assert (row(error).next_link, row(error).link_lost) == (True, True)
    assert (decision.counted, seconds(decision)) == (True, 60.0)


def test_only_what_one_cannot_fetch_is_offered_to_the_next_downloader() -> None:
    kept = {one for one in Trouble if TABLE[one].next_downloader}

    assert kept == {Trouble.NOT_MEDIA, Trouble.NO_PROGRAM}


def test_other_providers_are_asked_for_what_its_own_does_not_give() -> None:
    kept = {one for one in Trouble if not TABLE[one].next_provider}

    assert kept == {
        *(Trouble.PLACE_TAKEN, Trouble.CONDITIONS, Trouble.NO_PLACE, Trouble.STATE),
        *(Trouble.BROKE_OFF, Trouble.AGAIN, Trouble.OTHER),
    }


def test_a_program_that_is_missing_costs_no_try_and_no_link() -> None:
    error = ProgramMissing("there is no yt-dlp")

    decision = decide(error, tries=5)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, LONGEST_WAIT)
    assert (row(error).next_link, row(error).link_lost) == (True, False)


@pytest.mark.parametrize("setbacks, wait", [(0, 60.0), (1, 240.0), (3, 3600.0), (9, 3600.0)])
def test_a_host_that_is_down_costs_no_try_however_long_it_is(setbacks: int, wait: float) -> None:
    error = HostDown("it answered 503", retry_after=9.0)

    decision = decide(error, retries=0, setbacks=setbacks)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, wait)
    assert (row(error).next_link, row(error).link_lost) == (True, False)


def test_a_host_that_says_when_it_is_back_is_left_alone_until_then() -> None:
    assert seconds(decide(HostDown("x", retry_after=7200.0), jitter=0.0)) == 7200.0


def test_a_state_that_cannot_be_written_costs_no_try() -> None:
    decision = decide(StoreError("x"), tries=5)

    assert (decision.counted, decision.give_up, seconds(decision)) == (False, False, 60.0)


def test_a_passing_failure_stays_with_its_link() -> None:
    decision = decide(AGAIN)

    assert not row(AGAIN).next_link
    assert (decision.counted, seconds(decision)) == (True, 60.0)


def test_an_odd_error_costs_a_try() -> None:
    decision = decide(InvalidRequest("x"))

    assert (decision.counted, seconds(decision)) == (True, 60.0)


@pytest.mark.parametrize(
    "tries, wait", [(0, 60.0), (1, 240.0), (2, 960.0), (3, 3840.0), (4, 15360.0), (5, 21600.0)]
)
def test_waits_grow_up_to_the_longest(tries: int, wait: float) -> None:
    assert seconds(decide(AGAIN, tries=tries, retries=9)) == wait


@pytest.mark.parametrize("jitter, wait", [(0.0, 45.0), (0.5, 60.0), (1.0, 75.0)])
def test_waits_are_spread(jitter: float, wait: float) -> None:
    assert seconds(decide(AGAIN, jitter=jitter)) == wait


def test_nobody_is_asked_again_before_the_time_he_named() -> None:
    assert seconds(decide(DownloadError("x", retry_after=100.0), jitter=0.0)) == 100.0


def test_a_mad_retry_after_is_not_obeyed_for_ever() -> None:
    year = timedelta(days=365).total_seconds()

    assert seconds(decide(DownloadError("x", retry_after=year))) == LONGEST_WAIT


@pytest.mark.parametrize(
    "tries, retries, gives_up", [(0, 0, True), (0, 1, False), (4, 5, False), (5, 5, True)]
)
def test_it_is_given_up_after_the_retries(tries: int, retries: int, gives_up: bool) -> None:
    assert decide(AGAIN, tries=tries, retries=retries).give_up is gives_up
