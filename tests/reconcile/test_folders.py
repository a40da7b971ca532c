"""Titles without a folder: never two of them in one, and what is unclear is asked."""

from collections.abc import Mapping
from dataclasses import replace

from aniworldd.library.adopt import Folders, Ids
from aniworldd.library.shelf import Here
from aniworldd.model.title import Title
from aniworldd.model.verdict import Reason
from aniworldd.model.watch import Watch
from aniworldd.reconcile import folders
from aniworldd.reconcile.folders import Decision
from aniworldd.reconcile.plan import plan
from tests.factories import (
    NOW,
    make_desired,
    make_item,
    make_listing,
    make_observed,
    make_shelf,
    make_title,
    make_watch,
)

ONE, TWO = make_title("one", year=None), make_title("two", year=None)


def decide(
    *titles: Title | tuple[Title, Watch],
    existing: tuple[str, ...] = (),
    taken: tuple[str, ...] = (),
    nfo: Ids | None = None,
) -> Mapping[str, Decision]:
    homeless = [one if isinstance(one, tuple) else (one, make_watch()) for one in titles]
    return folders.decide(
        homeless, Folders(existing, nfo or {}), taken, "{title} ({year})", lambda _: ()
    )


def test_a_title_gets_what_is_there_and_is_told_why() -> None:
    assert decide(ONE, existing=("The Lamp Post",)) == {
        "one": Decision("The Lamp Post", "it has its name")
    }


def test_a_new_one_gets_a_new_folder() -> None:
    assert decide(ONE)["one"] == Decision("The Lamp Post", "a new one, as there was none of it")


def test_two_new_ones_of_one_name_get_two_folders() -> None:
    decided = decide(ONE, TWO)

    assert [decided[key].folder for key in ("one", "two")] == [
        "The Lamp Post",
        "The Lamp Post [two]",
    ]


def test_a_folder_of_its_own_fits_every_file_system() -> None:
    long = "進" * 100

    decided = decide(replace(ONE, name=long), replace(TWO, key="k" * 100, name=long))

    first, second = (one.folder for one in decided.values())
    assert second.endswith(f" [{'k' * 100}]")
    assert len(first.encode()) <= 215
    assert len(second.encode()) <= 215


def test_a_folder_that_may_be_of_two_titles_is_asked_about() -> None:
    decided = decide(ONE, TWO, existing=("The Lamp Post",))

    asked = (
        "the folder 'The Lamp Post' may be of 'The Lamp Post' [one], 'The Lamp Post' [two]; "
        "say whose it is with `folder:`"
    )
    assert decided == {"one": Decision(unclear=asked), "two": Decision(unclear=asked)}


def test_the_answer_settles_it_for_both() -> None:
    answered = (ONE, make_watch(folder="The Lamp Post"))

    decided = decide(answered, TWO, existing=("The Lamp Post",))

    assert decided["one"].folder == "The Lamp Post"
    assert decided["two"].folder == "The Lamp Post [two]"


def test_who_has_the_folders_year_gets_it() -> None:
    dated = replace(TWO, year=2024)

    decided = decide(ONE, dated, existing=("The Lamp Post (2024)",))

    assert decided["two"].folder == "The Lamp Post (2024)"
    assert decided["one"].folder == "The Lamp Post"


def test_who_has_the_folders_number_gets_it() -> None:
    known = replace(TWO, tmdb="1")

    decided = decide(
        ONE, known, existing=("The Lamp Post",), nfo={"The Lamp Post": frozenset({("tmdb", "1")})}
    )

    assert decided["two"].folder == "The Lamp Post"
    assert decided["one"].folder == "The Lamp Post [one]"


def test_a_folder_that_another_title_has_is_not_shared() -> None:
    decided = decide(ONE, existing=("the lamp post",), taken=("the lamp post",))

    assert decided["one"].folder == "The Lamp Post [one]"


def test_a_folder_of_its_name_that_is_anothers_by_its_number_is_not_entered() -> None:
    known = replace(ONE, tmdb="1")
    nfo = {"The Lamp Post": frozenset({("tmdb", "2")})}

    decided = decide(known, existing=("The Lamp Post",), nfo=nfo)

    assert decided["one"].folder == "The Lamp Post [one]"


def test_what_lies_in_the_folders_of_several_languages_is_all_here() -> None:
    name = "The Lamp Post (2024)"
    files = {
        f"german-dub/{name}": {
            (1, 1): Here(f"german-dub/{name}/S01E01.mkv", "German Dub"),
        },
        f"german-sub/{name}": {
            (1, 1): Here(f"german-sub/{name}/S01E01.mkv", "German Sub"),
            (1, 2): Here(f"german-sub/{name}/S01E02.mkv", "German Sub"),
        },
    }
    shelf = make_shelf(files=None, folders=frozenset(files))
    observed = make_observed(
        make_listing([make_item(1, 1), make_item(1, 2), make_item(1, 3)]),
        shelf=replace(shelf, files=files),
        pins={},
    )

    result = plan(make_desired(languages=("German Dub", "German Sub")), observed, NOW)

    assert [(one.reason, one.file) for one in result.verdicts] == [
        (Reason.HERE, f"german-dub/{name}/S01E01.mkv"),
        (Reason.HERE, f"german-sub/{name}/S01E02.mkv"),
        (Reason.QUEUED, ""),
    ]
