from pathlib import PurePath

import pytest

from aniworldd.errors import Conflict
from aniworldd.library import layout
from aniworldd.model.title import Item, ItemKey, ItemKind, Title
from aniworldd.naming import format, parse

NAMING = format.compile(
    "{title} ({year})/Season {season:02}/{title} - S{season:02}E{number:02} - {name}"
)
FOLDER = "{title} ({year})"


def make_title(
    name: str = "The Lamp Post", year: int | None = 2024, key: str = "lamp", imdb: str = ""
) -> Title:
    return Title(key, "demo", "https://catalogue.example/lamp", name, year=year, imdb=imdb)


def make_item(
    season: int = 1, number: int = 2, name: str = "Part", kind: ItemKind = ItemKind.EPISODE
) -> Item:
    return Item(ItemKey("lamp", season, number), name, kind=kind)


def new_folder(title: Title | None = None, **wish: str) -> str:
    given, name = wish.get("given"), wish.get("name")
    return layout.new_folder(title or make_title(), given, name, FOLDER)


def test_a_new_folder_is_named_by_the_template() -> None:
    assert new_folder() == "The Lamp Post (2024)"


def test_a_title_without_a_year_has_none_in_its_folder() -> None:
    assert new_folder(make_title(year=None)) == "The Lamp Post"


def test_a_given_folder_is_the_folder() -> None:
    assert new_folder(given="My: Lamp", name="Lamp") == "My Lamp"


def test_a_given_name_is_the_folder_without_the_template() -> None:
    assert new_folder(name="Lamp: Post") == "Lamp Post"


def test_a_title_without_a_usable_name_is_called_by_its_key() -> None:
    assert new_folder(make_title("???", year=None)) == "lamp"


def target(item: Item, folder: str = "Lamp", title: Title | None = None) -> str:
    return str(layout.target(NAMING, folder, title or make_title(), item, ".mkv"))


def test_the_chosen_folder_replaces_the_templates_first_part() -> None:
    assert target(make_item()) == "Lamp/Season 01/The Lamp Post - S01E02 - Part.mkv"


def test_a_film_has_its_number_in_season_0() -> None:
    item = make_item(0, 3, "The Film", kind=ItemKind.MOVIE)

    assert target(item) == "Lamp/Season 00/The Lamp Post - S00E03 - The Film.mkv"


def test_a_film_is_named_so_whatever_the_template_says() -> None:
    template = format.compile("{title}/Staffel {season}/{number:02}")

    path = layout.target(template, "Lamp", make_title(), make_item(0, 3, ""), ".mp4")

    assert path == PurePath("Lamp/Season 00/The Lamp Post - S00E03.mp4")


def test_the_original_name_stands_in_for_a_missing_one() -> None:
    item = Item(ItemKey("lamp", 1, 2), "", "Original")

    assert target(item).endswith("S01E02 - Original.mkv")


def test_a_name_that_would_mislead_is_left_out() -> None:
    path = target(make_item(name="Recap of S02E05"))

    assert path == "Lamp/Season 01/The Lamp Post - S01E02.mkv"


def test_a_file_that_would_not_be_found_again_is_refused() -> None:
    template = format.compile("{title}/Staffel {season}/{number:02}")

    with pytest.raises(Conflict, match="would not be read as S01E101"):
        layout.target(template, "Lamp", make_title(), make_item(1, 101), ".mkv")


@pytest.mark.parametrize("extension", ["mkv", "", ".", "./x", ".MKV", ".m kv"])
def test_an_odd_extension_is_refused(extension: str) -> None:
    with pytest.raises(Conflict, match="no extension"):
        layout.target(NAMING, "Lamp", make_title(), make_item(), extension)


@pytest.mark.parametrize(
    "name", ["86", "S1E1", "2x2 Shinobuden", "???", "進" * 200, "../..", "CON"]
)
def test_whatever_the_title_its_file_is_read_back(name: str) -> None:
    path = target(make_item(), title=make_title(name))

    reading = parse.read(PurePath(path), name)
    assert (reading.season, reading.episodes) == (1, (2,))
    assert len(PurePath(path).parts) == 3
