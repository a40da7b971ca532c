"""Which files are a film by their names."""

import pytest

from aniworldd.naming import film

SERIES = "The Lamp Post"
NAMES = ("The Lamp Post: Der Sturm", "Storm in a Teacup")


@pytest.mark.parametrize(
    "path",
    [
        "Storm in a Teacup.mkv",
        "Storm in a Teacup (2023).mkv",
        "Storm.in.a.Teacup.2023.German.DL.1080p.WEB.x264-GRP.mkv",
        "The Lamp Post - Storm in a Teacup.mkv",
        "The Lamp Post - S00E07 - Storm in a Teacup.mkv",
        "The Lamp Post - S00E07 - STORM IN A TEACUP [1080p].mkv",
        "S00E07 Der Sturm.mkv",
        "The Lamp Post - Der Sturm.mp4",
        "Film 02 - Der Sturm.mkv",
        "The.Lamp.Post.S00E03.Der.Sturm.1080p.mkv",
    ],
)
def test_a_file_with_the_films_name_is_the_film(path: str) -> None:
    assert film.is_called(f"x/Season 00/{path}", SERIES, NAMES)


@pytest.mark.parametrize(
    "path",
    [
        "The Lamp Post - S00E01.mkv",
        "The Lamp Post - S00E01 - Making of.mkv",
        "The Lamp Post - S00E01 - Making of Storm in a Teacup.mkv",
        "Storm in a Teacup 2.mkv",
        "The Lamp Post.mkv",
        "SP1.mkv",
        "01.mkv",
        ".mkv",
    ],
)
def test_a_file_with_another_name_is_not(path: str) -> None:
    assert not film.is_called(f"x/Season 00/{path}", SERIES, NAMES)


def test_a_film_without_a_name_is_called_nothing() -> None:
    assert not film.is_called("x/Season 00/S00E01.mkv", SERIES, ("", "."))
