"""The first page: what it says of each state of the world."""

import time
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from aniworldd.catalogue import Failure
from aniworldd.library.shelf import DATED, Here
from aniworldd.model.download import DownloadState, Progress, Speed
from aniworldd.overview import titles
from aniworldd.overview.now import Facts, now
from aniworldd.overview.records import Concern, State
from aniworldd.overview.words import both, count, either, moment
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Desired, Observed
from tests.factories import (
    LINK,
    NOW,
    make_desired,
    make_download,
    make_item,
    make_listing,
    make_observed,
    make_shelf,
    make_source,
    make_title,
    make_watch,
)

TWO = make_listing([make_item(number=1), make_item(number=2)])
ONE_HERE = make_shelf({(1, 1): Here("The Lamp Post (2024)/a.mkv")})


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def make_facts(observed: Observed, desired: Desired | None = None, **fields: object) -> Facts:
    result = plan(desired or make_desired(), observed, NOW)
    rows = titles.rows(result, observed, NOW)
    facts = Facts("Aniworld", result, observed, NOW, rows, library="/srv/media")
    return replace(facts, **fields)  # type: ignore[arg-type]


def test_all_well_says_how_much_is_here_and_when_it_looks_again() -> None:
    facts = make_facts(make_observed(TWO, shelf=ONE_HERE), next_scan_at=NOW + timedelta(hours=1))

    page = now(facts)

    assert page.well
    assert page.headline == (
        "All well. 1 of 2 wanted episodes here; 1 of 1 title not complete. Next scan 13:00."
    )


@pytest.mark.parametrize(
    "facts,headline",
    [
        (make_facts(Observed(), Desired()), "Nothing is wished for yet."),
        (
            make_facts(make_observed(), looked=False),
            "Looking at the library and the watch folder for the first time.",
        ),
        (
            make_facts(make_observed(), concerns=[Concern("odd")]),
            "Something needs a look. 0 of 1 wanted episode here; 1 of 1 title not complete.",
        ),
        (
            make_facts(make_observed(shelf=make_shelf(away="it is not mounted"))),
            "1 title stuck. 0 of 1 wanted episode here.",
        ),
    ],
    ids=["nothing", "first look", "a concern", "away"],
)
def test_the_headline_says_the_most_important(facts: Facts, headline: str) -> None:
    assert now(facts).headline == headline


def test_only_what_is_missing_is_listed_as_missing() -> None:
    [row] = now(make_facts(make_observed(TWO, shelf=ONE_HERE))).missing

    assert [item.code for item in row.items] == ["S01E02"]
    assert (row.here, row.wanted, row.missing) == (1, 2, 1)


def test_a_complete_title_is_not_listed_as_missing() -> None:
    page = now(make_facts(make_observed(shelf=ONE_HERE)))

    assert page.missing == ()
    assert [row.state for row in page.titles] == [State.HERE]


@pytest.mark.parametrize(
    "shelf,words",
    [
        (make_shelf(away="it is not mounted"), "The library is away: it is not mounted"),
        (make_shelf(gone=frozenset({"a", "b"}), shrunk_since=NOW), "2 files vanished"),
        (
            make_shelf(gone=frozenset({"a", "b"}), shrunk_since=NOW, moved_from="/old"),
            "2 files of /old are not in /srv/media, the library now",
        ),
        (make_shelf(low="1 MiB is free"), "Downloads wait: 1 MiB is free"),
    ],
    ids=["away", "shrunk", "moved", "low"],
)
def test_the_library_has_its_say_with_a_cure(shelf: object, words: str) -> None:
    page = now(make_facts(make_observed(shelf=shelf)))

    [concern] = page.concerns
    assert concern.sentence.startswith(words)
    assert concern.cure
    assert not page.well


def test_downloads_are_split_into_running_and_waiting_with_their_speed() -> None:
    running = make_download(make_item(number=1).key, state=DownloadState.DOWNLOADING, id="d1")
    waiting = make_download(make_item(number=2).key, id="d2")
    speed = Speed("d1", running.item, Progress(50, 100), rate=10.0, eta=5.0)
    observed = make_observed(TWO, downloads={one.item: one for one in (running, waiting)})

    page = now(make_facts(observed, downloads=[running, waiting], speeds={"d1": speed}))

    [row] = page.running
    assert (row.done, row.total, row.rate, row.eta, row.name) == (50, 100, 10.0, 5.0, "Part 1")
    [queued] = page.queued
    assert queued.why.startswith("queued since")
    assert page.rate == 10.0


def test_what_does_not_fit_on_the_disk_says_so_while_it_is_queued() -> None:
    download = make_download(error="5.0 GiB are still to come, 2.0 GiB are free")
    observed = make_observed(downloads={download.item: download})

    [row] = now(make_facts(observed, downloads=[download])).queued

    assert row.why.endswith("but the last try ended: 5.0 GiB are still to come, 2.0 GiB are free")


def test_what_a_person_queued_without_a_wish_says_so() -> None:
    download = make_download()

    [row] = now(make_facts(Observed(), Desired(), downloads=[download])).queued

    assert (row.why, row.name) == ("queued by hand", "")


def test_only_completed_downloads_are_finished_ones() -> None:
    done = make_download(state=DownloadState.COMPLETED, ended_at=NOW, file="a.mkv")
    failed = make_download(state=DownloadState.FAILED)

    [row] = now(make_facts(make_observed(), finished=[done, failed])).finished

    assert (row.file, row.at, row.title) == ("a.mkv", NOW, "The Lamp Post")


def test_a_file_that_the_catalogue_places_is_not_among_those_not_understood() -> None:
    day, stray = "The Lamp Post (2024)/2024-05-01.mkv", "stray.mkv"
    observed = make_observed(
        make_listing([make_item(released_at=datetime(2024, 5, 1, tzinfo=UTC))]),
        shelf=make_shelf({(DATED, 20240501): Here(day)}, unread=(day, stray)),
    )

    page = now(make_facts(observed))

    assert page.unknown == (stray,)
    assert page.titles[0].here == 1


def test_a_title_without_a_folder_has_none_of_the_files_in_the_root() -> None:
    observed = make_observed(pins={}, shelf=make_shelf(away="no mark", unread=("stray.mkv",)))

    [row] = now(make_facts(observed)).titles

    assert (row.folder, row.unread) == ("", ())


def test_every_text_can_be_encoded_whatever_files_are_called() -> None:
    odd = "B\udcfcro \udcff"
    key = make_item(name=odd).key
    done = make_download(state=DownloadState.COMPLETED, ended_at=NOW, file=odd, title=odd)
    download = make_download(key, title=odd, language=odd, error=odd)
    watch = make_watch(id=odd)
    observed = make_observed(
        make_listing([make_item(name=odd)], title=make_title(name=odd)),
        shelf=make_shelf(gone=frozenset({odd}), low=odd, unread=(odd,)),
        pins={"lamp-post": odd},
        downloads={key: download},
    )

    page = now(
        make_facts(
            observed,
            make_desired(watch),
            name=odd,
            downloads=[download],
            finished=[done],
            concerns=[Concern(odd, odd, f"{odd}\n{odd}")],
            library=odd,
        )
    )
    away = now(make_facts(make_observed(shelf=make_shelf(away=odd))))

    assert repr(page).count("\N{REPLACEMENT CHARACTER}") > 20
    assert not set("\udcfc\udcff") & set(_texts(asdict(page)) + _texts(asdict(away)))
    assert page.concerns[0].detail.count("\n") == 1


def _texts(value: object) -> str:
    """All that it says, in one."""
    if isinstance(value, dict):
        return "".join(map(_texts, value.values()))
    if isinstance(value, list | tuple):
        return "".join(map(_texts, value))
    return str(value)


def test_a_wish_without_a_title_is_shown_by_its_file_and_says_why() -> None:
    observed = Observed(unrecognised={LINK})

    [row] = now(make_facts(observed)).titles

    assert (row.name, row.state) == ("lamp-post.yaml", State.STUCK)
    assert "no provider recognises" in row.note


def test_a_failing_provider_is_noted_on_its_title_once() -> None:
    failure = Failure(NOW, "it answers 503", next_at=NOW + timedelta(hours=1))
    observed = make_observed(sources={LINK: make_source(failure=failure)}, shelf=ONE_HERE)

    [row] = titles.rows(plan(make_desired(), observed, NOW), observed, NOW)

    assert row.note == "its provider fails since 12:00: it answers 503; asked again 13:00"
    assert row.state is State.STUCK


@pytest.mark.parametrize(
    "later,words",
    [
        (timedelta(hours=2), "14:00"),
        (timedelta(days=1), "tomorrow 12:00"),
        (timedelta(days=-1), "yesterday 12:00"),
        (timedelta(days=30), "31 May 12:00"),
        (timedelta(days=400), "5 June 2027"),
    ],
    ids=str,
)
def test_a_moment_is_said_as_people_do(later: timedelta, words: str) -> None:
    assert moment(NOW + later, NOW) == words


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("at", [datetime.max, datetime.min])
def test_the_ends_of_the_calendar_are_moments_too(
    monkeypatch: pytest.MonkeyPatch, zone: str, at: datetime
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()

    assert str(at.year) in moment(at.replace(tzinfo=UTC), NOW)


def test_lists_and_counts_read_as_sentences() -> None:
    assert either(["a", "b", "c"]) == "a, b or c"
    assert both(["a", "b"]) == "a and b"
    assert (count(1, "file"), count(2, "file"), both([])) == ("1 file", "2 files", "")
    assert (count(1, "try", "tries"), count(2, "try", "tries")) == ("1 try", "2 tries")
