"""A file in a language that is less wanted than another: when it is replaced, and when never."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aniworldd.catalogue import Failure
from aniworldd.library.shelf import Here
from aniworldd.model.download import Download, DownloadState
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Monitor
from aniworldd.reconcile.plan import plan
from aniworldd.reconcile.state import Amend, Desired, Enqueue, Observed, Plan, Withdraw
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
    make_watch,
)

KEY = make_item().key
PATH = "The Lamp Post (2024)/a.mkv"
BOTH = ("German Dub", "German Sub")
DAY = timedelta(days=1)
WISH = make_desired(make_watch(upgrade=True), languages=BOTH)


def here(
    language: str = "German Sub",
    *,
    ours: bool = True,
    has: tuple[str, ...] = BOTH,
    download: Download | None = None,
    **fields: object,
) -> Observed:
    """The episode is here in this language, and the provider has it in others."""
    observed = make_observed(
        make_listing([make_item(languages=has)]),
        shelf=make_shelf({(1, 1): Here(PATH, language, ours=ours)}),
        downloads={KEY: download} if download else {},
    )
    return replace(observed, **fields)  # type: ignore[arg-type]


def upgrading(**fields: object) -> Download:
    return make_download(KEY, languages=("German Dub",), replaces=PATH, **fields)


def only(result: Plan) -> Verdict:
    [verdict] = result.verdicts
    return verdict


def why_not(result: Plan) -> Reason | None:
    upgrade = only(result).upgrade
    return upgrade.reason if upgrade else None


def test_a_better_language_that_is_there_is_queued_in_the_files_stead() -> None:
    result = plan(WISH, here(), NOW)

    [action] = result.actions
    assert isinstance(action, Enqueue)
    assert (action.languages, action.replaces) == (("German Dub",), PATH)
    assert only(result).reason is Reason.HERE
    assert why_not(result) is Reason.QUEUED


@pytest.mark.parametrize(
    "ours, path, said",
    [
        (True, "The Lamp Post (2024)/a", ".aniworldd/recycle/2026-05-01"),
        (False, "The Lamp Post (2024)/a", ""),
        (True, "The Lamp Post (2024)/b", ""),
    ],
    ids=["ours", "somebody else's", "another one"],
)
def test_where_the_one_before_it_went_is_said_of_ours(ours: bool, path: str, said: str) -> None:
    observed = here("German Dub", ours=ours)
    shelf = replace(observed.shelf, recycled={path: ".aniworldd/recycle/2026-05-01"})

    assert only(plan(WISH, replace(observed, shelf=shelf), NOW)).before == said


@pytest.mark.parametrize(
    "desired, observed, reason",
    [
        (WISH, here(has=("German Sub",)), Reason.NOT_IN_WANTED_LANGUAGE),
        (WISH, here(has=()), Reason.NOT_IN_WANTED_LANGUAGE),
        (WISH, here(ours=False), Reason.NOT_OURS),
        (make_desired(make_watch(upgrade=True, download=False), languages=BOTH), here(), None),
        (
            WISH,
            here(sources={LINK: make_source(failure=Failure(NOW - DAY, "503", NOW + DAY))}),
            Reason.PROVIDER_FAILING,
        ),
        (WISH, here(unrecognised={LINK}), Reason.NO_PROVIDER),
        (WISH, here(download=upgrading(retry_at=NOW + DAY, error="x", tries=1)), Reason.RETRY),
        (WISH, here(download=upgrading(state=DownloadState.DOWNLOADING)), Reason.DOWNLOADING),
        (
            WISH,
            here(download=upgrading(state=DownloadState.FAILED, ended_at=NOW - DAY, tries=6)),
            Reason.GIVEN_UP,
        ),
        (
            replace(WISH, queue_running=False),
            here(download=upgrading()),
            Reason.QUEUE_STOPPED,
        ),
        # nothing better is wanted
        (WISH, here("German Dub"), None),
        (WISH, here(""), None),
        (WISH, here("", ours=False), None),
        (make_desired(make_watch(), languages=BOTH), here(), None),
        (make_desired(make_watch(upgrade=True)), here(), None),
        (
            make_desired(make_watch(upgrade=True, seasons=frozenset({2})), languages=BOTH),
            here(),
            None,
        ),
        (
            make_desired(make_watch(upgrade=True, monitor=Monitor.NONE), languages=BOTH),
            here(),
            None,
        ),
    ],
)
def test_it_stays_as_it_is_for_a_reason(
    desired: Desired, observed: Observed, reason: Reason | None
) -> None:
    result = plan(desired, observed, NOW)

    assert result.actions == ()
    assert only(result).reason is Reason.HERE
    if desired.watches[0].download is None:
        assert why_not(result) is reason
    else:
        assert why_not(result) is Reason.NOT_ASKED


def test_an_upgrade_asks_only_for_what_is_better_than_what_is_here() -> None:
    wish = make_desired(make_watch(upgrade=True), languages=("A Dub", "B Dub", "C Dub"))

    [action] = plan(wish, here("B Dub", has=("A Dub", "B Dub", "C Dub")), NOW).actions

    assert isinstance(action, Enqueue)
    assert action.languages == ("A Dub",)


@pytest.mark.parametrize("state", [DownloadState.PENDING, DownloadState.FAILED])
@pytest.mark.parametrize(
    "desired, observed",
    [
        (make_desired(make_watch(), languages=BOTH), here()),
        (WISH, here("German Dub")),
        (WISH, here(has=("German Sub",))),
        (WISH, here(ours=False)),
    ],
    ids=["not wished any more", "better already", "not offered any more", "not ours any more"],
)
def test_an_upgrade_that_is_not_to_be_is_withdrawn(
    desired: Desired, observed: Observed, state: DownloadState
) -> None:
    download = upgrading(state=state, ended_at=NOW)

    [action] = plan(desired, replace(observed, downloads={KEY: download}), NOW).actions

    assert isinstance(action, Withdraw)


def test_a_waiting_upgrade_follows_its_wish() -> None:
    wish = make_desired(make_watch(upgrade=True), languages=("X Dub", *BOTH))

    [action] = plan(wish, here(has=("X Dub", *BOTH), download=upgrading()), NOW).actions

    assert isinstance(action, Amend)
    assert action.languages == ("X Dub", "German Dub")


@pytest.mark.parametrize("days, again", [(6.9, False), (7, True)])
def test_an_upgrade_that_failed_is_tried_again_after_a_week(days: float, again: bool) -> None:
    failed = upgrading(state=DownloadState.FAILED, ended_at=NOW - days * DAY, tries=6)

    actions = plan(WISH, here(download=failed), NOW).actions

    assert [type(action) for action in actions] == [Withdraw] * again


def test_a_file_of_ours_in_no_wanted_language_is_replaced_when_the_wish_says_so() -> None:
    observed = here("English Sub", has=("German Sub",))

    result = plan(WISH, observed, NOW)

    [action] = result.actions
    assert isinstance(action, Enqueue)
    assert (action.languages, action.replaces) == (("German Sub",), PATH)
    assert only(result).reason is Reason.OTHER_LANGUAGE


def test_a_file_of_ours_in_no_wanted_language_stays_when_the_wish_says_nothing() -> None:
    result = plan(make_desired(languages=BOTH), here("English Sub"), NOW)

    assert result.actions == ()
    assert only(result).reason is Reason.OTHER_LANGUAGE
    assert why_not(result) is Reason.UPGRADE_OFF


def test_a_file_that_others_made_in_no_wanted_language_is_not_here() -> None:
    result = plan(WISH, here("English Sub", ours=False), NOW)

    [action] = result.actions
    assert isinstance(action, Enqueue)
    assert action.replaces == ""
    assert only(result).reason is Reason.QUEUED


def test_of_several_files_the_best_one_counts() -> None:
    other = Here("The Lamp Post (2024)/b.mkv", "German Dub")
    first = Here(PATH, "German Sub", ours=True, others=(other,))

    result = plan(WISH, here(shelf=make_shelf({(1, 1): first})), NOW)

    assert (only(result).file, result.actions) == (other.path, ())


def test_what_a_provider_promises_and_does_not_give_is_no_loop() -> None:
    """Dub is promised, Sub comes: with Sub recorded, only Dub is asked for, and that fails."""
    first = plan(WISH, here(shelf=make_shelf()), NOW)
    [asked] = first.actions
    assert isinstance(asked, Enqueue)
    assert asked.languages == BOTH

    [upgrade] = plan(WISH, here("German Sub"), NOW).actions
    assert isinstance(upgrade, Enqueue)
    assert upgrade.languages == ("German Dub",)

    failed = upgrading(state=DownloadState.FAILED, ended_at=NOW, tries=6, error="no release")
    result = plan(WISH, here(download=failed), NOW)
    assert result.actions == ()
    assert only(result).reason is Reason.HERE
