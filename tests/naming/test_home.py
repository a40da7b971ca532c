"""Series folders, with and without a language's folder above them."""

from pathlib import PurePath

import pytest

from aniworldd.naming import home, parse
from aniworldd.naming.parse import SkipReason


@pytest.mark.parametrize(
    "folder, series",
    [
        ("Title", "Title"),
        ("Title/Season 1", "Title"),
        ("german-dub/Title", "german-dub/Title"),
        ("german-dub/Title/Season 1", "german-dub/Title"),
        ("German Sub/Title/Season 1/x", "German Sub/Title"),
        ("german-dub", ""),
        ("", ""),
        ("Dub/Title", "Dub"),
        ("German/Title", "German"),
        ("The German Dub/Title", "The German Dub"),
        ("Submarine/Title", "Submarine"),
    ],
)
def test_a_folder_lies_in_a_series(folder: str, series: str) -> None:
    assert home.of(folder) == series


@pytest.mark.parametrize(
    "path, series, season, episodes",
    [
        ("german-dub/Title (2013)/Season 1/Title S01E02.mkv", "Title", 1, (2,)),
        ("german-sub/Title/Staffel 2/03.mkv", "Title", 2, (3,)),
        ("german-sub/Title/Title - 05.mkv", "Title", None, ()),
        ("german-dub/S01E01.mkv", "", 1, (1,)),
    ],
)
def test_a_file_in_a_languages_folder_is_read_as_without_it(
    path: str, series: str, season: int | None, episodes: tuple[int, ...]
) -> None:
    reading = parse.read(PurePath(path))

    assert (reading.path, reading.series) == (path, series)
    assert (reading.season, reading.episodes) == (season, episodes)


def test_what_is_skipped_in_a_series_is_skipped_there_too() -> None:
    hidden = parse.read(PurePath("german-dub/.x/S01E01.mkv"))
    extra = parse.read(PurePath("german-dub/Title/Trailers/S01E01.mkv"))

    assert hidden.skip_reason is SkipReason.HIDDEN
    assert extra.skip_reason is SkipReason.EXTRA
    assert parse.read(PurePath("german-dub/Extra/S01E01.mkv")).take


@pytest.mark.parametrize(
    "folder, label, existing, found",
    [
        ("Title", "German Sub", {"german-sub"}, "Title"),
        ("german-dub/Title", "German Dub", set(), "german-dub/Title"),
        ("german-dub/Title", "", {"german-sub"}, "german-dub/Title"),
        ("german-dub/Title", "German Sub", {"german-sub", "x"}, "german-sub/Title"),
        ("german-dub/Title", "German Sub", {"GerSub"}, "GerSub/Title"),
        ("german-dub/Title", "German Sub", set(), "german-sub/Title"),
        ("German_Dub/Title", "English Sub", set(), "English_Sub/Title"),
        ("GermanDub/Title", "English Sub", set(), "EnglishSub/Title"),
        ("german-dub/Title", "Klingon", set(), "german-dub/Title"),
        ("german-dub/Title", "../x Dub", set(), "german-dub/Title"),
    ],
)
def test_a_language_has_a_folder_beside_the_others(
    folder: str, label: str, existing: set[str], found: str
) -> None:
    assert home.in_language(folder, label, frozenset(existing)) == found
