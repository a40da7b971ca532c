"""What only a person can answer: each is worded with what would happen, and stands for itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aniworldd.library.brake import Question as Vanished
from aniworldd.library.brake import accepted
from aniworldd.overview import questions
from aniworldd.overview.now import now
from aniworldd.overview.titles import rows
from aniworldd.reconcile.plan import plan
from tests.factories import LINK, NOW, make_desired, make_observed, make_shelf, make_source
from tests.overview.test_now import make_facts

STRANGE = make_shelf(away="/srv/media has no mark", strange=True)
GONE = frozenset({"a", "b"})
SHRUNK = make_shelf(gone=GONE, shrunk_since=NOW)
VANISHED = Vanished(GONE, NOW, NOW)


def test_a_library_that_is_only_not_there_is_no_question() -> None:
    shelf = make_shelf(away="it does not exist")

    assert questions.of_root(shelf, "/srv/media") is None
    [concern] = now(make_facts(make_observed(shelf=shelf))).concerns
    assert concern.question is None


def test_a_library_without_its_mark_is_a_question_that_warns_of_unmounted_disks() -> None:
    [concern] = now(make_facts(make_observed(shelf=STRANGE))).concerns

    assert concern.question is not None
    assert concern.question.about == questions.ROOT
    assert "/srv/media gets a mark" in concern.question.consequence
    assert "mount it instead" in concern.question.consequence


def test_files_that_vanished_are_a_question() -> None:
    [concern] = now(make_facts(make_observed(shelf=SHRUNK))).concerns

    assert concern.question is not None
    assert concern.question.answer == "2 files are gone"
    assert "downloaded again" in concern.question.consequence


def test_wishes_that_vanished_are_a_question_until_it_is_answered() -> None:
    asked = questions.of_wishes(VANISHED)

    assert asked is not None
    assert asked.answer == "2 wishes may go"
    assert questions.of_wishes(accepted(VANISHED)) is None
    assert questions.of_wishes(None) is None


def test_a_shorter_list_is_a_question_of_its_title() -> None:
    observed = make_observed(sources={LINK: make_source(shrink=VANISHED)})

    [row] = rows(plan(make_desired(), observed, NOW), observed, NOW)

    assert row.question is not None
    assert row.question.about == f"{questions.LIST}{row.key}"
    assert "2 episodes will not be wanted any more" in row.question.consequence
    assert questions.of_list("another", observed.sources.values()) is None


def test_an_accepted_list_is_no_question() -> None:
    sources = [make_source(shrink=accepted(VANISHED))]

    assert questions.of_list(sources[0].titles[0], sources) is None


@pytest.mark.parametrize(
    "other",
    [
        make_shelf(gone=GONE | {"c"}, shrunk_since=NOW),
        make_shelf(gone=GONE, shrunk_since=NOW + timedelta(minutes=1)),
    ],
    ids=["more", "anew"],
)
def test_what_was_shown_stands_for_no_other_question(other: object) -> None:
    first, again = questions.of_files(SHRUNK), questions.of_files(replace(SHRUNK))
    another = questions.of_files(other)  # type: ignore[arg-type]

    assert first is not None
    assert again is not None
    assert another is not None
    assert first.seen == again.seen != another.seen
