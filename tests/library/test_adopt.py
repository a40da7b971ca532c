"""Which folder that is there is a title's: sure or asked about, never guessed."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from aniworldd.errors import Conflict
from aniworldd.library.adopt import Claim, Folders, Ids, Trust
from aniworldd.model.title import Title

LAMP = Title("lamp", "demo", "https://catalogue.example/lamp", "The Lamp Post", year=2024)
KNOWN = replace(LAMP, imdb="tt0000007", tmdb="12", tvdb="5")


def claim(
    title: Title,
    *existing: str,
    nfo: Ids | None = None,
    given: str | None = None,
    name: str | None = None,
    languages: Sequence[str] = (),
) -> Claim | None:
    return Folders(existing, nfo or {}).claim(title, given, name, languages)


def folder(title: Title, *existing: str, **more: object) -> str:
    found = claim(title, *existing, **more)  # type: ignore[arg-type]
    return found.folder if found else ""


def test_nothing_of_it_is_there() -> None:
    assert claim(LAMP, "Other", "The Lamp", "The Lamp Post Returns (2024)") is None


def test_a_given_folder_is_spelled_as_it_lies_there() -> None:
    assert folder(LAMP, "my LAMP", given="My Lamp") == "my LAMP"


def test_a_given_folder_that_is_there_exactly_is_not_unclear() -> None:
    assert folder(LAMP, "my lamp", "My Lamp", given="My Lamp") == "My Lamp"


def test_a_given_folder_that_is_there_twice_in_other_case_is_asked_about() -> None:
    with pytest.raises(Conflict, match="there are 'MY LAMP', 'my lamp'"):
        claim(LAMP, "my lamp", "MY LAMP", given="My Lamp")


def test_a_given_folder_beats_everything() -> None:
    found = claim(KNOWN, "Mine", "The Lamp Post (2024)", "X {tmdb-12}", given="Mine")

    assert found == Claim("Mine", Trust.WISH, "its wish says so")


@pytest.mark.parametrize(
    "existing",
    [
        "The Lamp Post (2024)",
        "The Lamp Post",
        "the lamp post (2024)",
        "The Lamp Post (2024) [imdbid-tt1]",
        "The Lamp Post (2024-2025)",
    ],
)
def test_a_folder_of_its_name_is_taken(existing: str) -> None:
    assert folder(LAMP, "The Lamp", existing) == existing


@pytest.mark.parametrize(
    "existing",
    [
        "Laterne {tmdb-12}",
        "Laterne [tmdbid-12]",
        "Laterne [tmdbid=12]",
        "Laterne {tvdb-5}",
        "Laterne [tvdbid-5]",
        "Laterne {imdb-tt0000007}",
        "Laterne [imdbid-tt7]",
        "Laterne (1999) {TMDB-012}",
    ],
)
def test_a_number_in_the_folder_beats_the_name(existing: str) -> None:
    found = claim(KNOWN, "The Lamp Post (2024)", existing)

    assert found is not None
    assert (found.folder, found.trust) == (existing, Trust.TAG)
    assert found.why.startswith("its name says ")


def test_a_number_in_its_nfo_beats_the_name() -> None:
    nfo = {"Laterne": frozenset({("tmdb", "12")})}

    found = claim(KNOWN, "The Lamp Post (2024)", "Laterne", nfo=nfo)

    assert found == Claim("Laterne", Trust.NFO, "its tvshow.nfo says tmdb 12")


def test_a_number_in_the_folder_beats_one_in_an_nfo() -> None:
    nfo = {"A": frozenset({("tmdb", "12")})}

    assert folder(KNOWN, "A", "B {tmdb-12}", nfo=nfo) == "B {tmdb-12}"


@pytest.mark.parametrize(
    "existing, nfo",
    [
        ("The Lamp Post (2024) {tmdb-13}", {}),
        ("The Lamp Post (2024)", {"The Lamp Post (2024)": frozenset({("tmdb", "13")})}),
    ],
)
def test_a_folder_of_its_name_with_another_number_is_anothers(existing: str, nfo: Ids) -> None:
    assert claim(KNOWN, existing, nfo=nfo) is None


def test_a_number_that_the_provider_does_not_say_is_no_contradiction() -> None:
    assert folder(LAMP, "The Lamp Post (2024) {tmdb-13}") == "The Lamp Post (2024) {tmdb-13}"


def test_two_folders_with_its_number_are_asked_about() -> None:
    with pytest.raises(Conflict, match="is unclear"):
        claim(KNOWN, "A {tmdb-12}", "B {tmdb-12}")


def test_a_folder_of_another_year_is_another_title() -> None:
    assert claim(LAMP, "The Lamp Post (1999)") is None


def test_a_folder_in_another_normal_form_is_the_same() -> None:
    decomposed = "Poke\u0301mon"

    assert folder(replace(LAMP, name="Pokémon"), decomposed) == decomposed


def test_a_folder_named_after_the_sanitised_title_is_the_same() -> None:
    assert folder(replace(LAMP, name="Lamp: Final"), "Lamp Final") == "Lamp Final"


def test_the_wishs_name_is_looked_for_instead_of_the_providers() -> None:
    assert folder(LAMP, "The Lamp Post", "Laterne", name="Laterne") == "Laterne"


def test_several_folders_are_asked_about() -> None:
    with pytest.raises(Conflict, match="is unclear: there are 'The Lamp Post', 'The Lamp Post"):
        claim(LAMP, "The Lamp Post", "The Lamp Post (2024)")


def test_without_a_year_two_years_are_asked_about() -> None:
    with pytest.raises(Conflict, match="is unclear"):
        claim(replace(LAMP, year=None), "The Lamp Post (1999)", "The Lamp Post (2024)")


def test_another_name_of_the_title_comes_last() -> None:
    title = replace(LAMP, alternatives=("Die Laterne", "", "..."))

    found = claim(title, "Die Laterne (2024)", "_")

    assert found == Claim(
        "Die Laterne (2024)", Trust.OTHER_NAME, "it has another name of it, 'Die Laterne'"
    )
    assert folder(title, "Die Laterne", "The Lamp Post") == "The Lamp Post"
    assert claim(title, "Die Laterne (1999)") is None


def test_two_other_names_are_asked_about() -> None:
    with pytest.raises(Conflict, match="there are 'A', 'B'"):
        claim(replace(LAMP, alternatives=("A", "B")), "A", "B")


@pytest.mark.parametrize(
    "existing, languages, found",
    [
        ({"german-dub/The Lamp Post", "german-sub/The Lamp Post"}, (), "german-dub/The Lamp Post"),
        (
            {"german-dub/The Lamp Post", "german-sub/The Lamp Post"},
            ("German Sub", "German Dub"),
            "german-sub/The Lamp Post",
        ),
        ({"german-dub/The Lamp Post", "The Lamp Post"}, ("German Dub",), "The Lamp Post"),
        ({"german-dub/The Lamp Post {tmdb-12}", "x"}, (), "german-dub/The Lamp Post {tmdb-12}"),
    ],
)
def test_the_folders_of_languages_hold_one_series(
    existing: Collection[str], languages: tuple[str, ...], found: str
) -> None:
    assert folder(LAMP, *existing, languages=languages) == found


def test_different_names_in_the_folders_of_languages_are_asked_about() -> None:
    with pytest.raises(Conflict, match="is unclear"):
        claim(LAMP, "german-dub/The Lamp Post", "german-sub/The Lamp Post (2024)")
