"""The queue in figures."""

from dataclasses import replace

import pytest

from aniworldd.model.download import Download, DownloadState, Progress, Speed
from aniworldd.overview.tally import Facts, Tally, tally
from tests.web.worlds import make_download

MIB = 2**20


def make_speed(number: int, done: int, total: int | None, rate: float = MIB) -> Speed:
    download = make_download(number)
    eta = None if total is None or not rate else (total - done) / rate
    return Speed(download.id, download.item, Progress(done, total), rate, eta)


def running(number: int) -> Download:
    return make_download(number, state=DownloadState.DOWNLOADING)


def done(number: int, size: int = 100 * MIB) -> Download:
    return make_download(number, state=DownloadState.COMPLETED, size=size)


def make_facts(
    *downloads: Download, speeds: tuple[Speed, ...] = (), came: tuple[Download, ...] = ()
) -> Facts:
    by_id = {speed.download: speed for speed in speeds}
    return Facts(downloads=downloads, speeds=by_id, listed=came, completed=came)


def test_an_empty_queue_has_nothing_to_say() -> None:
    assert tally(Facts()) == Tally()


def test_each_state_is_counted_and_what_a_person_took_away_is_not() -> None:
    states = (
        *(DownloadState.PENDING, DownloadState.PAUSED, DownloadState.DOWNLOADING),
        *(DownloadState.FAILED, DownloadState.CANCELLED),
    )
    downloads = [make_download(number, state=state) for number, state in enumerate(states)]

    found = tally(make_facts(*downloads, came=(done(9),)))

    assert (found.waiting, found.active, found.failed, found.completed) == (2, 1, 1, 1)
    assert found.total == 5


def test_bytes_that_are_known_are_those_of_what_came_and_of_what_runs() -> None:
    speeds = (make_speed(1, 5, 10), make_speed(2, 7, None))

    found = tally(make_facts(running(1), running(2), speeds=speeds, came=(done(3, 100),)))

    assert found.known == 100 + 10 + 7


def test_what_runs_takes_what_is_left_of_it_at_the_rate_of_all() -> None:
    speeds = (make_speed(1, 90 * MIB, 100 * MIB), make_speed(2, 50 * MIB, 100 * MIB))

    found = tally(make_facts(running(1), running(2), speeds=speeds))

    assert found.rate == 2 * MIB
    assert found.left == 50  # the slower one, not the mean


def test_what_waits_is_taken_to_weigh_what_others_of_its_title_did() -> None:
    other = replace(done(8, 999 * MIB), item=replace(done(8).item, title="moons"))
    facts = make_facts(
        *(running(1), make_download(2), make_download(3)),
        speeds=(make_speed(1, 10 * MIB, 20 * MIB),),
        came=(other, done(9, 40 * MIB)),
    )

    assert tally(facts).left == 10 + 2 * 30  # the mean of 20 and 40


def test_what_nothing_is_known_of_weighs_what_all_others_did() -> None:
    other = replace(done(8, 30 * MIB), item=replace(done(8).item, title="moons"))
    facts = make_facts(running(1), speeds=(make_speed(1, 10 * MIB, None),), came=(other,))

    assert tally(facts).left == 20


@pytest.mark.parametrize(
    "facts",
    [
        make_facts(make_download(1), came=(done(9),)),
        make_facts(running(1), speeds=(make_speed(1, 5, 10, rate=0.0),)),
        make_facts(running(1), speeds=(make_speed(1, 5, None),)),
        replace(
            make_facts(running(1), make_download(2), speeds=(make_speed(1, 5, 10),)), running=False
        ),
    ],
    ids=["nothing runs", "nothing moves", "no size is known", "what waits is held back"],
)
def test_an_end_that_cannot_be_said_is_not_said(facts: Facts) -> None:
    assert tally(facts).left is None
