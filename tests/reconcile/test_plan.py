"""The heart: each reason comes with its cause and goes with it, and the actions follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aniworldd.catalogue import Failure, Renamed
from aniworldd.downloads.hosts import Down
from aniworldd.library import brake
from aniworldd.library.shelf import NAMED, Here, Shelf
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.hours import Hours
from aniworldd.model.title import ItemKey, ItemKind
from aniworldd.model.verdict import Reason
from aniworldd.model.watch import Monitor, Priority
from aniworldd.overview import titles
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import (
    About,
    Amend,
    Desired,
    Enqueue,
    Notice,
    Observed,
    Pin,
    Plan,
    Withdraw,
)
from tests.factories import (
    LINK,
    LONG_AGO,
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

KEY = make_item().key
DAY = timedelta(days=1)


def only(result: Plan) -> Reason:
    [verdict] = result.verdicts
    return verdict.reason


def enqueued(result: Plan) -> list[ItemKey]:
    return [action.item for action in result.actions if isinstance(action, Enqueue)]


def withdrawn(result: Plan) -> list[Withdraw]:
    return [action for action in result.actions if isinstance(action, Withdraw)]


def dubbed(*languages: str, **fields: object) -> Observed:
    return make_observed(make_listing([make_item(languages=languages)], **fields))  # type: ignore[arg-type]


def queued(**fields: object) -> Observed:
    return make_observed(downloads={KEY: make_download(KEY, **fields)})


DOWN = Down(since=NOW - DAY, until=NOW + DAY, what="it answers 503")
LATER = Hours(*((NOW.astimezone() + timedelta(hours=hours)).time() for hours in (1, 2)))
FAILURE = Failure(since=NOW - DAY, error="it answers 503", next_at=NOW + DAY)
CALM = make_desired()
EMPTY = make_observed()


@pytest.mark.parametrize(
    "reason,desired,observed",
    [
        (
            Reason.HERE,
            CALM,
            make_observed(shelf=make_shelf({(1, 1): Here("The Lamp Post (2024)/a.mkv")})),
        ),
        (Reason.QUEUED, CALM, queued()),
        (Reason.DOWNLOADING, CALM, queued(state=DownloadState.DOWNLOADING)),
        (Reason.RETRY, CALM, queued(retry_at=NOW + DAY, error="reset", tries=1)),
        (
            Reason.NOT_RELEASED,
            CALM,
            make_observed(make_listing([make_item(released_at=NOW + DAY)])),
        ),
        (
            Reason.NOT_IN_WANTED_LANGUAGE,
            make_desired(languages=("German Dub",)),
            dubbed("English Sub"),
        ),
        (
            Reason.BETTER_LANGUAGE,
            make_desired(languages=("German Dub", "German Sub"), languages_wait=86400.0),
            dubbed("German Sub", listed_at=NOW),
        ),
        (Reason.EXCLUDED_BY_SEASONS, make_desired(make_watch(seasons=frozenset({2}))), EMPTY),
        (Reason.EXCLUDED_BY_MONITOR, make_desired(make_watch(monitor=Monitor.NONE)), EMPTY),
        (Reason.EXCLUDED_BY_MONITOR, make_desired(make_watch(monitor=Monitor.FUTURE)), EMPTY),
        (Reason.WISH_DISABLED, make_desired(make_watch(enabled=False)), EMPTY),
        (Reason.NOT_ASKED, make_desired(make_watch(download=False)), EMPTY),
        (Reason.NOT_ASKED, make_desired(auto_download=False), EMPTY),
        (Reason.QUEUE_STOPPED, make_desired(queue_running=False), queued()),
        (Reason.OUTSIDE_HOURS, make_desired(hours=LATER), queued()),
        (
            Reason.HOST_DOWN,
            CALM,
            make_observed(
                make_listing([make_item(hosters=("one", "two"))]),
                downloads={KEY: make_download(KEY)},
                resting={"one": DOWN, "two": DOWN, "three": DOWN},
            ),
        ),
        (
            Reason.PROVIDER_FAILING,
            CALM,
            make_observed(sources={LINK: make_source(failure=FAILURE)}),
        ),
        (
            Reason.LAYOUT_CHANGED,
            CALM,
            make_observed(sources={LINK: make_source(failure=replace(FAILURE, changed=True))}),
        ),
        (Reason.LIBRARY_AWAY, CALM, make_observed(shelf=make_shelf(away="it is not mounted"))),
        (
            Reason.LIBRARY_SHRUNK,
            CALM,
            make_observed(shelf=make_shelf({(1, 1): Here("x/a.mkv")}, gone=frozenset({"x/a.mkv"}))),
        ),
        (Reason.LIBRARY_SHRUNK, CALM, make_observed(shelf=make_shelf(gone=frozenset({"x/b"})))),
        (
            Reason.DISK_BELOW_FLOOR,
            CALM,
            replace(queued(), shelf=make_shelf(low="512 MiB are free, 1 GiB is the floor")),
        ),
        (
            Reason.FOLDER_UNCLEAR,
            CALM,
            make_observed(
                shelf=Shelf(folders=frozenset({"The Lamp Post", "The Lamp Post (2024)"})), pins={}
            ),
        ),
        (
            Reason.CANCELLED,
            CALM,
            queued(state=DownloadState.CANCELLED, ended_at=NOW),
        ),
        (
            Reason.GIVEN_UP,
            CALM,
            queued(state=DownloadState.FAILED, error="gone", tries=6, ended_at=NOW),
        ),
    ],
    ids=lambda value: value if isinstance(value, Reason | About) else "",
)
def test_each_reason_has_its_cause(reason: Reason, desired: Desired, observed: Observed) -> None:
    result = plan(desired, observed, NOW)

    assert only(result) is reason
    assert enqueued(result) == []


def test_without_a_cause_the_item_is_queued() -> None:
    result = plan(CALM, EMPTY, NOW)

    assert enqueued(result) == [KEY]
    assert only(result) is Reason.QUEUED


def test_the_first_wanted_language_that_exists_is_asked_for_once_the_wait_is_over() -> None:
    desired = make_desired(languages=("German Dub", "German Sub"), languages_wait=86400.0)

    [action] = plan(desired, dubbed("German Sub", "English Sub", listed_at=NOW - DAY), NOW).actions

    assert isinstance(action, Enqueue)
    assert action.languages == ("German Sub",)


def test_the_best_language_is_taken_at_once_with_the_others_as_second_choice() -> None:
    desired = make_desired(languages=("German Dub", "German Sub"), languages_wait=86400.0)

    [action] = plan(desired, dubbed("German Sub", "German Dub", listed_at=NOW), NOW).actions

    assert isinstance(action, Enqueue)
    assert action.languages == ("German Dub", "German Sub")


def test_an_item_that_says_no_language_fits_every_wish() -> None:
    result = plan(make_desired(languages=("German Dub",)), EMPTY, NOW)

    assert enqueued(result) == [KEY]


def test_a_wish_may_say_its_own_languages() -> None:
    desired = make_desired(make_watch(languages=("English Sub",)), languages=("German Dub",))

    assert enqueued(plan(desired, dubbed("English Sub"), NOW)) == [KEY]


def test_what_was_listed_after_the_wish_is_future() -> None:
    listing = make_listing([make_item(number=1)], listed_at=NOW - DAY, first_at=NOW - 10 * DAY)
    desired = make_desired(make_watch(monitor=Monitor.FUTURE))
    observed = make_observed(listing, wished_at={LINK: NOW - 10 * DAY})

    assert enqueued(plan(desired, observed, NOW)) == [KEY]


def test_an_away_library_hides_even_what_was_here() -> None:
    shelf = make_shelf({(1, 1): Here("x/a.mkv")}, away="it is not mounted", away_since=NOW)

    result = plan(CALM, make_observed(shelf=shelf), NOW)

    assert only(result) is Reason.LIBRARY_AWAY
    assert result.actions == ()


def test_an_away_library_withdraws_nothing() -> None:
    observed = replace(queued(), shelf=make_shelf(away="it is not mounted"))

    assert plan(CALM, observed, NOW).actions == ()


@pytest.mark.parametrize(
    "watches",
    [(), (make_watch(enabled=False),), (make_watch(seasons=frozenset({9})),)],
    ids=["removed", "disabled", "excluded"],
)
def test_what_nobody_wants_any_more_is_withdrawn(watches: Sequence[object]) -> None:
    desired = replace(CALM, watches=tuple(watches))  # type: ignore[arg-type]

    [action] = withdrawn(plan(desired, queued(), NOW))

    assert action.download == "d1"


@pytest.mark.parametrize(
    "fields",
    [{"asked_by": AskedBy.PERSON}, {"state": DownloadState.DOWNLOADING}],
    ids=["asked by a person", "running"],
)
def test_a_running_download_and_a_persons_are_never_withdrawn(fields: dict[str, object]) -> None:
    assert withdrawn(plan(replace(CALM, watches=()), queued(**fields), NOW)) == []


def test_a_wish_that_changes_its_priority_takes_its_downloads_along() -> None:
    [action] = plan(make_desired(make_watch(priority=Priority.HIGH)), queued(), NOW).actions

    assert isinstance(action, Amend)
    assert action.priority is Priority.HIGH


def test_a_new_title_gets_its_folder_and_keeps_it() -> None:
    first = plan(CALM, make_observed(pins={}), NOW)
    [pin] = [action for action in first.actions if isinstance(action, Pin)]

    second = plan(CALM, make_observed(pins={pin.title: pin.folder}), NOW)

    assert pin.folder == "The Lamp Post (2024)"
    assert not [action for action in second.actions if isinstance(action, Pin)]


def test_a_folder_that_is_there_already_is_adopted() -> None:
    shelf = make_shelf({(1, 1): Here("the lamp post (2024)/a.mkv")}, folder="the lamp post (2024)")

    result = plan(CALM, make_observed(shelf=shelf, pins={}), NOW)

    assert only(result) is Reason.HERE


def test_two_titles_of_one_name_never_share_a_folder() -> None:
    other = make_listing([make_item(title="lamp-two")], title=make_title("lamp-two"))
    source = make_source(titles=("lamp-post", "lamp-two"))
    observed = make_observed(sources={LINK: source}, pins={})
    observed = replace(observed, listings={**observed.listings, "lamp-two": other})

    pins = [action for action in plan(CALM, observed, NOW).actions if isinstance(action, Pin)]

    assert [pin.folder for pin in pins] == [
        "The Lamp Post (2024)",
        "The Lamp Post (2024) [lamp-two]",
    ]


def test_the_same_title_wished_twice_counts_once_and_says_so() -> None:
    desired = make_desired(make_watch(), make_watch(id="again.yaml"))

    result = plan(desired, EMPTY, NOW)

    assert enqueued(result) == [KEY]
    [note] = result.notes
    assert (note.watch, note.about, note.what) == ("again.yaml", About.SAME_TITLE, "lamp-post.yaml")


def test_a_wish_seen_for_the_first_time_is_remembered() -> None:
    [action] = plan(CALM, Observed(), NOW).actions

    assert action == Notice(LINK)


@pytest.mark.parametrize(
    "about,observed",
    [
        (About.NOT_LOOKED_YET, make_observed(sources={})),
        (About.UNRECOGNISED, make_observed(sources={}, unrecognised={LINK})),
        (About.NOTHING_LISTED, make_observed(make_listing([]))),
        (About.PROVIDER_FAILING, make_observed(sources={LINK: make_source(failure=FAILURE)})),
        (
            About.LAYOUT_CHANGED,
            make_observed(sources={LINK: make_source(failure=replace(FAILURE, changed=True))}),
        ),
    ],
    ids=lambda value: value if isinstance(value, Reason | About) else "",
)
def test_what_concerns_a_whole_wish_is_noted(about: About, observed: Observed) -> None:
    [note] = plan(CALM, observed, NOW).notes

    assert note.about is about


def test_the_same_difference_gives_the_same_plan() -> None:
    assert plan(CALM, EMPTY, NOW) == plan(CALM, EMPTY, NOW)


def test_what_is_released_after_the_wish_is_future() -> None:
    old, new = (
        make_item(number=1, released_at=NOW - 20 * DAY),
        make_item(number=2, released_at=NOW - DAY),
    )
    observed = make_observed(make_listing([old, new]), wished_at={LINK: NOW - 10 * DAY})

    result = plan(make_desired(make_watch(monitor=Monitor.FUTURE)), observed, NOW)

    assert enqueued(result) == [new.key]


def test_a_wish_at_its_own_priority_moves_nothing() -> None:
    assert plan(CALM, queued(), NOW).actions == ()


def test_what_arrived_by_other_means_is_withdrawn() -> None:
    shelf = make_shelf({(1, 1): Here("The Lamp Post (2024)/a.mkv")})

    [action] = plan(CALM, replace(queued(state=DownloadState.FAILED), shelf=shelf), NOW).actions

    assert isinstance(action, Withdraw)
    assert action.reason == "it is here now"


def test_a_catalogue_that_shrank_is_noted_and_its_old_word_stands() -> None:
    question = brake.Question(frozenset({"a", "b"}), NOW - DAY, NOW)
    observed = make_observed(sources={LINK: make_source(shrink=question)})

    result = plan(CALM, observed, NOW)

    [note] = result.notes
    assert (note.about, note.what) == (About.CATALOGUE_SHRUNK, "2")
    assert enqueued(result) == [KEY]


def test_a_waiting_download_follows_the_languages_of_its_wish() -> None:
    desired = make_desired(languages=("German Sub", "English Sub"))
    observed = replace(dubbed("German Sub"), downloads=queued(languages=("German Dub",)).downloads)

    [action] = plan(desired, observed, NOW).actions

    assert isinstance(action, Amend)
    assert action.languages == ("German Sub",)


def test_a_waiting_download_that_no_wanted_language_fits_is_withdrawn() -> None:
    desired = make_desired(languages=("German Dub",))
    observed = replace(
        dubbed("English Sub"), downloads=queued(languages=("English Sub",)).downloads
    )

    result = plan(desired, observed, NOW)

    assert only(result) is Reason.NOT_IN_WANTED_LANGUAGE
    [action] = result.actions
    assert isinstance(action, Withdraw)


@pytest.mark.parametrize(
    "fields",
    [{"asked_by": AskedBy.PERSON}, {"state": DownloadState.DOWNLOADING}],
    ids=["asked by a person", "running"],
)
def test_what_runs_or_a_person_asked_for_keeps_its_language(fields: dict[str, object]) -> None:
    desired = make_desired(languages=("German Dub",))
    download = queued(languages=("English Sub",), **fields)
    observed = replace(dubbed("English Sub"), downloads=download.downloads)

    assert plan(desired, observed, NOW).actions == ()


def test_what_was_given_up_is_tried_anew_when_its_wish_wants_other_languages() -> None:
    desired = make_desired(languages=("German Sub",))
    download = queued(state=DownloadState.FAILED, languages=("German Dub",))
    observed = replace(dubbed("German Sub", "German Dub"), downloads=download.downloads)

    [action] = plan(desired, observed, NOW).actions

    assert isinstance(action, Withdraw)
    assert enqueued(plan(desired, replace(observed, downloads={}), NOW)) == [KEY]


@pytest.mark.parametrize(
    "place, path, ours, here",
    [
        ((0, 1), "x/Filme/Film01.mkv", False, True),
        ((0, 1), "x/Season 00/x - S00E01 - The Film.mkv", True, True),
        ((0, 1), "x/Season 00/x - S00E01.mkv", True, True),
        ((0, 1), "x/Season 00/x - S00E01 - Part 1.mkv", False, True),
        ((0, 7), "x/Season 00/x - S00E07 - Part 1.mkv", False, True),
        ((NAMED, 0), "x/Filme/Part 1 (2013).mkv", False, True),
        ((0, 1), "x/Season 00/x - S00E01.mkv", False, False),
        ((0, 1), "x/Season 00/x - S00E01 - Making of.mkv", False, False),
        ((0, 7), "x/Season 00/x - S00E07 - Part 1.mkv", True, False),
        ((NAMED, 0), "x/Filme/Another (2013).mkv", False, False),
        ((0, 1), "x/x - SP1.mkv", False, False),
        ((0, 1), "x/Specials/01.mkv", False, False),
    ],
)
def test_a_film_is_no_special_that_others_number_as_they_like(
    place: tuple[int, int], path: str, ours: bool, here: bool
) -> None:
    film = make_item(0, 1, kind=ItemKind.MOVIE)
    shelf = make_shelf({place: Here(path, ours=ours)})
    observed = make_observed(make_listing([film]), shelf=shelf)

    assert (only(plan(make_desired(), observed, NOW)) is Reason.HERE) is here


DUB = ("German Dub",)
GIVEN_UP = {
    KEY: make_download(KEY, state=DownloadState.FAILED, languages=DUB, error="gone", tries=6)
}
IN_FOLDER = Here("The Lamp Post (2024)/a.mkv")


@pytest.mark.parametrize(
    "shelf",
    [
        make_shelf(away="it is not mounted"),
        make_shelf({(1, 1): IN_FOLDER}, gone=frozenset({IN_FOLDER.path})),
        make_shelf(gone=frozenset({"x/b"})),
    ],
    ids=["away", "its file gone", "shrunk"],
)
def test_what_was_given_up_stays_so_while_the_library_cannot_be_trusted(shelf: Shelf) -> None:
    observed = make_observed(shelf=shelf, downloads=GIVEN_UP)

    assert plan(make_desired(languages=DUB), observed, NOW).actions == ()


def test_no_download_is_withdrawn_twice() -> None:
    observed = make_observed(shelf=make_shelf({(1, 1): IN_FOLDER}), downloads=GIVEN_UP)

    [action] = plan(make_desired(languages=DUB), observed, NOW).actions

    assert isinstance(action, Withdraw)


def test_what_no_provider_takes_any_more_is_not_queued() -> None:
    result = plan(CALM, make_observed(unrecognised={LINK}), NOW)

    assert only(result) is Reason.NO_PROVIDER
    assert result.actions == ()


def test_what_waits_for_a_provider_that_is_away_is_not_withdrawn() -> None:
    observed = replace(queued(), unrecognised={LINK})

    assert plan(CALM, observed, NOW).actions == ()


def test_a_folder_in_another_case_is_the_same() -> None:
    shelf = make_shelf({(1, 1): Here("the lamp post (2024)/a.mkv")}, folder="the lamp post (2024)")

    assert only(plan(CALM, make_observed(shelf=shelf), NOW)) is Reason.HERE


@pytest.mark.parametrize(
    "desired",
    [make_desired(make_watch(download=False)), make_desired(auto_download=False)],
    ids=["the wish", "the config"],
)
def test_what_waits_is_withdrawn_once_no_download_is_asked_for(desired: Desired) -> None:
    result = plan(desired, queued(), NOW)

    [action] = result.actions
    assert isinstance(action, Withdraw)
    assert action.reason == "no download is asked for any more"
    assert only(result) is Reason.NOT_ASKED


def test_what_waits_is_withdrawn_when_its_release_is_put_off() -> None:
    observed = make_observed(
        make_listing([make_item(released_at=NOW + DAY)]), downloads=queued().downloads
    )

    result = plan(CALM, observed, NOW)

    assert only(result) is Reason.NOT_RELEASED
    [action] = result.actions
    assert isinstance(action, Withdraw)


@pytest.mark.parametrize("downloads", [{}, queued().downloads], ids=["missing", "queued"])
@pytest.mark.parametrize("wait", [259200.0, 1e18], ids=["three days", "for ever"])
def test_no_date_is_too_far_away(downloads: dict[ItemKey, Download], wait: float) -> None:
    desired = make_desired(languages=("German Dub", "German Sub"), languages_wait=wait)
    for at in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        item = make_item(released_at=at, languages=("German Sub",))

        assert plan(desired, make_observed(make_listing([item]), downloads=downloads), NOW).verdicts


def two_links(*, title: str = "lamp-post") -> Observed:
    observed = make_observed(wished_at={LINK: LONG_AGO, f"{LINK}/2": LONG_AGO})
    second = make_source(link=f"{LINK}/2", titles=(title,))
    return replace(observed, sources={**observed.sources, second.link: second})


def test_a_resting_wish_never_counts_before_one_in_force() -> None:
    desired = make_desired(make_watch(enabled=False), make_watch(id="z.yaml", link=f"{LINK}/2"))

    result = plan(desired, two_links(), NOW)

    assert enqueued(result) == [KEY]
    assert result.wishes["lamp-post"].id == "z.yaml"


def test_a_wish_that_does_not_count_says_so_in_a_row_of_its_own() -> None:
    observed = two_links()
    result = plan(
        make_desired(make_watch(), make_watch(id="z.yaml", link=f"{LINK}/2")), observed, NOW
    )

    first, second = titles.rows(result, observed, NOW)

    assert (first.file, first.note) == ("lamp-post.yaml", "")
    assert (second.file, second.note) == (
        "z.yaml",
        "lamp-post.yaml wishes for the same title, and counts",
    )


def test_another_folder_in_the_wish_comes_too_late_and_is_told_so() -> None:
    [note] = plan(make_desired(make_watch(folder="Elsewhere")), EMPTY, NOW).notes

    assert (note.about, note.what) == (About.FOLDER_STAYS, "The Lamp Post (2024)")


def test_a_folder_in_the_wish_that_is_the_pinned_one_is_worth_no_word() -> None:
    for folder, pinned in (
        ("the lamp post (2024)", "The Lamp Post (2024)"),
        ("X", "X [lamp-post]"),
    ):
        observed = make_observed(pins={"lamp-post": pinned})

        assert plan(make_desired(make_watch(folder=folder)), observed, NOW).notes == ()


def renamed(**fields: object) -> Observed:
    """The title's key was `lamp-post` and is `lamp` now."""
    listing = make_listing([make_item(title="lamp")], title=make_title("lamp"))
    source = make_source(titles=("lamp",), renamed=(Renamed("lamp", "lamp-post"),))
    return make_observed(listing, sources={LINK: source}, **fields)


def test_a_title_keeps_its_folder_under_another_key() -> None:
    observed = renamed(
        shelf=make_shelf({(1, 1): Here("Chosen/a.mkv")}, folder="Chosen"),
        pins={"lamp-post": "Chosen"},
    )

    result = plan(CALM, observed, NOW)

    [pin] = result.actions
    assert isinstance(pin, Pin)
    assert (pin.title, pin.folder) == ("lamp", "Chosen")
    assert only(result) is Reason.HERE
    assert plan(CALM, replace(observed, pins={"lamp": "Chosen"}), NOW).actions == ()


@pytest.mark.parametrize("pins", [{}, {"lamp": "The Lamp Post (2024)"}], ids=["at once", "later"])
def test_who_gets_a_key_that_is_free_again_does_not_get_the_folder(pins: dict[str, str]) -> None:
    other = make_listing(title=make_title(name="Another", year=2020))
    second = make_source(link=f"{LINK}/2", titles=("lamp-post",))
    observed = renamed(pins={"lamp-post": "The Lamp Post (2024)", **pins})
    observed = replace(
        observed,
        sources={**observed.sources, second.link: second},
        listings={**observed.listings, "lamp-post": other},
    )
    desired = make_desired(make_watch(), make_watch(id="z.yaml", link=second.link))

    result = plan(desired, observed, NOW)

    pinned = {one.title: one.folder for one in result.actions if isinstance(one, Pin)}
    chosen = {**observed.pins, **pinned}
    assert {chosen["lamp"], chosen["lamp-post"]} == {"The Lamp Post (2024)", "Another (2020)"}


def test_the_folder_of_a_title_that_nobody_wishes_for_is_free() -> None:
    listing = make_listing([make_item(title="lamp")], title=make_title("lamp"))
    observed = make_observed(
        listing,
        sources={LINK: make_source(titles=("lamp",))},
        shelf=make_shelf({(1, 1): IN_FOLDER}),
    )

    assert only(plan(CALM, observed, NOW)) is Reason.HERE


def test_what_is_listed_no_more_is_withdrawn_for_that_reason() -> None:
    gone = make_download(make_item(number=2).key)

    actions = plan(CALM, make_observed(downloads={gone.item: gone}), NOW).actions

    [withdraw] = [action for action in actions if isinstance(action, Withdraw)]
    assert withdraw.reason == "its provider lists it no more"


@pytest.mark.parametrize("asked_by", AskedBy)
def test_a_waiting_download_of_what_is_here_is_withdrawn_whoever_asked_for_it(
    asked_by: AskedBy,
) -> None:
    observed = replace(
        queued(asked_by=asked_by),
        shelf=make_shelf({(1, 1): Here("The Lamp Post (2024)/a.mkv")}),
    )

    result = plan(CALM, observed, NOW)

    assert result.actions == (Withdraw("d1", KEY, "it is here now"),)


def test_what_a_person_asked_for_comes_although_its_wish_asks_for_nothing() -> None:
    desired = make_desired(make_watch(download=False))

    result = plan(desired, queued(asked_by=AskedBy.PERSON), NOW)

    assert (only(result), result.actions) == (Reason.QUEUED, ())


@pytest.mark.parametrize("asked_by", AskedBy)
def test_a_cancelled_download_is_remembered_as_long_as_it_is_wished_for(asked_by: AskedBy) -> None:
    observed = queued(state=DownloadState.CANCELLED, asked_by=asked_by)

    kept = plan(CALM, observed, NOW)
    forgotten = plan(replace(CALM, watches=()), observed, NOW)

    assert kept.actions == ()
    assert withdrawn(forgotten) == [Withdraw("d1", KEY, "no wish asks for it any more")]


def test_outside_the_hours_it_says_when_they_begin() -> None:
    [verdict] = plan(make_desired(hours=LATER), queued(), NOW).verdicts

    assert (verdict.until, verdict.what) == (NOW + timedelta(hours=1), str(LATER))


def test_a_host_that_is_down_keeps_nobody_who_has_another() -> None:
    observed = make_observed(
        make_listing([make_item(hosters=("one", "two"))]),
        downloads={KEY: make_download(KEY)},
        resting={"one": DOWN},
    )

    assert only(plan(CALM, observed, NOW)) is Reason.QUEUED
